"""What the pages and the mails of a written consultation need: who holds the pen, who answered, who still has to."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from conventions.enums import ConsultationState
from conventions.models import (
    ActionPlan,
    AnnualReport,
    Committee,
    Consultation,
    ConsultationItem,
    ConsultationVoice,
    Convention,
    Mandate,
    Meeting,
    Resolution,
    Vote,
)
from conventions.queries.meetings import next_secretary
from ofqj_portal.core.calendar import PARIS
from partners.enums import Party, Section


def secretary_party(committee: Committee, now: datetime) -> str:
    """Name the party that holds the secretariat: the last meeting's that was held, else the one whose turn it is."""
    held = Meeting.objects.filter(committee=committee, secretary__isnull=False, cancelled_at=None, meets_at__lte=now)
    party = held.order_by("-meets_at", "-pk").values_list("secretary__party", flat=True).first()
    if party:
        return party
    seat = next_secretary(committee, now.astimezone(PARIS).date())
    return seat.party if seat else ""


def members_told(consultation: Consultation, now: datetime) -> tuple[Mandate, ...]:
    """List the members in office, each of whom is told."""
    rows = Mandate.objects.filter(committee=consultation.committee_id).current(now.astimezone(PARIS).date())
    return tuple(rows.select_related("user").order_by("pk"))


def subject_of_item(item: ConsultationItem) -> ActionPlan | AnnualReport | Resolution:
    """Return what a question is about."""
    return item.plan or item.report or item.resolution


def subject_words(item: ConsultationItem) -> str:
    """Name what a question is about, in words."""
    if item.plan_id:
        return _("Plan d’action %(year)s") % {"year": item.plan.year}
    if item.report_id:
        return _("Bilan %(period)s, version %(version)s") % {
            "period": item.report.period, "version": item.report.version,
        }  # fmt: skip
    return f"{item.resolution} · {item.resolution.text}"


@dataclass(frozen=True)
class Question:
    """One question with what each party said so far, in the order of the parties, and its vote once it is closed."""

    item: ConsultationItem
    words: str
    url: str
    voices: tuple[ConsultationVoice, ...]
    vote: Vote | None

    @property
    def silent(self) -> list[str]:
        """The parties that have not answered."""
        said = {voice.party for voice in self.voices}
        return [str(Party(party).label) for party in Party.values if party not in said]


def questions_of(consultation: Consultation) -> list[Question]:
    """List the questions of a consultation, in four queries whatever there is."""
    items = consultation.items.select_related("plan__convention", "report", "resolution").order_by("position")
    spoken: dict[int, list[ConsultationVoice]] = defaultdict(list)
    rows = ConsultationVoice.objects.filter(item__consultation=consultation)
    for voice in rows.select_related("cast_by", "agreed_by").order_by("party"):
        spoken[voice.item_id].append(voice)
    votes = {_key(vote): vote for vote in Vote.objects.filter(consultation=consultation)}
    return [
        Question(item, subject_words(item), _url(item), tuple(spoken[item.pk]), votes.get(_key(item))) for item in items
    ]


def parties_to_speak(consultations: "list[Consultation]") -> dict[int, dict[tuple[str, str], bool]]:
    """Say, for each consultation (by id) and seat that has something to do, whether it has done all of it.

    A seat is (party, ""); once a section of the OFQJ spoke, the other section's (ofqj, section) owes its agreement.
    """
    asked = ConsultationItem.objects.filter(consultation__in=consultations).order_by()
    counts = dict(asked.values_list("consultation").annotate(count=Count("pk")))
    spoken: dict[tuple[int, str], list[ConsultationVoice]] = defaultdict(list)
    voices = ConsultationVoice.objects.filter(item__consultation__in=consultations).select_related("item", "cast_by")
    for voice in voices.order_by("pk"):
        spoken[voice.item.consultation_id, voice.party].append(voice)
    found: dict[int, dict[tuple[str, str], bool]] = {}
    for consultation in consultations:
        seats: dict[tuple[str, str], bool] = {}
        for party in Party.values:
            said = spoken[consultation.pk, party]
            seats[party, ""] = len(said) == counts.get(consultation.pk, 0)
            for voice in said:
                if not voice.counts:
                    seats[party, _other(voice.cast_by.section)] = False
        found[consultation.pk] = seats
    return found


def _other(section: str) -> str:
    return next(str(value) for value in Section.values if value != section)


def consultations_to_show(convention: Convention, *, to_committee: bool) -> QuerySet[Consultation]:
    """List the consultations of a committee, the latest first; those in preparation for its members alone."""
    rows = Consultation.objects.filter(committee__convention=convention).order_by("-number")
    return rows if to_committee else rows.exclude(state=ConsultationState.DRAFT)


def _key(row: ConsultationItem | Vote) -> tuple[int | None, int | None, int | None]:
    return row.plan_id, row.report_id, row.resolution_id


def _url(item: ConsultationItem) -> str:
    subject = subject_of_item(item)
    return "" if isinstance(subject, Resolution) else subject.get_absolute_url()

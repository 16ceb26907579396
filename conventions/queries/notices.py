"""When a notice may end the convention, and what that does to the projects under way."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from conventions.enums import NoticeKind
from conventions.models import FormalNotice, NoticeDelivery
from ofqj_portal.core.calendar import add_months
from ofqj_portal.core.holidays import holiday_on, next_working_day
from ofqj_portal.core.money import Money
from ofqj_portal.core.shores import Shore, format_date
from ofqj_portal.core.versions import sha256_of
from partners.enums import Party
from projects.enums import FINISHED, ProjectState
from projects.models import Grant, Project

SEVEN_DAYS = timedelta(days=7)
NOT_ENDING = frozenset({*FINISHED, ProjectState.DRAFT})


@dataclass(frozen=True)
class Clock:
    """When a notice may have its effect: `earliest_on` is None while a letter has not left, or is not received."""

    earliest_on: date | None
    working_day: date | None
    sentence: str


@dataclass(frozen=True)
class Effects:
    """What an end on a day does: dossiers by state, those that leave after it, money promised. No dossier is named."""

    by_state: tuple[tuple[str, int], ...]
    leaving_after_count: int
    promised: tuple[Money, ...]

    @property
    def fingerprint(self) -> str:
        """The digest of these figures: whoever confirms has seen this very list."""
        money = [[str(row.amount), row.currency] for row in self.promised]
        return sha256_of([list(map(list, self.by_state)), self.leaving_after_count, money])


def clock_of(notice: FormalNotice) -> Clock:
    """Compute when a notice may end the convention: a month after the last reception, or seven days after the sending.

    The texts count calendar days; the first day worked on both shores is told beside, for whoever must act.
    """
    deliveries = list(notice.deliveries.all())
    if notice.kind == NoticeKind.BY_LAW:
        return _clock(None, _("Elle prend effet le jour que dit le texte qui la cause."))
    if notice.kind == NoticeKind.FORMAL_NOTICE:
        sent = [row.sent_on for row in deliveries]
        if not sent or None in sent:
            return _clock(None, _("Les sept jours courent de l’envoi du recommandé, qui n’est pas encore noté."))
        return _clock(max(sent) + SEVEN_DAYS, _("Sept jours après l’envoi de la mise en demeure (article 8)."))
    received = [row.received_on for row in deliveries]
    if not received or None in received:
        return _clock(None, _("Le mois de préavis court de la dernière réception, qui n’est pas encore notée."))
    return _clock(add_months(max(received), 1), _("Un mois après que la dernière partie a été prévenue (article 6)."))


def _clock(earliest_on: date | None, sentence: str) -> Clock:
    if earliest_on is None:
        return Clock(None, None, sentence)
    off = [name for name in (holiday_on(earliest_on, shore) for shore in Shore) if name]
    working_day = next_working_day(earliest_on)
    if off or working_day != earliest_on:
        words = {"why": ", ".join(off) or _("fin de semaine"), "day": format_date(working_day)}
        sentence += (
            " "
            + _("Ce jour n’est pas ouvré (%(why)s) : le premier jour ouvré sur les deux rives est le %(day)s.") % words
        )
    return Clock(earliest_on, working_day, sentence)


def effects_of_ending(on: date) -> Effects:
    """List what is under way and would go on without a convention after that day, in three queries."""
    under_way = Project.objects.exclude(state__in=NOT_ENDING)
    counts = under_way.order_by().values_list("state").annotate(count=Count("pk"))
    labels = dict(ProjectState.choices)
    by_state = tuple(sorted((str(labels[state]), count) for state, count in counts))
    promised: Any = (
        Grant.objects.filter(decision__project__in=under_way.values("pk"))
        .order_by()
        .values("currency")
        .annotate(total=Sum(Coalesce(F("recomputed_amount"), F("awarded_amount"))))
        .order_by("currency")
    )
    return Effects(
        by_state=by_state,
        leaving_after_count=under_way.filter(departs_on__gt=on).count(),
        promised=tuple(Money(row["total"], row["currency"]) for row in promised),
    )


def recipients_of(notice: FormalNotice) -> list[str]:
    """List the parties to whom the letters go: the one in default, or each other party."""
    if notice.kind == NoticeKind.FORMAL_NOTICE:
        return [notice.against]
    return [party for party in Party.values if party != notice.party]


def all_sent(notice: FormalNotice) -> bool:
    """Say whether every letter has left."""
    rows = NoticeDelivery.objects.filter(notice=notice)
    return rows.exists() and not rows.filter(sent_on__isnull=True).exists()

"""The life of an annual report: opened, contributed to, presented to the committee, published, corrected."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from conventions.documents.contribution_draft import lines_left_open
from conventions.enums import Body, ContributionState, ReportState
from conventions.models import AnnualReport, Convention, IndicatorSet, ReportContribution
from conventions.periods import Period, read_period
from conventions.queries.quotes import quotes_taken_back, without_quotes
from conventions.services.agenda_of_meetings import forget_bundles_to_come
from conventions.services.moves import lock, move
from conventions.services.picture_copies import copy_pictures_to
from conventions.workflow import REPORT
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.core.errors import DomainError, EditedMeanwhile, WrongState
from ofqj_portal.core.journal import record

if TYPE_CHECKING:
    from ofqj_portal.accounts.models import User

CONTRIBUTIONS_DUE = timedelta(days=60)


class AlreadyOpen(DomainError):
    """The period has its report already."""


class EmptyContribution(DomainError):
    """A contribution is handed in with a text."""


class UnfinishedContribution(DomainError):
    """Lines that the portal left open are still there, and would be published."""


class QuoteTakenBack(DomainError):
    """A text quotes somebody who does not agree to it any more."""


class NothingCounted(DomainError):
    """The committee votes on figures: the report has none yet."""


@transaction.atomic
def open_report(*, convention: Convention, period: Period, by: "User | None", now: datetime) -> AnnualReport:
    """Open the report of a period to the four contributions, due 60 days after its end, with the set of its year.

    Raises AlreadyOpen if the period has one.
    """
    if AnnualReport.objects.filter(convention=convention, period=period.code).exists():
        raise AlreadyOpen(_("Le bilan de cette période est déjà ouvert."))
    report = AnnualReport.objects.create(
        convention=convention,
        period=period.code,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        indicator_set=_set_of(convention, period),
        contributions_due_on=period.ends_on + CONTRIBUTIONS_DUE,
    )
    ReportContribution.objects.bulk_create(ReportContribution(report=report, body=body) for body in Body)
    record(report, "report.opened", by=by, period=period.code)
    return report


def _set_of(convention: Convention, period: Period) -> IndicatorSet:
    """The set in use in the first year of the period; the oldest one for years before it."""
    sets = IndicatorSet.objects.filter(convention=convention).chosen()
    in_use = sets.filter(from_year__lte=period.starts_on.year).order_by("-from_year", "-version").first()
    return in_use or sets.order_by("from_year", "version")[0]


def report_of_period(*, convention: Convention, code: str, by: "User | None", now: datetime) -> AnnualReport:
    """Return the last version of a period's report, opened if there is none. Raises UnknownPeriod."""
    period = read_period(code)
    found = AnnualReport.objects.filter(convention=convention, period=period.code).order_by("-version").first()
    return found or open_report(convention=convention, period=period, by=by, now=now)


@transaction.atomic
def save_contribution(
    *, contribution: ReportContribution, text: str, seen_version: int, by: "User", now: datetime
) -> ReportContribution:
    """Keep what a body has written so far. Raises WrongState once the report is presented; EditedMeanwhile."""
    _report, row = _editable(contribution, seen_version)
    row.text, row.state, row.version = text, ContributionState.DRAFT, row.version + 1
    row.handed_in_at = row.handed_in_by = None
    row.save()
    record(row, "report.contribution_saved", by=by, body=row.body)
    return row


@transaction.atomic
def hand_in_contribution(
    *, contribution: ReportContribution, text: str, seen_version: int, by: "User", now: datetime
) -> ReportContribution:
    """Hand a body's part in; with the fourth, the contributions are all in.

    Raises EmptyContribution, UnfinishedContribution, QuoteTakenBack, WrongState once the report is presented,
    EditedMeanwhile.
    """
    report, row = _editable(contribution, seen_version)
    if not text.strip():
        raise EmptyContribution(_("Écrivez votre contribution avant de la remettre."))
    if open_lines := lines_left_open(text):
        raise UnfinishedContribution(
            _("Complétez ou retirez d’abord ce qui attend encore votre texte : %(lines)s")
            % {"lines": " ".join(f"« {line} »" for line in open_lines)}
        )
    _refuse_taken_back([text], report, now)
    row.text, row.state, row.version = text, ContributionState.HANDED_IN, row.version + 1
    row.handed_in_at, row.handed_in_by = now, by
    row.save()
    record(row, "report.contribution_handed_in", by=by, body=row.body)
    waiting = report.contributions.exclude(state=ContributionState.HANDED_IN)
    if report.state == ReportState.OPEN and not waiting.exists():
        _gather(report, by)
    return row


def words_taken_back_since(report: AnnualReport, now: datetime) -> list[str]:
    """List what the texts of a report quote and nobody agrees to see quoted any more."""
    return _taken_back(report.contributions.values_list("text", flat=True), report, now)


def _taken_back(texts: Iterable[str], report: AnnualReport, now: datetime) -> list[str]:
    return quotes_taken_back(texts, read_period(report.period), on=now.astimezone(PARIS).date())


def _quoted(words: Iterable[str]) -> str:
    return " ".join(f"« \u00a0{said}\u00a0»" for said in words)


def _refuse_taken_back(texts: Iterable[str], report: AnnualReport, now: datetime) -> None:
    if found := _taken_back(texts, report, now):
        raise QuoteTakenBack(
            _("Une personne n’accepte plus d’être citée : retirez d’abord ses mots. %(words)s")
            % {"words": _quoted(found)}
        )


def writable(contribution: ReportContribution) -> ReportContribution:
    """Lock the report and return the row as it stands. Raises WrongState once the report is presented."""
    report = lock(contribution.report)
    if report.state not in (ReportState.OPEN, ReportState.CONTRIBUTIONS_IN):
        raise WrongState(_("Le bilan est déjà présenté au comité : sa rédaction est close."))
    row = ReportContribution.objects.get(pk=contribution.pk)
    row.report = report
    return row


def _editable(contribution: ReportContribution, seen_version: int) -> tuple[AnnualReport, ReportContribution]:
    row = writable(contribution)
    if row.version != seen_version:
        raise EditedMeanwhile(
            _("Quelqu’un d’autre a modifié cette contribution depuis que vous l’avez ouverte. Relisez-la ci-dessous.")
        )
    return row.report, row


@transaction.atomic
def close_contributions(*, report: AnnualReport, by: "User", now: datetime) -> AnnualReport:
    """Go on with what is in, naming what is missing. Raises WrongState."""
    report = lock(report)
    _gather(report, by)
    return report


def _gather(report: AnnualReport, by: "User") -> None:
    move(REPORT, report, ReportState.CONTRIBUTIONS_IN)
    report.save(update_fields=["state"])
    received = report.contributions.filter(state=ContributionState.HANDED_IN).count()
    record(report, "report.contributions_in", by=by, received=received)


@transaction.atomic
def present_report(*, report: AnnualReport, by: "User", now: datetime) -> AnnualReport:
    """Put the report before the committee.

    Raises WrongState; NothingCounted if its figures were never counted; QuoteTakenBack.
    """
    report = lock(report)
    move(REPORT, report, ReportState.DRAFTED)
    _refuse_taken_back(report.contributions.values_list("text", flat=True), report, now)
    if report.snapshot is None:
        raise NothingCounted(_("Établissez d’abord le document : le comité vote sur des chiffres."))
    report.save(update_fields=["state"])
    forget_bundles_to_come(report.convention, now)
    record(report, "report.presented", by=by, figures=report.snapshot.figures_hash)
    return report


@transaction.atomic
def publish_report(*, report: AnnualReport, by: "User", now: datetime) -> AnnualReport:
    """Make an adopted report readable by anybody; the version it corrects is superseded.

    Raises WrongState; QuoteTakenBack, and a new version without those words is the way on.
    """
    report = lock(report)
    move(REPORT, report, ReportState.PUBLISHED)
    if found := words_taken_back_since(report, now):
        raise QuoteTakenBack(
            _("Une personne n’accepte plus d’être citée : ce document ne se publie plus. Corrigez-le par une nouvelle "
              "version, sans ses mots ; le comité la votera. %(words)s") % {"words": _quoted(found)}
        )  # fmt: skip
    report.published_at = now
    older = AnnualReport.objects.select_for_update().filter(
        convention=report.convention, period=report.period, state=ReportState.PUBLISHED
    )
    older.update(state=ReportState.SUPERSEDED)
    report.save(update_fields=["state", "published_at"])
    record(report, "report.published", by=by)
    return report


@transaction.atomic
def correct_report(*, report: AnnualReport, erratum: str, by: "User", now: datetime) -> AnnualReport:
    """Open a new version that says what it corrects; the published one stays as it is (R21).

    Raises WrongState unless the report is the last version and is published, or adopted with words taken back since;
    DomainError without an erratum.
    """
    report = lock(report)
    if not erratum.strip():
        raise DomainError(_("Dites ce que la nouvelle version corrige."))
    last = AnnualReport.objects.filter(convention=report.convention, period=report.period).order_by("-version")[0]
    refused = words_taken_back_since(report, now)
    corrigible = report.state == ReportState.PUBLISHED or (report.state == ReportState.ADOPTED and refused)
    if not corrigible or last.pk != report.pk:
        raise WrongState(_("Seule la dernière version publiée se corrige."))
    new = AnnualReport.objects.create(
        convention=report.convention, period=report.period, starts_on=report.starts_on, ends_on=report.ends_on,
        version=report.version + 1, state=ReportState.CONTRIBUTIONS_IN, indicator_set=report.indicator_set,
        erratum=erratum.strip(),
    )  # fmt: skip
    rows = report.contributions.order_by("pk")
    ReportContribution.objects.bulk_create(_copied(row, new, refused) for row in rows)
    copy_pictures_to(new, source=report, now=now)
    record(new, "report.corrected", by=by, version=new.version)
    return new


def _copied(row: ReportContribution, report: AnnualReport, refused: list[str]) -> ReportContribution:
    return ReportContribution(
        report=report, body=row.body, state=row.state, text=without_quotes(row.text, refused),
        handed_in_at=row.handed_in_at, handed_in_by=row.handed_in_by,
    )  # fmt: skip

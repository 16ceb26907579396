"""What the committee does between its meetings: a consultation in writing, its indicators, data asked and refused."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from conventions.models import Committee
from conventions.queries.consultations import secretary_party
from conventions.queries.indicators import set_of_year
from conventions.services.consultations import add_question, draft_consultation, open_consultation
from conventions.services.data_requests import ask_for_data, refuse_request
from conventions.services.indicators import Aim, draft_set, write_targets
from conventions.services.minutes import propose_resolution
from conventions.services.voices import Answer, cast_voices
from ofqj_portal.core.calendar import PARIS
from ofqj_portal.dashboard.demo.cast import Cast
from ofqj_portal.dashboard.demo.convention import on

AIMS = {"people": ("90", "120"), "projects": ("8", "10"), "women": ("45", "50"), "agreements": ("3", "4")}
RESOLUTION = "Inviter les associations régionales des Missions Locales à la prochaine réunion, sans voix."


def govern(committee: Committee, cast: Cast) -> None:
    """Leave a trace of each: what is open waits for the accounts of the demo."""
    _consult(committee, cast)
    _choose_indicators(committee, cast)
    _exchange_data(committee, cast)


def _consult(committee: Committee, cast: Cast) -> None:
    """Ask in writing: the UNML has answered, OFQJ France too and waits for OFQJ Québec, the RCJEQ is silent."""
    closes_at = datetime.combine(cast.anchor + timedelta(days=9), time(18, 0), PARIS)
    with on(cast.anchor - timedelta(days=3), cast.anchor) as now:
        party = secretary_party(committee, now)
        by = committee.mandates.filter(party=party).order_by("section", "pk")[0].user
        title, note = "Inviter les ARML", "La prochaine réunion approche : mieux vaut décider avant."
        consultation = draft_consultation(
            committee=committee, title=title, note=note, closes_at=closes_at, by=by, now=now
        )
        resolution = propose_resolution(committee=committee, text=RESOLUTION, by=by, now=now)
        item = add_question(consultation=consultation, subject=resolution, by=by, now=now)
        open_consultation(consultation=consultation, by=by, now=now)
    answers = (("unml", "comite-unml", "Pour une première fois."), ("ofqj", "comite-ofqj-fr", ""))
    with on(cast.anchor - timedelta(days=2), cast.anchor) as now:
        for party, account, reserve in answers:
            said = {"party": party, "by": cast.users[account], "seen_version": 0, "now": now}
            cast_voices(consultation=consultation, answers={item.pk: Answer("yes", reserve)}, **said)


def _choose_indicators(committee: Committee, cast: Cast) -> None:
    """Set aims for this year, and prepare next year's indicators, which the committee has not voted yet."""
    convention, year, by = committee.convention, cast.anchor.year, cast.users["comite-ofqj-fr"]
    in_use = set_of_year(convention, year)
    rows = in_use.indicators.filter(code__in=AIMS)
    aims = {row.pk: Aim(*map(Decimal, AIMS[row.code])) for row in rows}
    with on(date(year, 1, 20), cast.anchor) as now:
        write_targets(indicator_set=in_use, year=year, aims=aims, by=by, now=now)
    codes = [*in_use.indicators.values_list("code", flat=True), "first_time", "delay_days"]
    with on(cast.anchor - timedelta(days=6), cast.anchor) as now:
        draft_set(convention=convention, title="Deuxième jeu", from_year=year + 1, codes=codes, by=by, now=now)


def _exchange_data(committee: Committee, cast: Cast) -> None:
    """A request of the UNML that OFQJ France has to answer, and one of the RCJEQ that the UNML refused."""
    asked = (
        ("unml", "ofqj_fr", "Situer les Missions Locales parmi les porteurs.", ["gender", "age", "situation_6"], 5, 10),
        ("rcjeq", "unml", "Comparer les publics avant d’écrire aux régions.", ["education", "qpv"], 40, 20),
    )
    for asker, body, purpose, tables, days_ago, days_left in asked:
        by, asked_on = cast.users[f"comite-{asker}"], cast.anchor - timedelta(days=days_ago)
        with on(asked_on, cast.anchor) as now:
            due_on = asked_on + timedelta(days=days_ago + days_left)
            said = {"purpose": purpose, "period": str(cast.anchor.year - 1), "legal_basis": "convention"}
            request = ask_for_data(
                convention=committee.convention, asker=asker, asked=body, tables=tables, due_on=due_on,
                purge_on=due_on + timedelta(days=60), by=by, now=now, **said,
            )  # fmt: skip
    with on(cast.anchor - timedelta(days=30), cast.anchor) as now:
        refuse_request(
            request=request, by=cast.users["comite-unml"], now=now,
            reason="Ces tableaux sont déjà dans le bilan publié : reprenez-les de là.",
        )  # fmt: skip

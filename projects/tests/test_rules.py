"""Each rule of a call, met and unmet, with the words and the place that mend it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from partners.tests.factories import StructureFactory, member
from projects.enums import HostingState, PhaseKind, PieceCategory
from projects.models import AidRequest, BudgetLine, Project
from projects.rules import check_rules, gather, missing_fields, obstacles
from projects.services.joining import add_piece
from projects.tests.factories import CallFactory, PhaseFactory, ProjectFactory

pytestmark = pytest.mark.django_db
ON = date(2026, 1, 20)


def check(project: Project, code: str) -> Any:
    return next((result for result in check_rules(project, ON) if result.code == code), None)


def met(project: Project, code: str) -> str | None:
    found = check(project, code)
    return found.met if found else None


def call(**rules: Any) -> Any:
    return CallFactory(always_open=True, **rules)


def test_a_complete_dossier_meets_every_rule_but_the_statement_still_to_come():
    results = {result.code: result.met for result in check_rules(ProjectFactory(), ON)}

    assert results == {
        "R1": "yes",
        "R2": "yes",
        "R3": "alert",
        "R4": "yes",
        "R5": "yes",
        "R6": "yes",
        "R8": "yes",
        "R8-part": "yes",
        "R9": "yes",
        "R11": "yes",
        "R14": "yes",
    }


@pytest.mark.parametrize(
    ("ages", "expected"), [((18, 35), "yes"), ((17, 25), "no"), ((18, 36), "no"), ((None, 25), "no")]
)
def test_r1_ages_stay_within_the_call_s(ages, expected):
    assert met(ProjectFactory(age_from=ages[0], age_to=ages[1]), "R1") == expected


def test_missions_of_advisers_know_no_rule_about_young_people():
    project = ProjectFactory(call=call(programme="cross_mission"), age_from=None, age_to=None, leaders_planned=None)

    assert [met(project, code) for code in ("R1", "R2", "R3", "R11")] == [None] * 4
    assert [result.field for result in missing_fields(gather(project, ON))] == []


@pytest.mark.parametrize(
    ("age_to", "reason", "expected"), [(25, "", "yes"), (26, "", "alert"), (26, "Suivi prolongé", "yes")]
)
def test_r2_a_mission_locale_says_why_it_takes_older_people(age_to, reason, expected):
    assert met(ProjectFactory(age_to=age_to, age_reason=reason), "R2") == expected


def test_r2_is_for_missions_locales_only():
    assert met(ProjectFactory(carrier=StructureFactory(), age_to=30), "R2") is None


def test_r3_is_met_by_the_dated_statement():
    project = ProjectFactory()
    join(project, PieceCategory.FOLLOW_UP_STATEMENT)

    assert met(project, "R3") == "yes"


def join(project: Project, category: str) -> None:
    now = datetime(2026, 1, 20, tzinfo=UTC)
    content = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
    add_piece(project=project, category=category, content=content, name="p.pdf", by=member(project.carrier), now=now)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "yes"),
        ({"host_state": HostingState.INVITED}, "alert"),
        ({"host_state": HostingState.REFUSED}, "no"),
        ({"host": False}, "no"),
    ],
)
def test_r4_a_partner_on_the_other_side_confirms(given, expected):
    assert met(ProjectFactory(**given), "R4") == expected


def test_r4_a_partner_of_the_same_shore_is_not_on_the_other_side():
    assert met(ProjectFactory(host=StructureFactory(ml=True)), "R4") == "no"


@pytest.mark.parametrize(("places", "expected"), [(None, "no"), (1, "no"), (3, "alert"), (4, "yes"), (17, "alert")])
def test_r5_a_project_is_collective(places, expected):
    assert met(ProjectFactory(places=places, host=False, with_budget=False), "R5") == expected


@pytest.mark.parametrize(
    ("returns_on", "expected"),
    [(date(2026, 5, 9), "alert"), (date(2026, 5, 10), "yes"), (date(2026, 5, 24), "yes"), (date(2026, 5, 25), "alert")],
)
def test_r6_the_stay_lasts_as_long_as_advised(returns_on, expected):
    assert met(ProjectFactory(departs_on=date(2026, 5, 4), returns_on=returns_on), "R6") == expected


def test_r6_a_draft_never_leaves_in_the_past_and_a_filed_dossier_is_not_judged_on_it():
    past = {"departs_on": date(2025, 5, 4), "returns_on": date(2025, 5, 14)}

    assert met(ProjectFactory(**past), "R6") == "no"
    assert met(ProjectFactory(submitted=True, **past), "R6") == "yes"


@pytest.mark.parametrize(("departs_on", "found"), [(date(2026, 4, 1), ["alert"]), (date(2026, 4, 2), [])])
def test_a_departure_before_the_answer_of_the_call_is_an_alert(departs_on, found):
    filed = {"call": CallFactory(answer_by=date(2026, 4, 1)), "departs_on": departs_on, "returns_on": date(2026, 4, 12)}
    results = check_rules(ProjectFactory(under_review=True, **filed), date(2026, 2, 20))
    assert [r.met for r in results if r.code == "answer_by"] == found


def chantier(*, weeks_end: date = date(2026, 4, 5), hours: int = 20, kinds: Any = PhaseKind.values) -> Project:
    project = ProjectFactory(call=CallFactory(chantier=True, always_open=True))
    for kind in kinds:
        starts_on = date(2026, 3, 2)
        PhaseFactory(project=project, kind=kind, starts_on=starts_on, ends_on=weeks_end, hours_per_week=hours)
    return project


def test_r7_a_chantier_prepares_for_five_weeks_at_twenty_hours_in_three_phases():
    assert met(chantier(), "R7") == "yes"
    assert met(chantier(weeks_end=date(2026, 4, 4)), "R7") == "no"
    assert met(chantier(hours=19), "R7") == "no"
    assert met(chantier(kinds=[PhaseKind.PREPARATION, PhaseKind.STAY]), "R7") == "no"
    assert met(ProjectFactory(), "R7") is None


def with_aid(amount: str, **given: Any) -> Project:
    project = ProjectFactory(**given)
    amount_ = Decimal(amount)
    AidRequest.objects.filter(project=project).update(requested_amount=amount_, converted_amount=amount_)
    BudgetLine.objects.filter(project=project, side="income").update(amount=Decimal("8000.00") - amount_)
    return project


@pytest.mark.parametrize(("aid", "expected"), [("4000.00", "yes"), ("3999.99", "yes"), ("4000.01", "no")])
def test_r8_the_aid_stays_within_so_much_a_head(aid, expected):
    assert met(with_aid(aid), "R8") == expected


@pytest.mark.parametrize(
    ("aid", "expected"), [("1999.99", "no"), ("2000.00", "yes"), ("5600.00", "yes"), ("7000.01", "no")]
)
def test_r8_or_within_the_floor_and_cap_of_the_call(aid, expected):
    rules = call(grant=True, grant_cap_amount=Decimal("7000.00"))

    assert met(with_aid(aid, call=rules), "R8") == expected


def test_r8_the_aid_is_at_most_seventy_percent_of_the_cost_and_the_sum_is_shown():
    project = with_aid("5600.01", call=call(grant=True))

    found = check(project, "R8-part")

    assert found.met == "no"
    assert found.fix == "Demandez 5\u00a0600\u00a0€ et trouvez 0,01\u00a0€ ailleurs.".replace("5\u00a0", "5\u202f")
    assert met(with_aid("5600.00", call=call(grant=True)), "R8-part") == "yes"


def test_r9_the_budget_is_balanced_and_what_lacks_is_said():
    project = ProjectFactory()
    BudgetLine.objects.filter(project=project, side="income").update(amount=Decimal("3990.00"))

    found = check(project, "R9")

    assert (found.met, found.fix) == ("no", "Il manque 10\u00a0€ de ressources.")


def test_r9_a_budget_that_holds_nothing_is_balanced_neither_for_the_rules_nor_for_the_step():
    project = ProjectFactory(with_budget=False)

    assert (met(project, "R9"), gather(project, ON).budget.is_balanced) == ("no", False)
    assert gather(ProjectFactory(), ON).budget.is_balanced


def test_r9_aid_in_another_currency_counts_at_its_rate():
    assert met(ProjectFactory(both_sections=True), "R9") == "yes"


@pytest.mark.parametrize(("places", "planned", "expected"), [(8, 2, "yes"), (8, 1, "alert"), (17, 2, "alert")])
def test_r11_leaders_are_advised_by_the_size_of_the_group(places, planned, expected):
    assert met(ProjectFactory(places=places, leaders_planned=planned), "R11") == expected


def test_r12_work_in_a_company_calls_for_a_permit():
    project = ProjectFactory(with_work_period=True)
    assert (met(ProjectFactory(), "R12"), met(project, "R12")) == (None, "alert")

    join(project, PieceCategory.WORK_PERMIT)

    assert met(project, "R12") == "yes"


def test_r14_an_overdue_report_blocks_and_links_to_the_dossier_that_owes_it():
    owing = ProjectFactory(report_due=True, report_due_on=date(2026, 1, 19))
    project = ProjectFactory(carrier=owing.carrier)

    found = check(project, "R14")

    assert (found.met, owing.number in found.sentence, found.url) == ("no", True, owing.get_absolute_url())


def test_r14_a_report_due_today_blocks_nothing():
    owing = ProjectFactory(report_due=True, report_due_on=ON)

    assert met(ProjectFactory(carrier=owing.carrier), "R14") == "yes"


def test_the_pieces_of_the_call_are_joined_before_filing():
    project = ProjectFactory(call=call(required_pieces=["host_letter", "stay_programme"]))
    join(project, PieceCategory.HOST_LETTER)
    assert (met(project, "pieces"), "Programme du séjour" in check(project, "pieces").fix) == ("no", True)

    join(project, PieceCategory.STAY_PROGRAMME)

    assert met(project, "pieces") == "yes"


def test_alerts_never_stop_a_filing():
    project = ProjectFactory(places=3, with_work_period=True, invited_host=True, leaders_planned=1)
    AidRequest.objects.filter(project=project).update(requested_amount=1500, converted_amount=1500)
    BudgetLine.objects.filter(project=project, side="income").update(amount=Decimal("6500.00"))

    assert obstacles(project, ON) == []


def test_a_link_leads_to_the_field():
    project = ProjectFactory(aims="")

    [obstacle] = obstacles(project, ON)

    assert obstacle.url == f"/projets/{project.number}/projet/#div_id_aims"

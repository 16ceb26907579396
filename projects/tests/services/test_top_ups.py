"""Top-ups for young people who meet an obstacle: capped by the call, awarded, and recomputed with who left."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from ofqj_portal.core.money import Money
from partners.tests.factories import member
from projects.models import AidExtra, AidRequest, Project
from projects.queries.snapshot import field_value, show
from projects.rules import check_rules, gather
from projects.rules.money import computation
from projects.services.award_limits import AwardRefused, check_amount
from projects.services.budgeting import ExtraEntry, save_budget
from projects.services.stay import due_for
from projects.tests.factories import CallFactory, ProjectFactory
from projects.tests.money_factories import EnvelopeFactory, awarded

pytestmark = pytest.mark.django_db
CAPS = {"passport": "90.00", "care": "300.00"}
NOW = datetime(2026, 1, 25, 9, 0, tzinfo=UTC)


@pytest.fixture
def project():
    call = CallFactory(always_open=True, extra_caps=CAPS)
    EnvelopeFactory(call=call)
    return ProjectFactory(call=call)


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def ask(project, *entries):
    save_budget(
        project=project,
        lines=[],
        aids={"fr": Decimal("4000.00")},
        extras=[ExtraEntry(*entry) for entry in entries],
        seen="",
        by=member(project.carrier),
        now=NOW,
    )
    return Project.objects.get(pk=project.pk)


def rule(project, code):
    return next((found for found in check_rules(project, NOW.date()) if found.code == code), None)


def test_the_computation_reads_as_sums_and_says_the_least_of_what_is_allowed(project):
    AidExtra.objects.create(
        project=project, category="passport", obstacle="economique", people=3, unit_amount=80, currency="EUR"
    )

    found = computation(gather(project, NOW.date()))

    assert [plain(line) for line in found.lines] == [
        "8 jeunes × 500 € = 4 000 €",
        "Passeport ou visa · 3 jeunes × 80 € = 240 €",
        "70 % de 8 000 € de charges = 5 600 € : l’OFQJ complète d’autres financements, il ne paie pas tout.",
    ]
    assert found.most == Money(4240, "EUR")


def test_professionals_are_counted_as_such():
    call = CallFactory(always_open=True, cross_mission=True, aid_per_head_amount=Decimal("700.00"))

    lines = computation(gather(ProjectFactory(call=call, places=3), NOW.date())).lines

    assert plain(lines[0]) == "3 professionnels × 700 € = 2 100 €"


def test_without_a_scale_the_floor_and_the_cap_are_told():
    found = computation(gather(ProjectFactory(call=CallFactory(always_open=True, grant=True)), NOW.date()))

    assert plain(found.lines[0]) == "L’appel donne de 2 000 € à 20 000 € par projet."
    assert found.most == Money(5600, "EUR")


@pytest.mark.parametrize(
    ("entry", "met", "fix"),
    [
        (("passport", "social", 3, Decimal("90.00")), "yes", ""),
        (("passport", "social", 3, Decimal("90.01")), "no", "au plus 90 € par jeune"),
        (("equipment", "social", 3, Decimal("10.00")), "no", "l’appel n’en donne pas"),
        (("care", "handicap", 9, Decimal("10.00")), "no", "plus de jeunes que de places"),
    ],
)
def test_a_top_up_stays_within_what_the_call_gives(project, entry, met, fix):
    found = rule(ask(project, entry), "R8-plus")

    assert found.met == met
    assert fix in plain(found.fix)


def test_a_dossier_without_top_ups_has_no_such_rule(project):
    assert rule(project, "R8-plus") is None


def test_top_ups_raise_what_may_be_asked(project):
    AidRequest.objects.filter(project=project).update(requested_amount=4180, converted_amount=4180)
    assert rule(project, "R8").met == "no"

    AidExtra.objects.create(
        project=project, category="passport", obstacle="social", people=2, unit_amount=90, currency="EUR"
    )

    assert rule(Project.objects.get(pk=project.pk), "R8").met == "yes"


def test_top_ups_are_kept_compared_and_read_in_words(project):
    project = ask(project, ("passport", "social", 3, Decimal("90.00")))

    assert plain(show("extras", field_value(project, "extras"))) == "Passeport ou visa · 3 × 90 € · Obstacles sociaux"
    project = ask(project)
    assert not AidExtra.objects.exists()


def test_what_does_not_speak_of_top_ups_leaves_them_alone(project):
    ask(project, ("passport", "social", 3, Decimal("90.00")))

    save_budget(project=project, lines=[], aids={}, seen="", by=member(project.carrier), now=NOW)

    assert AidExtra.objects.count() == 1


def test_an_award_takes_the_top_ups_in(project):
    AidRequest.objects.filter(project=project).update(requested_amount=4500, converted_amount=4500)
    with pytest.raises(AwardRefused):
        check_amount(project=project, section="fr", amount=Money(4180, "EUR"), currency="EUR")

    AidExtra.objects.create(
        project=project, category="passport", obstacle="social", people=2, unit_amount=90, currency="EUR"
    )

    check_amount(project=project, section="fr", amount=Money(4180, "EUR"), currency="EUR")


@pytest.mark.parametrize(("departed", "due"), [(8, 4180), (7, 3680), (1, 590), (0, 0)])
def test_the_aid_is_recomputed_with_the_top_ups_of_those_who_left(departed, due):
    call = CallFactory(always_open=True, extra_caps=CAPS)
    project = ProjectFactory(call=call, accepted=True)
    AidExtra.objects.create(
        project=project, category="passport", obstacle="social", people=2, unit_amount=90, currency="EUR"
    )
    grant = awarded(project, amount="4180.00", envelope=EnvelopeFactory(call=call)).grant

    assert due_for(project, grant, departed) == Money(due, "EUR")


def test_the_base_refuses_the_same_top_up_twice_and_one_for_nobody(project):
    common = {"project": project, "category": "passport", "obstacle": "social", "currency": "EUR"}
    AidExtra.objects.create(people=1, unit_amount=10, **common)
    for wrong in ({"people": 2}, {"people": 0, "obstacle": "sante"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AidExtra.objects.create(**{**common, "unit_amount": 10, **wrong})

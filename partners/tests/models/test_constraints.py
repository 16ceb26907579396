"""What the database refuses, whoever writes."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from partners.enums import Country, StructureKind
from partners.models import Network, Territory
from partners.tests.factories import (
    AgreementFactory,
    MembershipFactory,
    NetworkFactory,
    StructureFactory,
    territory,
    valid_siret,
)

pytestmark = pytest.mark.django_db


def refused_by(constraint, **changes):
    """Say whether `constraint` refuses a structure with these columns."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        StructureFactory(**changes)
    return constraint in str(refusal.value)


def test_the_territories_of_both_shores_are_there():
    assert Territory.objects.filter(level="region", parent=None).count() == 26
    assert Territory.objects.filter(country="qc").count() == 17
    lyon = territory("fr", "69")
    assert (lyon.region.name, str(lyon)) == ("Auvergne-Rhône-Alpes", "Rhône (69)")
    assert territory("qc", "11").region.name == "Gaspésie–Îles-de-la-Madeleine"


@pytest.mark.parametrize(
    ("country", "code", "zone"),
    [
        ("fr", "69", "Europe/Paris"),
        ("fr", "974", "Indian/Reunion"),
        ("fr", "972", "America/Martinique"),
        ("qc", "06", "America/Toronto"),
    ],
)
def test_a_territory_knows_its_usual_zone(country, code, zone):
    assert territory(country, code).usual_zone == zone


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("structure_name_given", {"name": "  "}),
        ("structure_siret_french", {"siret": "123"}),
        ("structure_siret_french", {"cje": True, "siret": "73282932000074"}),
        ("structure_rna_french", {"rna": "751234567"}),
        ("structure_neq_quebec", {"cje": True, "neq": "9912345678"}),
        ("structure_neq_quebec", {"neq": "1141234567"}),
        ("structure_other_country_named", {"abroad": True, "other_country": ""}),
        ("structure_other_country_named", {"other_country": "Sénégal"}),
        ("structure_section_for_ofqj_only", {"kind": StructureKind.OFQJ}),
        ("structure_section_for_ofqj_only", {"section": "fr"}),
        ("structure_place_whole", {"latitude": "45.7"}),
        ("structure_place_whole", {"latitude": "95", "longitude": "4"}),
        ("structure_kind_and_country_known", {"kind": "ecole"}),
        ("structure_imilo_french", {"cje": True, "imilo_code": "075"}),
    ],
)
def test_a_structure_that_makes_no_sense_is_refused(constraint, changes):
    assert refused_by(constraint, **changes)


@pytest.mark.parametrize(
    ("field", "value", "trait"),
    [
        ("siret", valid_siret(7), "ml"),
        ("rna", "W691234567", "ml"),
        ("neq", "1141234567", "cje"),
        ("imilo_code", "069A", "ml"),
    ],
)
def test_two_structures_never_share_an_identifier(field, value, trait):
    StructureFactory(**{trait: True, field: value})
    assert refused_by(f"structure_{field}_unique", **{trait: True, field: value})


def test_structures_without_identifier_are_many():
    assert StructureFactory().siret == StructureFactory().siret == ""


@pytest.mark.parametrize("siret", ["73282932000075", "7328293200007", "732829320000741", "x" * 14])
def test_a_siret_with_a_wrong_checksum_is_refused_in_words(siret):
    structure = StructureFactory.build(territory=territory("fr", "69"), siret=siret)
    with pytest.raises(ValidationError, match="Ce SIRET n’existe pas"):
        structure.full_clean()


def test_a_right_siret_passes():
    StructureFactory.build(territory=territory("fr", "69"), siret="73282932000074").full_clean()


def test_a_structure_and_its_territory_are_on_the_same_shore():
    structure = StructureFactory.build(territory=territory("qc", "06"), country=Country.FR)
    with pytest.raises(ValidationError, match="pas dans le pays"):
        structure.full_clean()


def test_a_person_never_holds_one_role_twice_at_once():
    first = MembershipFactory(starts_on=date(2024, 1, 1), ends_on=date(2024, 6, 30))
    same = {"user": first.user, "structure": first.structure}
    MembershipFactory(**same, starts_on=date(2024, 7, 1))
    MembershipFactory(**same, role="manager", starts_on=date(2024, 1, 1))
    with pytest.raises(IntegrityError, match="membership_periods_do_not_overlap"), transaction.atomic():
        MembershipFactory(**same, starts_on=date(2024, 6, 30), ends_on=date(2024, 6, 30))


def test_a_membership_does_not_end_before_it_starts():
    with pytest.raises(IntegrityError, match="membership_ends_after_start"), transaction.atomic():
        MembershipFactory(starts_on=date(2024, 1, 2), ends_on=date(2024, 1, 1))


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("agreement_ends_after_start", {"ends_on": date(2023, 12, 31)}),
        ("agreement_ended_after_start", {"ended_on": date(2023, 12, 31), "ended_reason": "Fin"}),
        ("agreement_ended_with_reason", {"ended_on": date(2024, 12, 31)}),
    ],
)
def test_an_entente_that_makes_no_sense_is_refused(constraint, changes):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        AgreementFactory(**changes)


def test_an_entente_binds_two_structures():
    ml = StructureFactory(ml=True)
    with pytest.raises(IntegrityError, match="agreement_between_two"), transaction.atomic():
        AgreementFactory(first_structure=ml, second_structure=ml)


@pytest.mark.parametrize(
    ("day", "changes", "state"),
    [
        (date(2023, 12, 31), {}, "to_come"),
        (date(2024, 1, 1), {}, "active"),
        (date(2026, 1, 1), {"ends_on": date(2026, 1, 1)}, "active"),
        (date(2026, 1, 2), {"ends_on": date(2026, 1, 1)}, "ended"),
        (date(2025, 7, 1), {"ended": True}, "ended"),
        (date(2025, 6, 30), {"ended": True, "ends_on": date(2026, 1, 1)}, "active"),
        (date(2024, 1, 1), {"unconfirmed": True}, "to_confirm"),
    ],
)
def test_the_dates_of_an_entente_say_where_it_stands(day, changes, state):
    agreement = AgreementFactory(**changes)
    assert agreement.state(day) == state
    assert (agreement in type(agreement).objects.active_on(day)) == (state == "active")


def test_a_network_has_three_levels_and_no_loop():
    top = NetworkFactory(unml=True)
    regional = NetworkFactory(arml_aura=True)
    local = Network.objects.create(code="local", name="Local", parent=regional)
    Network(code="x", name="X", parent=regional).clean()
    for wrong in (Network(code="y", name="Y", parent=local), top):
        if wrong is top:
            top.parent = local
        with pytest.raises(ValidationError, match="trois niveaux"):
            wrong.clean()

"""Each truth of the directory holds for sound rows, and is seen broken where nothing else forbids it."""

import pytest

from ofqj_portal.core import invariants
from partners.models import Network
from partners.tests.factories import AgreementFactory, MembershipFactory, NetworkFactory, StructureFactory, territory

pytestmark = pytest.mark.django_db


def broken() -> set[str]:
    """Name the truths of the directory that some row breaks."""
    labels = {str(row.label): name for name, row in invariants._invariants.items() if name.startswith("partners.")}
    return {labels[label] for label, holds, _count in invariants.check() if label in labels and not holds}


def test_sound_rows_break_nothing():
    AgreementFactory()
    for trait in ("adviser_qc", "officer_fr", "unml", "arml", "dpo"):
        MembershipFactory(**{trait: True})
    assert broken() == set()


def test_a_role_where_it_does_not_exist_is_found():
    MembershipFactory(role="decider")
    assert broken() == {"partners.membership_role_fits"}


def test_a_territory_across_the_ocean_is_found():
    StructureFactory(ml=True, territory=territory("qc", "06"))
    assert broken() == {"partners.structure_territory_on_its_shore"}


def test_a_network_that_bites_its_tail_is_found():
    top, regional = NetworkFactory(unml=True), NetworkFactory(arml_aura=True)
    Network.objects.filter(pk=top.pk).update(parent=regional)
    assert broken() == {"partners.network_without_loop"}

"""Calls prepared by the OFQJ: drafts, changes kept with who made them, rules that never reach a filed dossier."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from ofqj_portal.core.errors import EditedMeanwhile, WrongState
from ofqj_portal.core.models import JournalEntry
from ofqj_portal.core.money import Money
from ofqj_portal.core.versions import versions_of
from projects.models import Call, Envelope, Project
from projects.queries.call_terms import (
    call_history,
    filed_under_older_rules,
    stored_terms,
    terms_fingerprint,
)
from projects.queries.calls import aid_currencies
from projects.rules import check_rules
from projects.services.calls import (
    CallInUse,
    CodeTaken,
    EnvelopeRefused,
    change_call,
    create_call,
    publish_call,
    unpublish_call,
)
from projects.services.envelope import set_total
from projects.tests.factories import GRID, CallFactory, ProjectFactory
from projects.tests.money_factories import EnvelopeFactory

pytestmark = pytest.mark.django_db
NONE = {"fr": None, "qc": None}
EUROS = Money(Decimal("64000.00"), "EUR")


@pytest.fixture
def call():
    call = CallFactory(always_open=True)
    EnvelopeFactory(call=call)
    return call


def change(call, by, now, *, envelopes=None, seen="", **values):
    return change_call(call=call, values=values, envelopes=envelopes or NONE, seen=seen, by=by, now=now)


def last_entry():
    return JournalEntry.objects.order_by("-pk").first()


def test_a_new_call_is_a_draft_with_its_section_s_money_and_its_first_version(officer, now):
    values = {
        "code": "sejours-2028",
        "title": "Séjours 2028",
        "programme": "group_stay",
        "direction": "to_quebec",
        "opens_at": datetime(2027, 10, 15, 7, 0, tzinfo=UTC),
        "closes_at": datetime(2028, 1, 31, 22, 59, 59, tzinfo=UTC),
        "score_grid": GRID,
    }

    call = create_call(values=values, envelopes={"fr": EUROS, "qc": None}, by=officer, now=now)

    assert not call.is_published
    assert list(Call.objects.published()) == []
    assert aid_currencies(call) == {"fr": "EUR"}
    assert [(version.number, version.by) for version in versions_of(call)] == [(1, officer)]
    assert (last_entry().verb, last_entry().by) == ("call.created", officer)


@pytest.mark.parametrize("code", ["gestion", "nouveau", "appel-pris"])
def test_an_address_that_is_taken_is_refused(officer, now, code):
    CallFactory(code="appel-pris")

    with pytest.raises(CodeTaken, match="choisissez-en une autre"):
        create_call(values={"code": code}, envelopes=NONE, by=officer, now=now)


def test_a_section_puts_its_own_money_and_no_other(officer, now):
    draft = CallFactory(is_published=False)

    with pytest.raises(EnvelopeRefused, match="sa propre enveloppe"):
        change(draft, officer, now, envelopes={"fr": None, "qc": Money(Decimal(100), "CAD")})

    change(draft, officer, now, envelopes={"fr": EUROS, "qc": None})
    change(draft, officer, now, envelopes={"fr": Money(Decimal(5), "EUR"), "qc": None})
    assert Envelope.objects.get(call=draft).total_amount == Decimal("5.00")


def test_what_a_published_call_announced_is_finance_s_to_change(officer, call, now):
    with pytest.raises(EnvelopeRefused, match="les finances"):
        change(call, officer, now, envelopes={"fr": EUROS, "qc": None})


def test_a_change_keeps_what_was_and_who_changed_what(officer, call, now):
    change(call, officer, now, age_max=30, group_max=14, required_pieces=["insurance"])

    first, second = versions_of(call)
    assert (first.by, first.data["age_max"], second.by, second.data["age_max"]) == (None, 35, officer, 30)
    assert last_entry().facts == {"fields": ["group_max", "age_max", "required_pieces"]}
    latest, earliest = call_history(call)
    assert [(line.label, line.before, line.after) for line in latest.changes] == [
        ("Groupe : alerte au-dessus de".replace(" :", "\u00a0:"), "16", "14"),
        ("Âge maximal révolu au départ", "35", "30"),
        ("Pièces à joindre", "", "Attestation d’assurance"),
    ]
    assert earliest.changes == []


def test_saving_the_same_thing_again_leaves_no_version(officer, call, now):
    change(call, officer, now, age_max=35)

    assert versions_of(call).count() == 1
    assert not JournalEntry.objects.filter(verb="call.changed").exists()


def test_two_editors_do_not_overwrite_each_other(officer, decider, call, now):
    seen = terms_fingerprint(stored_terms(call))
    change(call, officer, now, seen=seen, age_max=30)

    with pytest.raises(EditedMeanwhile):
        change(call, decider, now, seen=seen, age_max=29)

    call.refresh_from_db()
    assert call.age_max == 30
    assert [version.data["age_max"] for version in versions_of(call)] == [35, 30]


def test_finance_s_change_of_an_envelope_is_a_state_of_the_call_too(officer, call, now):
    set_total(envelope=call.envelopes.get(), total=EUROS, by=officer, now=now)

    (line,) = call_history(call)[0].changes
    assert (line.label, line.after.replace("\u202f", " ").replace("\u00a0", " ")) == (
        "Enveloppes",
        "OFQJ France · 64 000 €",
    )


def test_a_rule_changed_while_the_call_runs_never_reaches_a_filed_dossier(officer, call, now):
    filed = ProjectFactory(call=call, submitted=True, age_to=35)
    draft = ProjectFactory(call=call, age_to=35)
    assert filed_under_older_rules(call, officer) == []

    call = change(call, officer, now, age_max=30, aid_per_head_amount=Decimal("1.00"))

    def broken(project):
        project = Project.objects.get(pk=project.pk)
        return {result.code for result in check_rules(project, now.date()) if result.blocks}

    assert broken(filed) == set()
    assert broken(draft) == {"R1", "R8"}
    (older,) = filed_under_older_rules(call, officer)
    assert older.project == filed
    assert [(line.label, line.before, line.after) for line in older.changes] == [
        ("Aide par personne", "500,00", "1,00"),
        ("Âge maximal révolu au départ", "35", "30"),
    ]


def test_a_dossier_that_is_not_hers_is_not_named_among_those_under_older_rules(call, now):
    from partners.tests.factories import MembershipFactory

    stranger = MembershipFactory(officer_qc=True).user
    ProjectFactory(call=call, submitted=True)
    Call.objects.filter(pk=call.pk).update(age_max=30)

    assert filed_under_older_rules(Call.objects.get(pk=call.pk), stranger) == []


def test_a_draft_is_published_once_and_comes_back_while_nobody_began_a_dossier(decider, now):
    call = CallFactory(is_published=False)

    publish_call(call=call, by=decider, now=now)
    assert Call.objects.get().is_published
    with pytest.raises(WrongState):
        publish_call(call=call, by=decider, now=now)

    unpublish_call(call=call, by=decider, now=now)
    assert not Call.objects.get().is_published
    with pytest.raises(WrongState):
        unpublish_call(call=call, by=decider, now=now)
    assert [version.note for version in versions_of(call)] == [
        "Avant la première modification",
        "Publication",
        "Retour en brouillon",
    ]


def test_a_call_on_which_dossiers_rest_stays_published(decider, call, now):
    ProjectFactory(call=call)

    with pytest.raises(CallInUse):
        unpublish_call(call=call, by=decider, now=now)

    assert Call.objects.get(pk=call.pk).is_published

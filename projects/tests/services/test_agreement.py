"""The funding agreement: written once the answer is whole, signed in order, written again when what it says changes."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from ofqj_portal.core import calendar, files
from ofqj_portal.core.errors import EditedMeanwhile, WrongState
from ofqj_portal.core.invariants import check
from ofqj_portal.core.jobs_in_place import run_due
from ofqj_portal.core.models import OutboxMail
from ofqj_portal.core.money import Money
from ofqj_portal.core.versions import save_version
from partners.tests.factories import StructureFactory, member
from projects.enums import SigningMandate
from projects.models import ChangeRequest, Decision, ExchangeRate, Grant, GrantAgreement, Project
from projects.ports import GroupFacts
from projects.services.agreement import (
    NothingToAgree,
    RefusalUnexplained,
    prepare_agreement,
    refuse_agreement,
    renew_agreements,
)
from projects.services.agreement_reminder import remind_signature
from projects.services.cancellation import cancel_project
from projects.services.change_followers import tell_followers
from projects.services.decision import award_conditionally, award_share, refuse_share
from projects.services.decision_changes import confirm_partial_plan, lift_condition, undo_decision
from projects.services.signing import Capacity, SignatureRefused, sign_agreement
from projects.services.stay import record_departure
from projects.tests.factories import ProjectFactory
from projects.tests.money_factories import EnvelopeFactory, ReviewFactory

pytestmark = pytest.mark.django_db
DIRECTOR = Capacity("directrice")
EUROS = Money(Decimal("4000.00"), "EUR")


@pytest.fixture(autouse=True)
def _no_window(settings):
    settings.DECISION_UNDO_SECONDS = 0


@pytest.fixture
def manager(project):
    return member(project.carrier, "manager")


@pytest.fixture
def agreement(project, manager, decider, now):
    """The agreement of a dossier accepted in March 2026, just announced."""
    save_version(project, data={"title": project.title}, by=None, now=now)
    award_share(project=project, section="fr", amount=EUROS, by=decider, now=now)
    run_due()
    return GrantAgreement.objects.get()


def sign(agreement, by, now, *, side="carrier", seen=None, capacity=DIRECTOR):
    seen = agreement.text_sha256 if seen is None else seen
    return sign_agreement(agreement=agreement, side=side, seen=seen, capacity=capacity, by=by, now=now)


def sent(kind):
    return list(OutboxMail.objects.filter(kind=kind).order_by("to_email").values_list("to_email", flat=True))


def words(agreement):
    return " ".join(line for article in agreement.content["articles"] for line in article["lines"])


def test_an_announced_yes_has_its_agreement_its_paper_and_its_instalments(agreement, manager):
    assert (agreement.state, agreement.number, agreement.money) == ("waiting_carrier", 1, EUROS)
    assert files.read(agreement.paper).startswith(b"%PDF")
    planned = list(Grant.objects.get().instalments.values_list("kind", "planned_amount", "waits_for"))
    assert planned == [
        ("advance", Decimal("3200.00"), []),
        ("balance", Decimal("800.00"), ["departed", "report_accepted"]),
    ]
    assert sent("projects.agreement_to_sign") == [manager.email]


def test_the_text_says_the_stay_the_aid_and_each_payment(agreement, project):
    said = words(agreement)
    for expected in (
        project.title, "du 4\xa0mai 2026 au 15\xa0mai 2026", "4\u202f000\xa0€ au plus", "500\xa0€ pour chaque jeune",
        "Acompte\xa0: 3\u202f200\xa0€", "800\xa0€ au plus, quand le départ du groupe est noté", "conseillers",
    ):  # fmt: skip
        assert expected in said
    assert agreement.content["parties"][1][0] == project.carrier.name


def test_a_carrier_of_quebec_reads_its_own_words(decider_qc, now):
    project = ProjectFactory(under_review=True, to_france=True)
    ReviewFactory(project=project)
    EnvelopeFactory(call=project.call, quebec=True)
    award_share(project=project, section="qc", amount=Money(Decimal("4000.00"), "CAD"), by=decider_qc, now=now)
    run_due()
    said = words(GrantAgreement.objects.get())
    assert "Ses intervenants accompagnent les jeunes" in said
    assert "4\xa0000\xa0$ au plus" in said


def test_the_rate_of_the_day_is_frozen_in_the_text(project, decider, now):
    known = {"base": "EUR", "quote": "CAD", "source": "Banque du Canada"}
    ExchangeRate.objects.create(rate=Decimal("1.62"), on=now.date() - timedelta(days=1), **known)
    ExchangeRate.objects.create(rate=Decimal("9"), on=calendar.today() + timedelta(days=30), **known)
    award_share(project=project, section="fr", amount=EUROS, by=decider, now=now)
    run_due()
    agreement = GrantAgreement.objects.get()
    assert (agreement.rate, agreement.rate_source) == (Decimal("1.62"), "Banque du Canada")
    assert "valent 6\u202f480\xa0$\xa0CA au taux de 1,62" in words(agreement)
    lower = project.aid_requests.get()
    assert lower.requested_amount == Decimal("4000.00")
    ExchangeRate.objects.all().update(rate=Decimal("3"))
    assert renew_agreements(project=Project.objects.get(), reason="Rien.", now=now) == []


def test_both_sides_sign_in_order_and_the_structure_gets_the_paper(agreement, manager, decider, now):
    with pytest.raises(WrongState):
        sign(agreement, decider, now, side="ofqj")
    sign(agreement, manager, now, capacity=Capacity("adjointe", SigningMandate.DELEGATED, "la directrice"))
    assert sent("projects.agreement_to_countersign") == [decider.email]
    sign(agreement, decider, now, side="ofqj")
    run_due()
    agreement.refresh_from_db()
    assert agreement.state == "signed"
    kept = list(agreement.signatures.values_list("side", "signed_by", "mandate", "delegated_by", "text_sha256"))
    assert kept == [
        ("carrier", manager.pk, "delegated", "la directrice", agreement.text_sha256),
        ("ofqj", decider.pk, "own", "", agreement.text_sha256),
    ]
    mail = OutboxMail.objects.get(kind="projects.agreement_signed")
    assert list(mail.attachments.all()) == [agreement.paper]
    everything_holds()


def everything_holds():
    connection.check_constraints()  # what waits for the commit, like the journal's chain, is done now
    assert [label for label, is_true, _count in check() if not is_true] == []


def test_the_text_that_is_signed_is_the_text_that_was_read(agreement, manager, now):
    with pytest.raises(EditedMeanwhile, match="Le texte a changé"):
        sign(agreement, manager, now, seen="0" * 64)
    assert not agreement.signatures.exists()


@pytest.mark.parametrize(
    ("capacity", "why"), [(Capacity(" "), "fonction"), (Capacity("adjoint", SigningMandate.DELEGATED), "délégation")]
)
def test_a_signature_says_in_what_capacity(agreement, manager, now, capacity, why):
    with pytest.raises(SignatureRefused, match=why):
        sign(agreement, manager, now, capacity=capacity)


def test_a_text_is_signed_once_a_side(agreement, manager, now):
    sign(agreement, manager, now)
    with pytest.raises(WrongState, match="n’attend pas votre signature"):
        sign(agreement, manager, now)


def test_a_refusal_says_why_and_the_ofqj_writes_another_text(agreement, manager, decider, now):
    with pytest.raises(RefusalUnexplained):
        refuse_agreement(agreement=agreement, reason=" ", by=manager, now=now)
    refuse_agreement(agreement=agreement, reason="Le SIRET n’est pas le nôtre.", by=manager, now=now)
    assert sent("projects.agreement_refused") == [decider.email]
    again = prepare_agreement(project=agreement.decision.project, section="fr", by=decider, now=now)
    agreement.refresh_from_db()
    assert (agreement.state, agreement.void_reason) == ("void", "Le texte précédent a été refusé.")
    assert (again.number, again.state) == (2, "waiting_carrier")
    with pytest.raises(WrongState, match="déjà en cours"):
        prepare_agreement(project=agreement.decision.project, section="fr", by=decider, now=now)


def test_the_structure_reads_why_the_ofqj_will_not_sign(agreement, manager, decider, now):
    sign(agreement, manager, now)
    refuse_agreement(agreement=agreement, reason="Une erreur sur les dates.", by=decider, now=now)
    assert sent("projects.agreement_refused") == [manager.email]
    with pytest.raises(WrongState):
        refuse_agreement(agreement=agreement, reason="Encore.", by=decider, now=now)


def test_a_new_partner_makes_a_new_text_and_the_signatures_fall(agreement, manager, decider, now):
    sign(agreement, manager, now)
    project = agreement.decision.project
    project.structures.filter(side="host").update(structure=StructureFactory(cje=True, name="CJE Nouveau"))
    (again,) = renew_agreements(project=project, reason="Le partenaire a changé.", now=now)
    agreement.refresh_from_db()
    assert (agreement.state, agreement.signatures.count()) == ("void", 1)
    assert (again.state, again.signatures.count(), again.reason) == ("waiting_carrier", 0, "Le partenaire a changé.")
    assert "CJE Nouveau" in words(again)
    said = OutboxMail.objects.filter(kind="projects.agreement_to_sign", text__contains="Le partenaire a changé.")
    assert said.get().subject.endswith("une nouvelle convention est à signer")
    assert renew_agreements(project=project, reason="Rien.", now=now) == []


@pytest.mark.parametrize(("state", "standing"), [("granted", "waiting_carrier"), ("noted", "signed")])
def test_a_granted_change_makes_a_new_text_and_a_noted_one_leaves_a_signed_text(
    agreement, manager, decider, now, state, standing
):
    sign(agreement, manager, now)
    sign(agreement, decider, now, side="ofqj")
    project = agreement.decision.project
    change = ChangeRequest(project=project, state=state)
    project.returns_on += timedelta(days=1)
    project.save(update_fields=["returns_on"])
    tell_followers(change, by=decider, now=now)
    assert GrantAgreement.objects.standing().get().state == standing


def depart(project, by, now, departed=6):
    day = project.departs_on
    facts = GroupFacts(departed=departed)
    return record_departure(project=project, facts=facts, departed_on=day, by=by, now=now + timedelta(days=60))


def test_fewer_people_renew_a_text_that_waits_and_leave_a_signed_one(agreement, manager, decider, now):
    sign(agreement, manager, now)
    depart(agreement.decision.project, manager, now)
    agreement.refresh_from_db()
    again = GrantAgreement.objects.standing().get()
    assert (agreement.state, again.amount) == ("void", Decimal("3000.00"))
    assert "3\u202f000\xa0€ au plus" in words(again)


def test_a_signed_text_stays_when_fewer_people_leave(agreement, manager, decider, now):
    sign(agreement, manager, now)
    sign(agreement, decider, now, side="ofqj")
    depart(agreement.decision.project, manager, now)
    assert GrantAgreement.objects.get().state == "signed"


def test_a_decision_taken_back_leaves_its_agreement_without_effect(agreement, manager, decider, now):
    sign(agreement, manager, now)
    undo_decision(project=agreement.decision.project, section="fr", reason="Erreur.", by=decider, now=now)
    agreement.refresh_from_db()
    assert (agreement.state, agreement.void_reason) == ("void", "La décision a été reprise.")
    award_share(project=agreement.decision.project, section="fr", amount=EUROS, by=decider, now=now)
    run_due()
    assert GrantAgreement.objects.standing().get().number == 2


def test_a_cancelled_project_leaves_nothing_to_sign(agreement, manager, now):
    project = agreement.decision.project
    cancel_project(project=project, reason="Partenaire fermé.", on=now.date(), by=manager, now=now)
    agreement.refresh_from_db()
    assert agreement.state == "void"


def test_no_agreement_before_the_conditions_are_lifted(project, decider, now):
    facts = {"amount": EUROS, "conditions": "L’assurance.", "motive": "Bon projet."}
    award_conditionally(project=project, section="fr", by=decider, now=now, **facts)
    run_due()
    assert not GrantAgreement.objects.exists()
    with pytest.raises(NothingToAgree):
        prepare_agreement(project=project, section="fr", by=decider, now=now)
    lift_condition(project=project, section="fr", by=decider, now=now)
    assert GrantAgreement.objects.get().state == "waiting_carrier"


def test_no_agreement_before_the_carrier_confirms_a_plan_that_holds(double_project, decider, decider_qc, now):
    by = member(double_project.carrier)
    award_share(project=double_project, section="fr", amount=EUROS, by=decider, now=now)
    refuse_share(project=double_project, section="qc", motive="Non.", by=decider_qc, now=now)
    run_due()
    assert not GrantAgreement.objects.exists()
    confirm_partial_plan(project=double_project, by=by, now=now)
    assert [row.decision.section for row in GrantAgreement.objects.all()] == ["fr"]
    assert Decision.objects.get(section="qc").state == "no"


def test_who_must_sign_is_reminded_once_a_step(agreement, manager, decider, now):
    agreement.waiting_since = now
    agreement.save(update_fields=["waiting_since"])
    counts = [remind_signature(agreement=agreement, now=now + timedelta(days=days)) for days in (6, 7, 8, 15)]
    assert counts == [0, 1, 0, 1]
    assert sent("projects.agreement_reminder") == [manager.email] * 2
    sign(agreement, manager, now)
    agreement.refresh_from_db()
    assert remind_signature(agreement=agreement, now=now + timedelta(days=7)) == 1
    assert decider.email in sent("projects.agreement_reminder")

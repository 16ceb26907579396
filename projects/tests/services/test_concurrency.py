"""Many awards at once on real connections: the envelope is never overrun, refusals are clear, nothing deadlocks."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.db import connection

from ofqj_portal.core import db_roles
from ofqj_portal.core.invariants import check
from ofqj_portal.core.money import Money
from ofqj_portal.core.tests.at_once import together
from ofqj_portal.core.versions import save_version
from partners.tests.factories import MembershipFactory
from projects.models import Decision, Envelope, LedgerEntry, Project
from projects.services.decision import AlreadyDecided, award_share, refuse_share
from projects.services.decision_changes import undo_decision
from projects.services.envelope import TotalRefused, set_total
from projects.services.ledger import EnvelopeExhausted
from projects.services.outcome import open_decisions
from projects.tests.factories import CallFactory, ProjectFactory
from projects.tests.money_factories import EnvelopeFactory, ReviewFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def reviewed(count, call, now):
    """Make dossiers that were filed, with their version, and have an opinion each."""
    projects = [ProjectFactory(under_review=True, call=call) for _ in range(count)]
    for project in projects:
        save_version(project, data={"title": project.title}, by=None, now=now)
        ReviewFactory(project=project, reviewer=MembershipFactory(officer_fr=True).user)
    return projects


def broken():
    return [label for label, holds, _count in check() if not holds]


def test_fifty_awards_at_once_never_overrun_the_envelope(now):
    decider = MembershipFactory(decider_fr=True).user
    call = CallFactory(always_open=True, aid_per_head_amount=None)
    envelope = EnvelopeFactory(call=call)
    projects = reviewed(50, call, now)
    amount = Money(Decimal("333.33"), "EUR")

    def award(project):
        return lambda: award_share(project=project, section="fr", amount=amount, by=decider, now=now)

    results = together([award(project) for project in projects])
    awarded = [result for result in results if isinstance(result, Decision)]
    refused = [result for result in results if isinstance(result, EnvelopeExhausted)]
    assert (len(awarded), len(refused)) == (30, 20)
    assert {str(refusal.left.amount) for refusal in refused} == {"0.10"}
    envelope.refresh_from_db()
    assert envelope.committed_amount == Decimal("9999.90")
    assert LedgerEntry.objects.count() == 30
    assert broken() == []


def test_awards_undos_and_changes_of_the_envelope_mixed_leave_no_drift(now):
    decider, finance = MembershipFactory(decider_fr=True).user, MembershipFactory(finance=True).user
    call = CallFactory(always_open=True, aid_per_head_amount=None)
    envelope = EnvelopeFactory(call=call, total_amount=Decimal("5000.00"))
    projects = reviewed(20, call, now)
    amount = Money(Decimal("400.00"), "EUR")
    for project in projects[:10]:
        award_share(project=project, section="fr", amount=amount, by=decider, now=now)

    def award(project):
        return lambda: award_share(project=project, section="fr", amount=amount, by=decider, now=now)

    def undo(project):
        return lambda: undo_decision(project=project, section="fr", reason="Essai.", by=decider, now=now)

    def resize(total):
        return lambda: set_total(envelope=envelope, total=Money(Decimal(total), "EUR"), by=finance, now=now)

    pairs = zip(projects[10:], projects[:10], strict=True)
    acts = [act for waiting, decided in pairs for act in (award(waiting), undo(decided))]
    acts += [resize(total) for total in ("4000.00", "6000.00", "3000.00", "5200.00", "4400.00")]
    results = together(acts)
    allowed = (Decision, Envelope, EnvelopeExhausted, TotalRefused)
    assert [result for result in results if not isinstance(result, allowed)] == []
    envelope.refresh_from_db()
    yes = Decision.objects.filter(state="yes").count()
    assert envelope.committed_amount == yes * Decimal("400.00") <= envelope.total_amount
    assert broken() == []


def test_of_two_deciders_at_once_one_decides_and_the_other_is_told(now):
    first, second = MembershipFactory(decider_fr=True).user, MembershipFactory(decider_fr=True).user
    project = ProjectFactory(under_review=True, both_sections=True)
    EnvelopeFactory(call=project.call)
    ReviewFactory(project=project)
    amount = Money(Decimal("1000.00"), "EUR")

    def award(by):
        return lambda: award_share(project=project, section="fr", amount=amount, by=by, now=now)

    results = together([award(first), award(second)])
    assert sorted(type(result).__name__ for result in results) == ["AlreadyDecided", "Decision"]
    told = next(result for result in results if isinstance(result, AlreadyDecided))
    winner = Decision.objects.get(project=project, section="fr").decided_by
    assert str(told).startswith(f"{winner} a déjà répondu")
    assert Envelope.objects.get().committed_amount == Decimal("1000.00")
    assert Project.objects.get(pk=project.pk).state == "under_review"


@contextmanager
def slow_decisions() -> Iterator[None]:
    """Have whoever writes a decision commit only once another waits too, at its own commit or at a lock: 3 s at most.

    Two acts that nothing keeps apart have then both read the dossier before either is done.
    """
    _as_owner(
        """
        CREATE FUNCTION test_stay() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          FOR turn IN 1..30 LOOP
            PERFORM pg_stat_clear_snapshot();
            EXIT WHEN EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
              AND pid <> pg_backend_pid() AND state = 'active' AND wait_event_type IN ('Lock', 'Timeout'));
            PERFORM pg_sleep(0.1);
          END LOOP;
          PERFORM pg_sleep(0.2);
          RETURN NULL;
        END $$;
        CREATE CONSTRAINT TRIGGER test_stay AFTER UPDATE ON projects_decision DEFERRABLE INITIALLY DEFERRED
          FOR EACH ROW EXECUTE FUNCTION test_stay()
        """
    )
    try:
        yield
    finally:
        _as_owner("DROP TRIGGER test_stay ON projects_decision; DROP FUNCTION test_stay()")


def _as_owner(statement: str) -> None:
    with db_roles.as_owner(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_two_sections_that_answer_at_once_give_the_dossier_its_whole_answer(now):
    """Without the dossier's lock each section reads the other as undecided, and the dossier stays under review."""
    deciders = {"fr": MembershipFactory(decider_fr=True).user, "qc": MembershipFactory(decider_qc=True).user}
    project = ProjectFactory(under_review=True, both_sections=True)
    ReviewFactory(project=project)
    open_decisions(project)  # else the second waits for the first to open them, lock or not

    def refuse(section):
        words = {"section": section, "motive": "L’enveloppe est prise."}
        return lambda: refuse_share(project=project, by=deciders[section], now=now, **words)

    with slow_decisions():
        results = together([refuse(section) for section in deciders])
    assert [type(result).__name__ for result in results] == ["Decision", "Decision"]
    project.refresh_from_db()
    assert (project.state, project.decided_at, project.announced_at is not None) == ("refused", now, True)

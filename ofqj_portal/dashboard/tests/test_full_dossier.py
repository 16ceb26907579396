"""A dossier whose every panel holds something is read in few queries, by whoever reads it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ofqj_portal.core import calendar
from ofqj_portal.core.models import Reading
from ofqj_portal.core.money import Money
from participants.tests.factories import ParticipationFactory
from partners.tests.factories import MembershipFactory, member
from projects.models import InternalNote, ProjectReport
from projects.services.conflict import declare_conflict
from projects.services.payment import record_payment
from projects.services.reminder import pause_reminders
from projects.services.team import label_project
from projects.tests.factories import (
    ChangeRequestFactory,
    ExternalOpinionFactory,
    InformationRequestFactory,
    ProjectFactory,
)
from projects.tests.message_factories import written_by
from projects.tests.money_factories import (
    EnvelopeFactory,
    ReviewFactory,
    awarded,
    overpaid_by,
    share_of_somebody,
    with_account,
)

pytestmark = pytest.mark.django_db
# Three of them are the session, the account with its facts, and the memberships.
UNDER_REVIEW = {"detail": 6, "review": 9, "decision": 7, "money": 6}
ANSWERED = {"detail": 7, "review": 10, "decision": 9, "money": 9, "payment": 11}


@pytest.fixture
def people():
    roles = ("officer_fr", "decider_fr", "finance")
    return {role: MembershipFactory(**{role: True}).user for role in roles}


def discussed(project, people):
    """Fill what people say of a dossier: messages, complements, opinions, notes, labels, ties, a pause."""
    now, officer = calendar.now(), people["officer_fr"]
    for n in range(2):
        written_by(people["decider_fr"], project)
        ReviewFactory(project=project)
        asked = InformationRequestFactory(project=project, asked_at=now - timedelta(days=9 - n), due_at=now)
        asked.answered_at, asked.answer = now - timedelta(days=8 - n), "Voici."
        asked.save()
        InternalNote.objects.create(project=project, section="fr", author=officer, body="Voir.", written_at=now)
        ExternalOpinionFactory(project=project, asked_by=officer)
        declare_conflict(project=project, reason="Voisins.", by=MembershipFactory(officer_fr=True).user, now=now)
    label_project(project=project, section="fr", labels=[], new="Urgent", by=officer, now=now)
    pause_reminders(project=project, until=calendar.today(), reason="Fermé.", by=officer, now=now)
    return project


def paid(project, people):
    """Fill what follows the answers: agreements, an account, a payment, shares, a sum asked back, a change, a group."""
    grant, now = awarded(project).grant, calendar.now()
    awarded(project, amount="1000.00", envelope=EnvelopeFactory(call=project.call, quebec=True))
    with_account(grant)
    for name in ("Zoé Rare", "Ana Rare", "Lou Rare"):
        share_of_somebody(grant, name)
    facts = {"kind": "advance", "amount": Money(500, "EUR"), "paid_on": calendar.today()}
    record_payment(grant=grant, by=people["finance"], now=now, **facts)
    overpaid_by(grant, sent=True)
    ChangeRequestFactory(project=project)
    ParticipationFactory.create_batch(2, project=project)
    ProjectReport.objects.create(project=project, started_at=now)
    return project


def costs(client, project, users):
    """Count the queries of each page of a dossier, by whoever pays the most; each page with who reads it."""
    most, readers = {}, {}
    for who, user in users.items():
        client.force_login(user)
        for page in ANSWERED:
            section = ["fr"] if page == "payment" else []
            with CaptureQueriesContext(connection) as asked:
                response = client.get(reverse(f"projects:{page}", args=[project.number, *section]))
            if response.status_code == 200:
                most[page] = max(len(asked), most.get(page, 0))
                readers.setdefault(page, []).append(who)
    return most, readers


def test_a_dossier_under_review_with_every_panel_is_read_in_few_queries(client, people):
    project = discussed(ProjectFactory(under_review=True, both_sections=True), people)
    ReviewFactory(project=project, reviewer=people["officer_fr"])
    people["adviser"] = member(project.carrier)

    most, readers = costs(client, project, people)

    assert most == UNDER_REVIEW
    assert readers["detail"] == ["officer_fr", "decider_fr", "finance", "adviser"]
    assert readers["review"] == ["officer_fr", "decider_fr"]


def test_a_dossier_that_was_answered_with_every_panel_is_read_in_few_queries(client, people):
    project = paid(discussed(ProjectFactory(accepted=True, both_sections=True), people), people)
    people |= {"adviser": member(project.carrier), "manager": member(project.carrier, "manager")}

    most, readers = costs(client, project, people)

    assert most == ANSWERED
    assert readers["detail"] == readers["money"] == ["officer_fr", "decider_fr", "finance", "adviser", "manager"]
    assert readers["payment"] == ["finance"]


def test_each_record_that_a_payment_page_reads_leaves_a_line_of_its_own(client, people):
    project = paid(ProjectFactory(accepted=True, both_sections=True), people)
    client.force_login(people["finance"])

    page = client.get(reverse("projects:payment", args=[project.number, "fr"])).content.decode()

    read = Reading.objects.filter(user=people["finance"], purpose="payment")
    assert all(name in page for name in ("Zoé Rare", "Ana Rare", "Lou Rare"))
    assert read.count() == len(set(read.values_list("object_id"))) == 4

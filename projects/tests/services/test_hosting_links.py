"""A partner without an account gets a personal link, answers by it once, and the carrier keeps hold of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from django.core import mail as django_mail
from django.db import connection

from ofqj_portal.core import calendar, jobs_in_place, links
from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.models import SECRET_PLACE, ActionLink, Job, JournalEntry, JournalPersonal, OutboxMail
from partners.tests.factories import ContactFactory, StructureFactory, member
from projects.enums import HOST_MAY_WRITE, HostingState, ProjectState, Side
from projects.models import Project, ProjectStructure
from projects.queries.hosting_links import HOSTING_LINK, known_addresses, links_that_matter, row_of
from projects.services.cancellation import cancel_project
from projects.services.hosting_links import AddressRefused, revoke_link, send_link
from projects.services.partnership import (
    PartnerRefused,
    answer_by_link,
    confirm_hosting,
    invite_partner,
    refuse_hosting,
    remove_partner,
)
from projects.services.submission import withdraw_project
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 2, 3, 2, 0, tzinfo=UTC)
LINK_MAIL = "projects.host_invited_by_link"


@pytest.fixture
def project():
    return ProjectFactory(host=False)


@pytest.fixture
def adviser(project):
    return member(project.carrier)


@pytest.fixture
def cje():
    return StructureFactory(cje=True, email="accueil@cje.test")


def invite(project, structure, **more):
    by = member(project.carrier)
    return invite_partner(project=project, structure=structure, side=Side.HOST, by=by, now=NOW, **more)


def living(row):
    return list(links.links_of(HOSTING_LINK, [row]).living(calendar.real_now()))


def token_for(email):
    """Take the token out of the mail that waits for `email`."""
    return OutboxMail.objects.filter(to_email=email, kind=LINK_MAIL).latest("created_at").secret


def found(token):
    return links.find_link(token, HOSTING_LINK)


def answered(token, takes_part=True, reason=""):
    return answer_by_link(link=found(token), takes_part=takes_part, reason=reason, now=NOW)


def test_a_structure_without_account_gets_a_link_that_lives_thirty_days(project, cje):
    row = invite(project, cje)

    (link,) = living(row)
    assert link.email == "accueil@cje.test"
    assert timedelta(days=30) <= link.expires_at - calendar.real_now() < timedelta(days=31, hours=1)
    assert row_of(found(token_for("accueil@cje.test"))) == row
    assert list(OutboxMail.objects.values_list("to_email", "kind", "shore")) == [("accueil@cje.test", LINK_MAIL, "qc")]


def test_the_contact_of_the_directory_comes_before_the_address_of_the_structure(project, cje):
    ContactFactory(structure=cje, name="Zoé", email="")
    ContactFactory(structure=cje, name="Ada", duty="Mobilité", email="ada@cje.test")

    assert [known.email for known in known_addresses(cje)] == ["ada@cje.test", "accueil@cje.test"]
    assert [link.email for link in living(invite(project, cje))] == ["ada@cje.test"]


def test_a_structure_with_accounts_gets_the_ordinary_mail_and_a_link_only_if_it_is_asked_for(project, cje):
    host = member(cje)
    assert living(invite(project, cje)) == []
    refuse_hosting(project=project, structure=cje, reason="", by=host, now=NOW)

    row = invite(project, cje, email="collegue@cje.test")

    assert [link.email for link in living(row)] == ["collegue@cje.test"]
    asked = OutboxMail.objects.filter(kind__startswith="projects.host_invited").order_by("created_at")
    assert [(mail.to_email, mail.kind) for mail in asked] == [
        (host.email, "projects.host_invited"),
        (host.email, "projects.host_invited"),
        ("collegue@cje.test", LINK_MAIL),
    ]


def test_a_structure_that_nothing_reaches_is_not_invited(project):
    with pytest.raises(PartnerRefused, match="donnez l’adresse"):
        invite(project, StructureFactory(cje=True, email=""))

    assert ProjectStructure.objects.filter(project=project).count() == 1


@pytest.mark.parametrize("whose", ["account", "structure", "contact"])
def test_a_link_never_goes_to_those_who_carry_the_dossier(project, adviser, cje, whose):
    contact = ContactFactory(structure=project.carrier, email="contact@ml.test")
    email = {"account": adviser.email, "structure": project.carrier.email, "contact": contact.email}[whose]

    with pytest.raises(AddressRefused, match="porte le projet"):
        invite(project, cje, email=email.upper())

    assert ActionLink.objects.count() == 0


def test_confirming_by_link_does_what_the_account_does_and_the_journal_says_it_was_a_link(project, cje, adviser):
    row = invite(project, cje)
    token, link = token_for("accueil@cje.test"), living(row)[0]

    row = answered(token)

    assert (row.state, row.confirmed_on) == (HostingState.CONFIRMED, date(2026, 2, 2))
    assert OutboxMail.objects.filter(kind="projects.hosting_answered", to_email=adviser.email).count() == 1
    entry = JournalEntry.objects.get(verb="project.hosting_confirmed")
    assert (entry.by_id, entry.facts) == (None, {"structure": cje.pk, "by_link": link.pk})
    assert links_that_matter([row]) == {row.pk: link}


def test_refusing_by_link_tells_the_carrier_why(project, cje, adviser):
    row = invite(project, cje)

    row = answered(token_for("accueil@cje.test"), takes_part=False, reason=" Pas cette année ")

    assert (row.state, row.refusal_reason) == (HostingState.REFUSED, "Pas cette année")
    assert "Pas cette année" in OutboxMail.objects.filter(to_email=adviser.email).latest("created_at").text
    assert JournalEntry.objects.get(verb="project.hosting_refused").by_id is None


def test_a_link_answers_once(project, cje):
    row = invite(project, cje)
    token = token_for("accueil@cje.test")
    link = found(token)
    answered(token)

    with pytest.raises(links.LinkRefused):
        answer_by_link(link=link, takes_part=False, reason="", now=NOW)
    with pytest.raises(links.LinkRefused, match="déjà servi"):
        found(token)

    row.refresh_from_db()
    assert row.state == HostingState.CONFIRMED


def test_a_link_sent_again_replaces_the_former_one_whose_mail_stays_if_it_has_not_left(project, cje, adviser):
    row = invite(project, cje)
    first = token_for("accueil@cje.test")

    send_link(project=project, row=row, email="autre@cje.test", by=adviser)

    with pytest.raises(links.LinkRefused):
        found(first)
    assert [link.email for link in living(row)] == ["autre@cje.test"]
    kept = OutboxMail.objects.filter(kind=LINK_MAIL).order_by("created_at")
    assert [(mail.to_email, mail.state, bool(mail.secret)) for mail in kept] == [
        ("accueil@cje.test", "withdrawn", False),
        ("autre@cje.test", "queued", True),
    ]


def test_five_links_a_day_are_enough(project, cje, adviser):
    row = invite(project, cje)
    for _ in range(4):
        send_link(project=project, row=row, email="ada@cje.test", by=adviser)

    with pytest.raises(AddressRefused, match="Cinq"):
        send_link(project=project, row=row, email="ada@cje.test", by=adviser)

    assert len(living(row)) == 1


def test_the_carrier_revokes_a_link_and_doing_it_twice_says_nothing_more(project, cje, adviser):
    row = invite(project, cje)
    for _ in range(2):
        revoke_link(project=project, row=row, by=adviser)

    assert living(row) == []
    assert JournalEntry.objects.filter(verb="project.hosting_link_revoked").count() == 1


@pytest.mark.parametrize("end", ["removed", "withdrawn", "cancelled", "answered", "refused"])
def test_the_link_dies_with_what_it_asked(cje, end):
    state = {"withdrawn": ProjectState.SUBMITTED}.get(end, ProjectState.DRAFT)
    project = ProjectFactory(state=state, host=cje, host_state=HostingState.INVITED)
    row, by = project.structures.get(structure=cje), member(project.carrier)
    send_link(project=project, row=row, email="ada@cje.test", by=by)
    token, act = token_for("ada@cje.test"), {"project": project, "by": by, "now": NOW}
    if end == "cancelled":  # an accepted dossier may still have a partner that never answered
        Project.objects.filter(pk=project.pk).delete()
        project = ProjectFactory(accepted=True, host=cje, host_state=HostingState.INVITED)
        _link, token = links.issue_link(
            HOSTING_LINK, project.structures.get(structure=cje), email="ada@cje.test", by=by,
            expires_at=calendar.real_now() + timedelta(days=1),
        )  # fmt: skip
        act["project"] = project
    ends = {
        "removed": lambda: remove_partner(row=row, **act),
        "withdrawn": lambda: withdraw_project(**act),
        "cancelled": lambda: cancel_project(reason="Partenaire absent", on=date(2026, 3, 1), **act),
        "answered": lambda: confirm_hosting(structure=cje, contribution="", **act),
        "refused": lambda: refuse_hosting(structure=cje, reason="", **act),
    }

    ends[end]()

    with pytest.raises(links.LinkRefused, match="pas valable"):
        found(token)


@pytest.mark.parametrize("state", sorted(set(ProjectState.values) - HOST_MAY_WRITE))
def test_once_the_ofqj_has_answered_a_link_neither_opens_nor_answers_nor_is_sent(state):
    project = ProjectFactory(state=state, invited_host=True)
    row = project.structures.get(side=Side.HOST)
    expires_at = calendar.real_now() + timedelta(days=1)
    link, _token = links.issue_link(HOSTING_LINK, row, email="ada@cje.test", expires_at=expires_at, by=None)

    with pytest.raises(links.LinkRefused, match="plus attendue"):
        row_of(link)
    with pytest.raises(links.LinkRefused):
        answer_by_link(link=link, takes_part=True, reason="", now=NOW)
    with pytest.raises(WrongState):
        send_link(project=project, row=row, email="ada@cje.test", by=member(project.carrier))

    link.refresh_from_db()
    assert link.used_at is None


def test_a_structure_asked_anew_is_not_said_to_have_answered_by_its_former_link(project, cje):
    invite(project, cje)
    answered(token_for("accueil@cje.test"), takes_part=False)
    host = member(cje)
    invite(project, cje)

    row = confirm_hosting(project=project, structure=cje, contribution="", by=host, now=NOW)

    assert links_that_matter([row]) == {}


def test_the_token_is_nowhere_but_in_the_mail_that_leaves(project, cje):
    invite(project, cje)
    token = token_for("accueil@cje.test")
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM core_outboxmail")
        sealed = cursor.fetchone()[0]
    kept = OutboxMail.objects.get()
    written = [kept.text, kept.html, sealed]
    written += [
        str(rows) for rows in (Job.objects.values(), JournalEntry.objects.values(), ActionLink.objects.values())
    ]
    assert [text for text in written if token in text] == []

    jobs_in_place.run_due()

    (message,) = django_mail.outbox
    assert f"/lien/accueil/{token}/" in message.body
    assert f"/lien/accueil/{token}/" in message.alternatives[0][0]
    kept.refresh_from_db()
    assert (kept.state, kept.secret, SECRET_PLACE in kept.whole_text) == ("sent", "", True)


def test_the_address_is_kept_where_erasure_empties_it(project, cje):
    invite(project, cje)

    entry = JournalEntry.objects.get(verb="project.hosting_link_sent")
    assert "cje.test" not in str(entry.facts)
    assert JournalPersonal.objects.get(entry=entry).data == {"email": "accueil@cje.test"}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("answers", [(True, True), (True, False)])
def test_of_two_answers_at_once_one_counts_and_the_other_is_told(project, cje, adviser, answers):
    row = invite(project, cje)
    link, gate = found(token_for("accueil@cje.test")), Barrier(2)

    def run(takes_part):
        try:
            gate.wait(timeout=20)
            return answer_by_link(link=link, takes_part=takes_part, reason="", now=NOW).state
        except links.LinkRefused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(run, answers))

    (told,) = [result for result in results if isinstance(result, links.LinkRefused)]
    (kept,) = [result for result in results if result is not told]
    row.refresh_from_db()
    assert row.state == kept
    assert OutboxMail.objects.filter(kind="projects.hosting_answered", to_email=adviser.email).count() == 1
    assert JournalEntry.objects.filter(verb__in=["project.hosting_confirmed", "project.hosting_refused"]).count() == 1

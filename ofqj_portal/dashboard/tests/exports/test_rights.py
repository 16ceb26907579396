"""Who gets what: a stranger's strings are in nobody's file, and whoever lost a right gets no file at all."""

from datetime import timedelta

import pytest
from django.urls import reverse

from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar
from ofqj_portal.core.jobs_in_place import run_now
from ofqj_portal.core.list_exports import list_called
from ofqj_portal.core.models import JobState, JournalEntry, Reading, StoredFile
from ofqj_portal.dashboard.services.exports import NothingToExport
from ofqj_portal.dashboard.tests.exports.reading_back import asked, made, text_in
from participants.tests.factories import ParticipantFactory
from partners.models import Membership
from partners.services import end_membership
from partners.tests.factories import AgreementFactory, MembershipFactory, StructureFactory, member
from projects.models import Project
from projects.tests.factories import ProjectFactory
from projects.tests.money_factories import awarded

pytestmark = pytest.mark.django_db
CANARY = "canari-d-autrui"
LOST = "Vos droits ont changé depuis cette demande\xa0: aucun fichier n’est fait."


@pytest.fixture
def theirs(db):
    """A stranger's belongings, every text of which holds a canary: what is hers alone, on the other shore."""
    cje = StructureFactory(cje=True, name=f"CJE {CANARY}", is_active=False, network=None)
    host = StructureFactory(name=f"Association {CANARY}", is_active=False)
    facts = {"carrier": cje, "host": host, "to_france": True}
    ProjectFactory(title=f"Brouillon {CANARY}", **facts)
    awarded(ProjectFactory(title=f"Déposé {CANARY}", submitted=True, **facts))
    AgreementFactory(title=f"Entente {CANARY}", first_structure=cje, second_structure=host, unconfirmed=True)
    ParticipantFactory(structure=cje, first_name=CANARY, last_name=CANARY)
    return member(cje)


@pytest.fixture
def ours(ml):
    """Something of everything that the readers below may export."""
    project = ProjectFactory(carrier=ml, submitted=True)
    awarded(project)
    AgreementFactory(first_structure=ml)
    ParticipantFactory(structure=ml)
    return project


READERS = {
    "adviser": ("projects", "structures", "agreements", "people"),
    "officer": ("projects", "queue", "agreements"),
    "network": ("projects", "structures", "agreements"),
    "finance": ("structures", "agreements"),
    "dpo": ("structures", "agreements"),
}


@pytest.fixture
def readers(ml):
    return {
        "adviser": member(ml),
        "officer": MembershipFactory(officer_fr=True).user,
        "network": MembershipFactory(unml=True).user,
        "finance": MembershipFactory(finance=True).user,
        "dpo": MembershipFactory(dpo=True).user,
    }


@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
@pytest.mark.parametrize(("who", "code"), [(who, code) for who, codes in READERS.items() for code in codes])
def test_a_stranger_s_strings_are_in_nobody_s_file(who, code, file_format, theirs, ours, readers):
    job = made(readers[who], code, file_format=file_format)

    assert job.state == JobState.DONE
    assert CANARY not in text_in(job)


@pytest.mark.parametrize("code", ["projects", "agreements", "people"])
def test_their_owner_finds_them_all(code, theirs):
    assert CANARY in text_in(made(theirs, code, file_format="csv"))


def test_finance_exports_no_draft_and_nothing_she_is_tied_to(theirs, ours, readers):
    finance = readers["finance"]
    text = text_in(made(finance, "payments", file_format="csv"))
    assert CANARY in text  # finance serves both sections
    assert "Brouillon" not in text_in(made(finance, "projects", file_format="csv"))

    tied = member(Project.objects.get(title=f"Déposé {CANARY}").carrier)
    MembershipFactory(user=tied, finance=True)

    assert CANARY not in text_in(made(tied, "payments", file_format="csv"))


@pytest.mark.parametrize("who", ["officer", "network", "finance", "dpo"])
def test_people_are_a_list_for_those_who_follow_them_only(who, readers):
    assert list_called("people").may(readers[who]) is False


def test_what_the_structure_may_not_know_yet_is_not_in_its_file(ml, readers):
    project = ProjectFactory(carrier=ml, accepted=True, announced_at=calendar.real_now() + timedelta(minutes=5))
    awarded(project, amount="3999.00", announced_at=project.announced_at)

    early = text_in(made(readers["adviser"], "projects", file_format="csv"))
    truth = text_in(made(readers["officer"], "projects", file_format="csv"))

    assert ("3999,00" in early, "En cours d’instruction" in early) == (False, True)
    assert "3999,00" in truth


def end(user):
    membership = Membership.objects.get(user=user)
    today = calendar.today()
    end_membership(
        membership=membership, last_day=today - timedelta(days=1), by=MembershipFactory(admin=True).user, on=today
    )


@pytest.mark.parametrize("code", ["projects", "structures", "people"])
def test_a_member_removed_meanwhile_gets_no_file(code, ours, readers):
    job = asked(readers["adviser"], code)
    end(readers["adviser"])

    job = run_now(job)

    assert (job.state, job.error, job.artefact) == (JobState.FAILED, LOST, None)
    assert not StoredFile.objects.filter(kind__startswith="dashboard.export").exists()


def test_one_of_two_structures_lost_is_enough(ours, readers):
    both = readers["adviser"]
    other = MembershipFactory(user=both)
    ParticipantFactory(structure=other.structure)
    job = asked(both, "people")
    Membership.objects.filter(pk=other.pk).update(ends_on=calendar.today() - timedelta(days=1))

    assert run_now(job).error == LOST


def test_a_right_won_meanwhile_does_not_matter(ours, readers):
    job = asked(readers["adviser"], "projects")
    MembershipFactory(user=readers["adviser"])

    assert run_now(job).state == JobState.DONE


def test_a_closed_account_gets_no_file(ours, readers):
    job = asked(readers["adviser"], "projects")
    User.objects.filter(pk=readers["adviser"].pk).update(is_active=False)

    assert run_now(job).error == LOST


def test_a_list_that_emptied_meanwhile_says_so(ours, readers):
    Project.objects.filter(pk=ours.pk).update(title="Vers la mer")
    job = asked(readers["adviser"], "projects", "q=mer")
    Project.objects.filter(pk=ours.pk).update(title="Vers le large")

    job = run_now(job)

    assert (job.state, job.error) == (
        JobState.FAILED,
        "Rien à exporter\xa0: la liste s’est vidée depuis votre demande.",
    )


def test_an_empty_list_is_refused_at_once(ours, readers):
    with pytest.raises(NothingToExport):
        asked(readers["adviser"], "projects", "q=introuvable")


def test_only_its_asker_takes_the_file_out_and_only_while_she_keeps_her_rights(client, ours, readers, ml):
    adviser, url = readers["adviser"], made(readers["adviser"], "projects").artefact.get_absolute_url()
    for other in (member(ml, "manager"), readers["officer"], MembershipFactory(admin=True).user):
        client.force_login(other)
        assert client.get(url).status_code == 404
    client.force_login(adviser)
    response = client.get(url)
    assert response.status_code == 200
    assert (response["X-Content-Type-Options"], response["Cache-Control"]) == ("nosniff", "private, no-store")
    assert b"".join(response.streaming_content).startswith(b"PK")

    end(adviser)

    assert client.get(url).status_code == 404


def test_a_file_of_people_is_journalled_without_a_name_and_each_download_is_written_down(client, readers, ml):
    ParticipantFactory(structure=ml, last_name="Éluard")
    ParticipantFactory(structure=ml, last_name="Aragon")
    adviser = readers["adviser"]

    job = made(adviser, "people", "q=eluard")

    entry = JournalEntry.objects.get(verb="export.people_made")
    assert (entry.by_id, entry.object_id) == (adviser.pk, str(job.pk))
    assert entry.facts == {"list": "people", "format": "xlsx", "rows": 1, "filters": ["q"]}
    client.force_login(adviser)
    b"".join(client.get(reverse("core:file", args=[job.artefact.pk])).streaming_content)
    assert list(Reading.objects.values_list("user", "object_id", "purpose")) == [
        (adviser.pk, str(job.artefact.pk), "dashboard.export_people")
    ]


def test_a_list_without_people_leaves_no_line_in_the_journal(ours, readers):
    before = JournalEntry.objects.count()
    made(readers["adviser"], "projects")
    assert JournalEntry.objects.count() == before

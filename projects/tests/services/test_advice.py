"""Advice: asked, routed to the shore's section, followed, answered, closed with what is kept of it."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.models import OutboxMail
from partners.tests.factories import MembershipFactory, StructureFactory, member
from projects.enums import AdviceState
from projects.models import AdviceRequest
from projects.queries.advice import AdviceFilters, advice_rows, advice_to_answer, notes_of
from projects.services.advice import AdviceUnclear, ask_advice, assign_advice, close_advice, write_advice
from projects.services.messages import NothingWritten, NotInThread
from projects.services.review import NotAnOfficer
from projects.tests.factories import AdviceFactory, ProjectFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECRET = "Nous cherchons un gîte pour dix."


@pytest.fixture
def ml():
    return StructureFactory(ml=True)


@pytest.fixture
def adviser(ml):
    return member(ml)


@pytest.fixture
def officer():
    return MembershipFactory(officer_fr=True).user


def ask(structure, by, **more):
    facts = {"kind": "logistics", "subject": "Un gîte à Québec", "body": SECRET} | more
    return ask_advice(structure=structure, by=by, now=NOW, **facts)


def mails(kind="projects.advice"):
    return {mail.to_user_id for mail in OutboxMail.objects.filter(kind=kind)}


@pytest.mark.parametrize(("shore", "section"), [("ml", "fr"), ("cje", "qc")])
def test_a_question_goes_to_the_section_of_its_shore(shore, section):
    structure = StructureFactory(**{shore: True})
    theirs = MembershipFactory(**{f"officer_{section}": True}).user
    MembershipFactory(**{f"officer_{'qc' if section == 'fr' else 'fr'}": True})
    request = ask(structure, member(structure))
    assert (request.section, request.state, mails()) == (section, AdviceState.ASKED, {theirs.pk})


def test_no_mail_holds_the_words(ml, adviser, officer):
    request = ask(ml, adviser)
    write_advice(request=request, body="Voici trois adresses secrètes.", by=officer, now=NOW)
    said = " ".join(f"{mail.subject} {mail.text} {mail.html}" for mail in OutboxMail.objects.all())
    assert SECRET not in said
    assert "adresses secrètes" not in said


def test_about_a_dossier_its_officer_hears_of_it(ml, adviser, officer):
    project = ProjectFactory(under_review=True, carrier=ml, officer=officer)
    MembershipFactory(officer_fr=True)
    assert ask(ml, adviser, project=project).officer == officer
    assert mails() == {officer.pk}


def test_an_officer_of_the_other_section_is_not_given_what_she_cannot_read(ml, adviser, officer):
    abroad = MembershipFactory(officer_qc=True).user
    project = ProjectFactory(under_review=True, carrier=ml, officer=abroad)
    assert ask(ml, adviser, project=project).officer is None
    assert mails() == {officer.pk}


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"subject": " "}, AdviceUnclear),
        ({"body": " "}, NothingWritten),
        ({"wished_on": date(2026, 3, 1)}, AdviceUnclear),
    ],
)
def test_a_question_says_what_it_is_about(ml, adviser, changes, refusal):
    with pytest.raises(refusal):
        ask(ml, adviser, **changes)
    assert not AdviceRequest.objects.exists()


def test_one_asks_for_one_s_own_structure_only(ml):
    with pytest.raises(NotInThread):
        ask(ml, member(StructureFactory(ml=True)))


def test_who_answers_follows_and_the_ball_goes_back_and_forth(ml, adviser, officer):
    request = ask(ml, adviser)
    assert list(advice_to_answer(officer)) == [request]
    write_advice(request=request, body="Essayez ce gîte.", by=officer, now=NOW)
    request.refresh_from_db()
    assert (request.state, request.officer) == (AdviceState.ANSWERED, officer)
    assert (list(advice_to_answer(adviser)), list(advice_to_answer(officer))) == ([request], [])
    write_advice(request=request, body="Complet.", by=adviser, now=NOW)
    request.refresh_from_db()
    assert request.state == AdviceState.ASKED
    assert mails() == {officer.pk, adviser.pk}


def test_a_stranger_and_the_other_section_write_nothing(ml, adviser):
    request = ask(ml, adviser)
    for stranger in (member(StructureFactory(ml=True)), MembershipFactory(officer_qc=True).user):
        with pytest.raises(NotInThread):
            write_advice(request=request, body="Bonjour", by=stranger, now=NOW)


def test_a_request_is_handed_to_an_officer_of_its_section(ml, adviser, officer):
    request, colleague = ask(ml, adviser), MembershipFactory(officer_fr=True).user
    assert assign_advice(request=request, officer=colleague, by=officer, now=NOW).officer == colleague
    assert mails("projects.advice_assigned") == {colleague.pk}
    with pytest.raises(NotAnOfficer):
        assign_advice(request=request, officer=MembershipFactory(officer_qc=True).user, by=officer, now=NOW)


def test_closed_it_is_kept_as_a_note_and_nobody_writes_any_more(ml, adviser, officer):
    request = ask(ml, adviser)
    with pytest.raises(AdviceUnclear):
        close_advice(request=request, note=" ", by=officer, now=NOW)
    close_advice(request=request, note="Gîte trouvé par le CJE.", by=officer, now=NOW)
    assert [row.note for row in notes_of(ml, adviser)] == ["Gîte trouvé par le CJE."]
    assert list(notes_of(ml, MembershipFactory(officer_qc=True).user)) == []
    with pytest.raises(WrongState):
        write_advice(request=request, body="Encore ?", by=adviser, now=NOW)
    assert list(advice_rows(officer, AdviceFilters())) == []
    assert list(advice_rows(officer, AdviceFilters(state="closed"))) == [request]


# ---- the pages ------------------------------------------------------------------------------------------------------


def test_a_structure_asks_and_reads_the_answer_on_its_pages(client, ml, adviser, officer):
    client.force_login(adviser)
    data = {"structure": ml.pk, "kind": "partner", "subject": "Un CJE", "body": SECRET}
    assert client.post(reverse("projects:advice_ask"), data).headers["Location"] == reverse("projects:advice_list")
    request = AdviceRequest.objects.get()
    page = reverse("projects:advice", args=[request.pk])
    client.force_login(officer)
    assert "1 demande de conseil attend une réponse" in client.get("/").content.decode().replace("\xa0", " ")
    client.post(page, {"body": "Essayez <b>Granby</b>."})
    client.force_login(adviser)
    assert "a répondu" in client.get("/").content.decode()
    assert "Essayez &lt;b&gt;Granby&lt;/b&gt;." in client.get(page).content.decode()


def test_the_list_is_searched_with_typos_and_filtered_by_the_address(client, ml, officer):
    AdviceFactory(subject="Hébergement à Québec")
    AdviceFactory(subject="Un partenaire", kind="partner", officer=officer)
    client.force_login(officer)

    def subjects(query):
        return [row["request"].subject for row in client.get(f"/conseil/{query}").context["rows"]]

    assert subjects("?q=hebergemment") == ["Hébergement à Québec"]
    assert subjects(f"?officer={officer.pk}") == ["Un partenaire"]
    assert subjects("?kind=partner&state=asked") == ["Un partenaire"]
    assert len(subjects("?kind=zzz&page=-1")) == 2


def test_what_is_kept_of_advice_is_read_on_the_sheet_of_the_structure(client, ml, adviser, officer):
    close_advice(request=ask(ml, adviser), note="Gîte trouvé par le CJE.", by=officer, now=NOW)
    sheet = reverse("dashboard:structure", args=[ml.pk])
    readers = {adviser: True, officer: True, MembershipFactory(officer_qc=True).user: False}
    readers[member(StructureFactory(ml=True))] = False
    for reader, reads in readers.items():
        client.force_login(reader)
        assert ("Gîte trouvé par le CJE." in client.get(sheet).content.decode()) is reads
    client.logout()
    assert "Gîte trouvé par le CJE." not in client.get(sheet).content.decode()


def test_one_asks_from_a_dossier_of_ones_own(client, ml, adviser):
    project = ProjectFactory(under_review=True, carrier=ml)
    client.force_login(adviser)
    ask_here = f"{reverse('projects:advice_ask')}?projet={project.number}"
    assert ask_here in client.get(project.get_absolute_url()).content.decode()
    client.post(ask_here, {"structure": ml.pk, "kind": "project", "subject": "Les dates", "body": SECRET})
    assert AdviceRequest.objects.get().project == project


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_it_holds(client, officer, count, django_assert_num_queries):
    AdviceFactory.create_batch(count)
    client.force_login(officer)
    with django_assert_num_queries(6):
        client.get("/conseil/")

"""The queue: names for its filters, columns, the load of each, several dossiers handed over at once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from ofqj_portal.core.models import OutboxMail
from ofqj_portal.notifications.models import SavedView
from partners.enums import Section
from partners.tests.factories import MembershipFactory, StructureFactory
from projects.models import Label, Project, ProjectLabel
from projects.tests.factories import InformationRequestFactory, ProjectFactory
from projects.tests.money_factories import EnvelopeFactory

pytestmark = pytest.mark.django_db
QUEUE = "/instruction/"


@pytest.fixture
def colleague(db):
    return MembershipFactory(officer_fr=True).user


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


def titles(response):
    return [line.project.title for line in response.context["rows"]]


def test_words_are_found_without_their_accents_and_with_a_slip(desk):
    ours = ProjectFactory(
        under_review=True, title="Menuiserie à Trois-Rivières", carrier=StructureFactory(ml=True, name="Écoute Jeunes")
    )
    ProjectFactory(under_review=True, title="Cirque", theme="Scène")
    for words in ("menuiserie", "menuisrie", "RIVIERES", "ecoute", ours.number, "menuiserie ecoute"):
        assert titles(desk.get(QUEUE, {"text": words})) == [ours.title], words
    assert titles(desk.get(QUEUE, {"text": "OFQJ-2026-9999"})) == []


def test_a_label_filters_and_shows_to_its_section_alone(desk, officer):
    marked, plain = ProjectFactory(under_review=True, both_sections=True), ProjectFactory(under_review=True)
    ours = Label.objects.create(section=Section.FRANCE, name="Prioritaire")
    theirs = Label.objects.create(section=Section.QUEBEC, name="Canari")
    for label in (ours, theirs):
        ProjectLabel.objects.create(project=marked, label=label)
    page = desk.get(QUEUE)
    assert sorted(titles(page)) == sorted([marked.title, plain.title])
    assert "Prioritaire" in page.content.decode()
    assert "Canari" not in page.content.decode()
    assert titles(desk.get(QUEUE, {"label": ours.pk})) == [marked.title]
    assert len(titles(desk.get(QUEUE, {"label": theirs.pk}))) == 2


def test_columns_are_chosen_in_the_address(desk):
    project = ProjectFactory(under_review=True)
    usual = desk.get(QUEUE).content.decode()
    chosen = desk.get(QUEUE, {"colonnes": ["appel"]}).content.decode()
    assert f'data-label="Appel">{project.call.title}' not in usual
    assert f'data-label="Appel">{project.call.title}' in chosen
    assert 'data-label="Qui instruit"' not in chosen


def test_the_clock_stands_still_while_the_structure_completes(desk):
    now = datetime.now(UTC)
    waiting = ProjectFactory(incomplete=True, submitted_at=now - timedelta(days=20, hours=1))
    asked = {"asked_at": now - timedelta(days=12), "due_at": now + timedelta(days=3)}
    InformationRequestFactory(project=waiting, **asked)
    answered = ProjectFactory(under_review=True, submitted_at=now - timedelta(days=10, hours=1))
    back = {"asked_at": now - timedelta(days=6), "due_at": now, "answered_at": now - timedelta(days=2)}
    InformationRequestFactory(project=answered, **back)
    clocks = [line.clock for line in desk.get(QUEUE).context["rows"]]
    assert [(clock.days, clock.waited_days) for clock in clocks] == [(8, 12), (6, 4)]
    assert "compte arrêté depuis le" in desk.get(QUEUE).content.decode()
    desk_page = desk.get(reverse("projects:review", args=[answered.number])).content.decode()
    assert "6\N{NO-BREAK SPACE}jours" in desk_page
    assert "sans 4 jours d’attente" in desk_page


def test_the_load_counts_open_and_late_dossiers_by_officer(desk, officer, colleague):
    ProjectFactory(under_review=True, officer=officer)
    InformationRequestFactory(project=ProjectFactory(incomplete=True, officer=officer))
    ProjectFactory(accepted=True, officer=officer)
    ProjectFactory(submitted=True)
    loads = {load.key: (load.open, load.late) for load in desk.get(QUEUE).context["loads"]}
    assert loads == {str(officer.pk): (2, 1), str(colleague.pk): (0, 0), "": (1, 0)}


def test_several_dossiers_are_handed_over_in_one_act_and_one_mail(desk, colleague):
    first, second = ProjectFactory(submitted=True), ProjectFactory(under_review=True)
    tied = ProjectFactory(under_review=True)
    MembershipFactory(user=colleague, structure=tied.carrier, role="dpo")
    form = desk.get(QUEUE).context["bulk_form"]
    posted = {
        "dossiers": [first.number, second.number, tied.number],
        "officer": colleague.pk,
        "form_token": form["form_token"].value(),
        "here": "state=under_review&page=3",
    }
    for _twice in range(2):
        response = desk.post(reverse("projects:assign_many"), posted)
    assert response.url == f"{QUEUE}?state=under_review"
    page = desk.get(QUEUE).content.decode()
    assert "2 dossiers confiés à" in page
    assert tied.number in page
    assert "a un lien avec le dossier" in page
    assert set(Project.objects.filter(officer=colleague)) == {first, second}
    mail = OutboxMail.objects.get()
    assert (mail.to_user_id, first.number in mail.text, second.number in mail.text) == (colleague.pk, True, True)


def test_only_what_she_examines_is_handed_over_and_only_to_an_officer(desk, colleague):
    hidden = ProjectFactory(under_review=True)
    hidden.aid_requests.update(section="qc")
    seen = ProjectFactory(under_review=True)
    elsewhere = MembershipFactory(officer_qc=True).user
    for dossiers, officer in (([hidden.number], colleague), ([seen.number], elsewhere), ([], colleague)):
        posted = {"dossiers": dossiers, "officer": officer.pk}
        assert desk.post(reverse("projects:assign_many"), posted).status_code == 302
    assert not Project.objects.exclude(officer=None).exists()


def test_filters_are_kept_under_a_name_and_the_queue_opens_on_them(desk, officer):
    mine, _free = ProjectFactory(under_review=True, officer=officer), ProjectFactory(under_review=True)
    page = desk.get(QUEUE, {"officer": officer.pk, "page": "2", "text": ""})
    posted = {"name": "Les miens", "query": page.context["here"], "is_default": "on"}
    assert desk.post(reverse("projects:keep_view"), posted).url == f"{QUEUE}?officer={officer.pk}"
    opened = desk.get(QUEUE, follow=True)
    assert titles(opened) == [mine.title]
    assert len(titles(desk.get(QUEUE, {"vue": "toutes"}))) == 2
    view = SavedView.objects.get()
    desk.post(reverse("projects:first_view", args=[view.pk]))
    assert len(titles(desk.get(QUEUE))) == 2
    desk.post(reverse("projects:drop_view", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_a_shared_view_is_the_section_s_and_a_private_one_is_nobody_else_s(desk, client, officer, colleague):
    for name, shared in (("Retards", "on"), ("Brouillon à moi", "")):
        desk.post(reverse("projects:keep_view"), {"name": name, "query": "late=on", "shared": shared})
    shared, private = SavedView.objects.get(name="Retards"), SavedView.objects.get(name="Brouillon à moi")
    client.force_login(colleague)
    assert [view for view, _here, _mine in client.get(QUEUE).context["views"]] == [shared]
    assert client.post(reverse("projects:drop_view", args=[shared.pk])).status_code == 403
    assert client.post(reverse("projects:drop_view", args=[private.pk])).status_code == 404
    client.force_login(MembershipFactory(officer_qc=True).user)
    assert client.get(QUEUE).context["views"] == []
    assert client.post(reverse("projects:drop_view", args=[shared.pk])).status_code == 404


def test_a_name_taken_again_replaces_the_view_and_an_empty_one_is_refused(desk):
    for query in ("late=on", "state=closed"):
        desk.post(reverse("projects:keep_view"), {"name": "Retards", "query": query})
    assert SavedView.objects.get().query == "state=closed"
    response = desk.post(reverse("projects:keep_view"), {"name": " ", "query": "late=on"})
    assert (response.status_code, bool(response.context["view_form"].errors)) == (200, True)


@pytest.mark.parametrize("count", [1, 3, 50])
def test_the_queue_with_all_it_shows_costs_the_same(desk, officer, count, django_assert_max_num_queries):
    label = Label.objects.create(section=Section.FRANCE, name="Prioritaire")
    desk.post(reverse("projects:keep_view"), {"name": "Retards", "query": "late=on"})
    for _ in range(count):
        project = ProjectFactory(under_review=True, officer=officer)
        ProjectLabel.objects.create(project=project, label=label)
    EnvelopeFactory(call=project.call)
    desk.get(QUEUE)  # shows what was said of the view
    with django_assert_max_num_queries(12):
        response = desk.get(QUEUE, {"text": "essai", "label": label.pk})
    assert len(titles(response)) == count

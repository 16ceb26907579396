"""Beginning a dossier: from a blank page, from a past project, or going on with the draft that is already there."""

import itertools
import uuid

import pytest

from partners.tests.factories import StructureFactory, member
from projects.models import Project
from projects.tests.factories import CallFactory, ProjectFactory

pytestmark = pytest.mark.django_db
COUNT = itertools.count(1)


def earlier(**given) -> Project:
    """Make a dossier whose number is of another year than those begun here."""
    return ProjectFactory(number=f"OFQJ-2019-{next(COUNT):04d}", **given)


@pytest.fixture
def ml(client):
    ml = StructureFactory(ml=True)
    client.force_login(member(ml))
    return ml


def post(client, carrier, call, **more):
    typed = {"call": call.pk, "carrier": carrier.pk, "title": "Encore", "form_token": str(uuid.uuid4())}
    return client.post("/projets/nouveau/", typed | more)


def test_a_draft_already_there_is_proposed_first_and_another_is_made_on_purpose(client, ml):
    draft = earlier(carrier=ml, bare=True)
    earlier(carrier=ml, call=draft.call, submitted=True)

    before = client.get(f"/projets/nouveau/?appel={draft.call.code}")
    page = post(client, ml, draft.call)

    assert before.context["drafts"] == [draft]
    assert (page.status_code, page.context["drafts"]) == (200, [draft])
    assert draft.get_absolute_url() in page.content.decode()
    assert Project.objects.filter(title="Encore").count() == 0
    assert post(client, ml, draft.call, another="on").status_code == 302
    assert Project.objects.filter(title="Encore").count() == 1


def test_a_draft_on_another_call_or_of_another_structure_is_none_of_it(client, ml):
    draft = earlier(carrier=ml, bare=True)
    stranger = earlier(bare=True)

    assert post(client, ml, CallFactory(always_open=True)).status_code == 302
    assert post(client, ml, stranger.call).status_code == 302
    assert Project.objects.exclude(pk__in=[draft.pk, stranger.pk]).count() == 2


def test_one_starts_from_a_project_the_structure_filed_and_from_no_other(client, ml):
    past, draft, strangers = (
        earlier(carrier=ml, closed=True),
        earlier(carrier=ml),
        earlier(closed=True),
    )
    link = f"/projets/nouveau/?modele={past.number}"
    assert link in client.get(past.get_absolute_url()).content.decode()
    form = client.get(link).context["form"]
    assert (form.initial["model"], list(form.fields["model"].queryset)) == (past, [past])

    for model in (draft, strangers):
        assert post(client, ml, CallFactory(always_open=True), model=model.pk).status_code == 200
    answer = post(client, ml, CallFactory(always_open=True), model=past.pk)

    assert answer.status_code == 302
    assert Project.objects.get(title="Encore").aims == past.aims


def test_without_any_past_project_nothing_is_asked(client, ml):
    assert "model" not in client.get("/projets/nouveau/").context["form"].fields

"""A section says on a call whether young people are paid their share; the usual schedule is left alone."""

import pytest
from django.urls import reverse

from ofqj_portal.core import calendar
from ofqj_portal.core.errors import EditedMeanwhile
from ofqj_portal.core.models import JournalEntry
from projects.models import InstalmentTerm
from projects.queries.shares import pays_people
from projects.queries.terms import terms_of
from projects.services.terms import ShareImpossible, set_people_paid
from projects.tests.factories import ProjectFactory
from projects.tests.money_factories import awarded

pytestmark = pytest.mark.django_db


def text_of(response):
    return response.content.decode().replace("\u00a0", " ")


def test_an_officer_opens_the_share_of_young_people_on_one_call_then_closes_it(client, call, officer):
    project = awarded(ProjectFactory(accepted=True, call=call)).project
    client.force_login(officer)
    page = reverse("projects:call_payments", args=[call.code])
    first = client.get(page)
    assert ("80 % de l’aide" in text_of(first), "Part d’un jeune :" in text_of(first)) == (True, False)
    shown = {name: first.context["form"][name].value() for name in ("section", "seen", "form_token")}

    for _twice in range(2):
        assert client.post(page, shown | {"pays": "on", "waits_for": ["departed"]}).status_code == 302
    assert pays_people(project)
    assert "Part d’un jeune : à chaque jeune" in text_of(client.get(page))
    assert [term.kind for term in terms_of(call, ["fr"])[0].terms] == ["advance", "balance", "share"]
    assert not InstalmentTerm.objects.filter(call=None, kind="share").exists()
    assert not terms_of(call, ["qc"])[0].is_own
    assert JournalEntry.objects.filter(verb="call.people_paid").count() == 1

    late = client.post(page, shown | {"form_token": ""})
    assert (late.status_code, "a changé entre-temps" in text_of(late)) == (409, True)
    now_shown = {name: client.get(page).context["form"][name].value() for name in ("section", "seen")}
    client.post(page, now_shown)
    assert not pays_people(project)


def test_nobody_opens_it_for_the_other_section_or_where_there_is_no_share(client, call, officer):
    client.force_login(officer)
    page = reverse("projects:call_payments", args=[call.code])
    client.post(page, {"section": "qc", "seen": "structure", "pays": "on"})
    assert not InstalmentTerm.objects.filter(call=call).exists()
    said = {"section": "fr", "pays": True, "waits_for": [], "by": officer, "now": calendar.now()}
    with pytest.raises(EditedMeanwhile):
        set_people_paid(call=call, seen="share", **said)
    call.aid_per_head_amount = None
    call.save()
    assert "n’y a pas de part" in text_of(client.get(page))
    with pytest.raises(ShareImpossible):
        set_people_paid(call=call, seen="structure", **said)

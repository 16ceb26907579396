"""A section writes its advances and balance on a call: previewed, kept in the history, never under a filed dossier."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from ofqj_portal.core.errors import EditedMeanwhile
from ofqj_portal.core.models import JournalEntry
from ofqj_portal.core.versions import versions_of
from projects.models import Call, InstalmentTerm
from projects.queries.call_terms import call_history, filed_under_older_rules, rules_to_keep
from projects.queries.terms import terms_of, terms_of_grant
from projects.services.schedule import plan_of
from projects.services.terms import Advance, ScheduleRefused, set_people_paid, set_schedule
from projects.tests.factories import ProjectFactory
from projects.tests.money_factories import awarded

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 10, 9, 0, tzinfo=UTC)


def text_of(response):
    return response.content.decode().replace("\u00a0", " ")


def test_an_officer_previews_then_writes_the_advances_of_her_section_and_the_history_tells(client, call, officer):
    client.force_login(officer)
    page = reverse("projects:call_schedule", args=[call.code, "fr"])
    form = client.get(page).context["form"]
    typed = {"seen": form["seen"].value(), "form_token": form["form_token"].value(), "balance_waits": "report_accepted"}
    typed |= {"advance_1": "50", "advance_2": "30", "advance_2_waits": "departed"}
    preview = text_of(client.post(page, typed | {"suite": "apercu"}))
    assert "à la structure, 30 % de l’aide, quand la convention est signée et que le départ" in preview
    assert not InstalmentTerm.objects.filter(call=call).exists()

    assert [client.post(page, typed).status_code for _twice in range(2)] == [302, 302]
    own = terms_of(call, ["fr"])[0]
    assert [(term.kind, term.share_pct) for term in own.terms] == [("advance", 50), ("advance", 30), ("balance", None)]
    assert not terms_of(call, ["qc"])[0].is_own
    assert JournalEntry.objects.filter(verb="call.schedule_changed").count() == 1
    late = client.post(page, typed | {"advance_1": "40"})
    assert (late.status_code, "a changé entre-temps" in text_of(late)) == (409, True)

    story = text_of(client.get(reverse("projects:call_history", args=[call.code])))
    assert ("OFQJ France · échéancier habituel" in story, "30 % de l’aide" in story) == (True, True)
    assert "30 % de l’aide" in text_of(client.get(call.get_absolute_url()))
    back = client.get(page).context["usual"]["seen"].value()
    client.post(reverse("projects:usual_schedule", args=[call.code, "fr"]), {"seen": back})
    assert (terms_of(call, ["fr"])[0].is_own, versions_of(call).count()) == (False, 3)


def test_advances_that_leave_nothing_and_another_sections_schedule_are_refused(client, call, officer):
    client.force_login(officer)
    found = terms_of(call, ["fr"])[0]
    page = reverse("projects:call_schedule", args=[call.code, "fr"])
    said = text_of(client.post(page, {"seen": found.whole_mark, "advance_1": "60", "advance_2": "40"}))
    assert "Laissez une part au solde" in said
    assert [
        client.get(reverse("projects:call_schedule", args=[call.code, each])).status_code for each in ("qc", "xx")
    ] == [*(403, 404)]
    facts = {"call": call, "section": "fr", "balance_waits": [], "by": officer, "now": NOW}
    with pytest.raises(ScheduleRefused):
        set_schedule(advances=[Advance(0)], seen=found.whole_mark, **facts)
    with pytest.raises(EditedMeanwhile):
        set_schedule(advances=[Advance(50)], seen="autre", **facts)
    assert not InstalmentTerm.objects.filter(call=call).exists()


def test_saying_again_what_a_call_says_already_writes_nothing(call, officer):
    facts = {"call": call, "section": "fr", "by": officer, "now": NOW}
    for _twice in range(2):
        seen = terms_of(call, ["fr"])[0]
        set_schedule(advances=[Advance(50)], balance_waits=[], seen=seen.whole_mark, **facts)
        set_people_paid(pays=True, waits_for=["departed"], seen=seen.mark, **facts)
    verbs = ("call.schedule_changed", "call.people_paid")
    assert [JournalEntry.objects.filter(verb=verb).count() for verb in verbs] == [1, 1]


def test_a_filed_dossier_keeps_the_schedule_of_its_filing(call, officer):
    rules = rules_to_keep(call).to_json()
    grant = awarded(ProjectFactory(accepted=True, call=call, rules=rules)).grant
    later = awarded(ProjectFactory(accepted=True, call=call)).grant  # filed before schedules were kept
    found = terms_of(call, ["fr"])[0]
    facts = {"call": call, "section": "fr", "by": officer, "now": NOW}
    set_schedule(advances=[Advance(10)], balance_waits=[], seen=found.whole_mark, **facts)
    set_people_paid(pays=True, waits_for=[], seen="structure", **facts)
    InstalmentTerm.objects.filter(call=None, kind="advance").update(share_pct=5)

    assert [term.share_pct for term in terms_of_grant(grant)] == [80, None]
    assert [str(planned.amount.amount) for planned in plan_of(grant)][:1] == ["3200.00"]
    assert [term.share_pct for term in terms_of_grant(later)] == [10, None, None]
    older = filed_under_older_rules(Call.objects.get(pk=call.pk), officer)
    assert [row.project.pk for row in older] == [grant.decision.project_id]
    assert [change.label for change in older[0].changes] == ["Versements"]
    notes = [(state.version.note, [change.label for change in state.changes]) for state in call_history(call)]
    assert notes[:2] == [("Versements", ["Versements"])] * 2

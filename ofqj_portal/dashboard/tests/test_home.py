"""The home of each role: what waits for her, and a cost that does not grow."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conventions.models import ActionItem, ConsultationItem, ConsultationVoice
from conventions.tests.factories import (
    ConsultationFactory,
    MeetingFactory,
    PlanFactory,
    ReportFactory,
    committee,
    walk,
)
from ofqj_portal.accounts.models import User
from ofqj_portal.core import calendar
from ofqj_portal.core.shores import format_time, reader_zone
from ofqj_portal.dashboard.queries.home import finance, home_of
from participants.models import CheckIn
from participants.tests.factories import ProfessionalFactory, group
from partners.tests.factories import AgreementFactory, MembershipFactory, NetworkFactory, StructureFactory, member
from projects.models import Decision, Project
from projects.services.conflict import declare_conflict
from projects.tests.factories import CallFactory, ChangeRequestFactory, InformationRequestFactory, ProjectFactory
from projects.tests.money_factories import ConditionFactory, EnvelopeFactory, awarded, overpaid_by

pytestmark = pytest.mark.django_db
FAR = "2060"  # when the calls that are always open close


def test_a_visitor_reads_what_the_portal_is_and_the_open_calls():
    call = CallFactory(always_open=True, title="Appel de printemps")
    page = Client().get(reverse("dashboard:home")).content.decode()
    assert call.title in page
    assert "Se connecter" in page


def test_an_adviser_finds_first_what_is_late():
    ml = StructureFactory(ml=True)
    late = ProjectFactory(incomplete=True, carrier=ml, title="En retard")
    InformationRequestFactory(project=late)
    ProjectFactory(carrier=ml, title="Brouillon tranquille")
    home = home_of(member(ml), calendar.now())
    assert [("En retard" in task.what, task.late) for task in home.tasks] == [(True, True), (False, False)]
    assert len(home.projects) == 2


def test_a_member_of_the_committee_finds_what_waits_for_her_party_or_her_body_and_nothing_that_is_over():
    seats, now = committee(), calendar.now()
    held = MeetingFactory()
    asked = ConsultationFactory(open=True, title="Adopter le plan")
    item = ConsultationItem.objects.create(consultation=asked, position=1, plan=PlanFactory(proposed=True))
    for body, done_on in (("unml", None), ("unml", now.date()), ("ofqj_qc", None)):
        title = f"Lettre {body} {done_on}"
        ActionItem.objects.create(meeting=held, title=title, owner=body, due_on=calendar.today(), done_on=done_on)
    MeetingFactory(title="Annulée", meets_at=now + timedelta(days=9), cancelled_at=now, cancel_reason="Grève.")
    walk(ReportFactory(), "contributions_in", "drafted")
    home = home_of(seats.unml.user, now)
    assert [(task.what, task.action) for task in home.tasks] == [
        ("Consultation écrite\u00a0: Adopter le plan", "Répondre"), ("Lettre unml None", "Dire que c’est fait"),
    ]  # fmt: skip
    assert home.coming == []
    ConsultationVoice.objects.create(item=item, party="ofqj", choice="yes", cast_by=seats.ofqj_fr, cast_at=now)
    waiting = {name: any("Consultation" in task.what for task in home_of(getattr(seats, name).user, now).tasks)
               for name in ("ofqj_fr", "ofqj_qc", "unml")}  # fmt: skip
    assert waiting == {"ofqj_fr": False, "ofqj_qc": True, "unml": True}


def test_an_adviser_without_any_project_is_told_where_to_begin():
    client = Client()
    client.force_login(member(StructureFactory(ml=True)))
    page = client.get(reverse("dashboard:home")).content.decode()
    assert "Aucun projet pour l’instant" in page
    assert "Rien ne vous attend" in page


def test_the_latest_of_many_late_dossiers_is_not_lost_behind_finished_ones():
    ml = StructureFactory(ml=True)
    late = ProjectFactory(incomplete=True, carrier=ml, title="Le plus ancien")
    InformationRequestFactory(project=late)
    ProjectFactory.create_batch(7, carrier=ml)
    Project.objects.exclude(pk=late.pk).update(updated_at=calendar.now())
    home = home_of(member(ml), calendar.now())
    assert ["Le plus ancien" in task.what for task in home.tasks] == [True, *[False] * 5]
    assert home.more_tasks == 2


@pytest.mark.parametrize(("minutes", "coming"), [(5, []), (-5, ["Départ de «\u00a0Haies\u00a0»"])])
def test_a_departure_is_announced_once_the_answer_is_told(minutes, coming):
    now = calendar.now()
    leaves = {"departs_on": now.date() + timedelta(days=30), "returns_on": now.date() + timedelta(days=40)}
    project = ProjectFactory(accepted=True, title="Haies", **leaves)
    decision = awarded(project, amount="4000.00")
    told_at = calendar.real_now() + timedelta(minutes=minutes)
    Decision.objects.filter(pk=decision.pk).update(announced_at=told_at)
    Project.objects.filter(pk=project.pk).update(announced_at=told_at)
    home = home_of(member(project.carrier), now)
    assert [line.what for line in home.coming if "Départ" in line.what] == coming


def test_what_the_money_of_each_dossier_asks_of_its_carrier_is_read_for_all_of_them(client):
    ml, ahead = StructureFactory(ml=True), calendar.now().date() + timedelta(days=30)
    stay = {"departs_on": ahead, "returns_on": ahead + timedelta(days=10)}
    unsigned, owing, _stranger = (
        ProjectFactory(accepted=True, **({"carrier": ml} if mine else {}), **stay) for mine in (True, True, False)
    )
    awarded(unsigned, agreed="waiting_carrier")
    for project in (owing, _stranger):
        overpaid_by(awarded(project).grant, "300.00", sent=True)
    user = member(ml, role="manager")
    tasks = {task.what.partition(" ·")[0]: task.url for task in home_of(user, calendar.now()).tasks}
    assert tasks == {
        "Signer la convention de subvention": reverse("projects:agreement", args=[unsigned.number, "fr"]),
        "Rendre 300\u00a0€ à l’OFQJ\u00a0: c’est un trop-perçu": reverse("projects:money", args=[owing.number]),
    }


def test_grants_to_pay_are_counted_up_to_the_many_that_no_home_counts_further(monkeypatch):
    user, seen = MembershipFactory(finance=True).user, []
    for _turn in range(2):
        awarded(ProjectFactory(accepted=True))
        seen.append(home_of(user, calendar.now()).tasks[0].what)
    monkeypatch.setattr(finance, "MANY", 1)
    seen.append(home_of(user, calendar.now()).tasks[0].what)
    assert seen == [
        "1 subvention a un versement à noter", "2 subventions ont un versement à noter",
        "Plus de 1 subventions ont un versement à noter",
    ]  # fmt: skip


def test_an_officer_counts_what_arrived_and_a_stranger_section_counts_nothing():
    ProjectFactory(submitted=True)
    now = calendar.now()
    french, quebec = MembershipFactory(officer_fr=True).user, MembershipFactory(officer_qc=True).user
    assert [task.action for task in home_of(french, now).tasks] == ["Prendre en charge"]
    assert home_of(quebec, now).tasks == []


def test_totals_are_kept_some_minutes_for_all_who_see_the_same_and_say_their_hour_and_tasks_are_not(
    settings, monkeypatch
):
    now, lasts, office = calendar.now().replace(hour=12), settings.FIGURES_KEPT_SECONDS, StructureFactory(ofqj_fr=True)
    officer, colleague, tied = (member(office, "officer") for _ in range(3))
    projects = ProjectFactory.create_batch(2, under_review=True)
    declare_conflict(project=projects[0], reason="Une proche.", by=tied, now=now)

    def read(user, seconds=0):
        monkeypatch.setattr(calendar, "now", lambda: now + timedelta(seconds=seconds))
        home = home_of(User.objects.get(pk=user.pk), calendar.now())
        return home.figures[0].value, home.tasks[0].what[:2], home.figures_note

    first = read(officer)
    hour = format_time(now.astimezone(reader_zone()))
    assert first == ("2", "2 ", f"Totaux comptés à {hour}.")
    ProjectFactory(under_review=True)
    assert read(officer, lasts - 1) == read(colleague, lasts - 1) == ("2", "3 ", first[2])
    assert read(tied)[:2] == ("2", "2 ")
    assert read(officer, lasts)[0] == "3"


def test_a_change_that_is_asked_and_conditions_that_are_met_wait_for_the_ofqj():
    ahead = calendar.now().date() + timedelta(days=20)
    change = ChangeRequestFactory(project__departs_on=ahead, project__returns_on=ahead + timedelta(days=10))
    ChangeRequestFactory(sent_back=True)
    said = {"state": "conditional_yes", "conditions": "Assurance.", "motive": "Bon projet."}
    decision = awarded(ProjectFactory(conditionally_accepted=True), **said)
    ConditionFactory(decision=decision, answer="C’est fait.", answered_at=calendar.now())
    page = reverse("projects:changes", args=[change.project.number])
    for role, actions in (("officer_fr", [page]), ("decider_fr", [page, reverse("projects:decisions")])):
        tasks = home_of(MembershipFactory(**{role: True}).user, calendar.now()).tasks
        assert [task.url for task in tasks] == actions
        assert tasks[0].due_at is not None


@pytest.mark.parametrize(("hours_ago", "late"), [(2, False), (30, True)])
def test_a_leader_is_asked_for_the_next_sign_of_life_of_the_group_she_leads_alone(client, hours_ago, late):
    now = calendar.now()
    left_on = now.date() - timedelta(days=3)
    stay = {"departs_on": left_on, "departed_on": left_on, "returns_on": now.date() + timedelta(days=5)}
    led, other = (ProjectFactory(ongoing=True, title=title, **stay) for title in ("Haies", "Ailleurs"))
    leader = ProfessionalFactory(project=led, user=MembershipFactory().user, departed=True).user
    for project in (led, other):
        CheckIn.objects.create(project=project, made_at=now - timedelta(hours=hours_ago), made_by=leader)
    safety, group = (reverse(f"participants:{page}", args=[led.number]) for page in ("group_safety", "group"))
    home = home_of(leader, now)
    assert [(task.url, task.late) for task in home.tasks] == [(safety, late)]
    assert [link.url for link in home.links] == [group]
    client.force_login(leader)
    assert client.get(safety).status_code == 200
    assert f'href="{group}"' in client.get(led.get_absolute_url()).text


def test_a_network_counts_its_own_members_and_draws_its_projects_with_their_table(client):
    user, now = MembershipFactory(unml=True).user, calendar.now()
    ml = StructureFactory(ml=True, network=NetworkFactory(arml_aura=True))
    stay = {"departs_on": now.date(), "returns_on": now.date() + timedelta(days=10)}
    facts = {"accepted": True, "call": CallFactory(always_open=True), **stay}
    ProjectFactory(carrier=ml, **facts)
    ProjectFactory(carrier=StructureFactory(cje=True), host=ml, **facts)  # a member hosts it: listed, not carried
    home = home_of(user, now)
    assert [figure.value for figure in home.figures[:2]] == ["1", "1"]
    assert home.tables[0].rows == ((ml.name, 1),)
    assert [list(chart.rows[-1]) for chart in home.charts] == [[str(now.year), "2"]]
    client.force_login(user)
    assert list(client.get(home.figures[0].url).context["page"]) == [ml]
    page = client.get(reverse("dashboard:home")).content.decode()
    assert page.count("Les mêmes chiffres en tableau") == 1


def test_the_homes_of_an_adviser_of_finance_and_of_the_committee_draw_their_years_with_their_table(client):
    now, ml = calendar.now(), StructureFactory(ml=True)
    stay = {"departed_on": now.date().replace(month=1, day=2)}
    group(ProjectFactory(carrier=ml, ongoing=True, **stay, departs_on=stay["departed_on"]), 2, departed=True)
    group(ProjectFactory(ongoing=True), 3, departed=True)  # a stranger's
    EnvelopeFactory()
    EnvelopeFactory(quebec=True)
    AgreementFactory(starts_on=now.date(), signed_on=None)
    AgreementFactory(starts_on=now.date(), confirmed_on=None)
    seen = {}
    readers = {"adviser": member(ml), "finance": MembershipFactory(finance=True).user}
    for name, user in (readers | {"committee": committee().unml.user}).items():
        seen[name] = [(chart.caption, chart.rows[-1]) for chart in home_of(user, now).charts]
        client.force_login(user)
        page = client.get(reverse("dashboard:home")).text
        assert page.count("Les mêmes chiffres en tableau") == len(seen[name]), name
    assert seen == {
        "adviser": [("Jeunes partis, par année", (str(now.year), "2"))],
        "finance": [
            (
                "Enveloppes en CAD, par année de clôture de l’appel",
                (FAR, "0\u00a0$\u00a0CA", "0\u00a0$\u00a0CA", "8\u202f000\u00a0$\u00a0CA"),
            ),
            ("Enveloppes en EUR, par année de clôture de l’appel", (FAR, "0\u00a0€", "0\u00a0€", "10\u202f000\u00a0€")),
        ],
        "committee": [("Ententes nées, par année", (str(now.year), "1"))],
    }


def test_the_protection_officer_reads_the_notices_by_a_link_and_no_figure_is_made_up():
    home = home_of(MembershipFactory(dpo=True).user, calendar.now())
    assert [(link.label, link.url) for link in home.links] == [
        ("Demandes des personnes", "/confidentialite/demandes/"),
        ("Conservation des données", "/confidentialite/conservation/"),
        ("Conflits d’intérêts déclarés", "/confidentialite/conflits/"),
        ("Notices de confidentialité des deux rives", reverse("privacy:privacy_notice")),
    ]
    assert [figure.value for figure in home.figures] == ["0", "0", "0"]


@pytest.mark.parametrize("trait", ["officer_fr", "finance", "unml", "dpo", "admin"])
def test_the_home_of_each_role_costs_the_same_with_one_dossier_and_with_three(trait, client):
    client.force_login(MembershipFactory(**{trait: True}).user)
    ProjectFactory(submitted=True)
    with_one = _cost(client)
    ProjectFactory.create_batch(2, submitted=True)
    assert _cost(client) == with_one


def test_the_home_of_an_adviser_costs_the_same_with_one_dossier_and_with_three(client):
    ml = StructureFactory(ml=True)
    client.force_login(member(ml))
    ProjectFactory(submitted=True, carrier=ml)
    with_one = _cost(client)
    ProjectFactory.create_batch(2, submitted=True, carrier=ml)
    assert _cost(client) == with_one


def _cost(client: Client) -> int:
    client.get(reverse("dashboard:home"))  # totals are counted, then kept some minutes
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("dashboard:home"))
    return len(captured)

"""The pages of a report: who reads what of it, who moves it, and what a committee member never reaches."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conventions.enums import ReportState
from conventions.models import ReportContribution, ReportDownload
from conventions.services.building import build_report, take_figures
from conventions.tests.factories import ReportFactory, walk
from ofqj_portal.core import calendar
from ofqj_portal.core.models import Job

pytestmark = pytest.mark.django_db
WHOLE = ("officer_fr", "officer_qc", "decider_fr", "finance", "member_unml", "member_qc")
NOT = ("adviser", "manager", "arml", "dpo", "admin", "former", "nobody")
URL = "/bilans/2025/"


@pytest.fixture
def counted(people, year_2025):
    report = ReportFactory()
    take_figures(report=report, now=calendar.now())
    return report


def publish(report):
    return walk(
        report, ReportState.CONTRIBUTIONS_IN, ReportState.DRAFTED, ReportState.ADOPTED, ReportState.PUBLISHED,
        adopted_at=calendar.now(), published_at=calendar.now(),
    )  # fmt: skip


def test_a_provisional_report_is_read_by_the_ofqj_and_the_committee_alone(people, counted, knock):
    assert {role: knock(getattr(people, role), URL).status_code for role in WHOLE} == dict.fromkeys(WHOLE, 200)
    assert {role: knock(getattr(people, role), URL).status_code for role in NOT} == dict.fromkeys(NOT, 404)
    assert knock(None, URL).status_code == 302
    text = knock(people.member_unml, URL).content.decode()
    assert "provisoire" in text
    assert "28 jeunes sont partis" in text.replace("\u00a0", " ")


def test_a_network_reads_its_own_part_and_no_figure(people, counted, knock):
    text = knock(people.unml, URL).content.decode()
    assert "/bilans/2025/contributions/unml/" in text
    assert "OFQJ Québec" not in text
    assert "jeunes sont partis" not in text
    assert knock(people.unml, f"{URL}document/").status_code == 403


def test_a_published_report_is_read_by_anybody(people, counted, knock):
    build_report(report=counted, key=None, now=calendar.now())
    publish(counted)
    for who in (None, people.nobody, people.adviser):
        assert knock(who, URL).status_code == 200
        assert knock(who, "/bilans/").content.decode().count(URL) == 1
        assert b"".join(knock(who, f"{URL}document/").streaming_content).startswith(b"%PDF-")
    assert knock(None, "/bilans/2024/").status_code == 302


def test_every_download_is_journalled(people, counted, knock):
    build_report(report=counted, key=None, now=calendar.now())
    counted.refresh_from_db()
    response = knock(people.member_rcjeq, f"{URL}document/")
    assert response.headers["Content-Disposition"] == 'attachment; filename="bilan-2025-v1-provisoire.pdf"'
    again = knock(people.member_rcjeq, counted.paper.get_absolute_url())
    assert b"".join(response.streaming_content) == b"".join(again.streaming_content)
    assert knock(people.adviser, counted.paper.get_absolute_url()).status_code == 404
    assert list(ReportDownload.objects.values_list("user", "report", "paper")) == [
        (people.member_rcjeq.pk, counted.pk, counted.paper_id)
    ] * 2  # fmt: skip


def glance_links(body: str) -> list[str]:
    glance = body[body.index('id="regard"') : body.index('id="plan"', body.index('id="regard"'))]
    return [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', glance)]


def test_a_figure_opens_on_its_rows_for_the_ofqj_and_on_its_table_for_the_committee(people, counted, knock):
    counting = "/projets/?counted_from=2025-01-01&counted_until=2025-12-31&counting="
    born = "/structures/ententes/?born_from=2025-01-01&born_until=2025-12-31"
    awarded = [f"{counting}awarded&section=fr", f"{counting}awarded&section=qc"]
    assert glance_links(knock(people.officer_fr, URL).content.decode()) == [
        f"{counting}departed", f"{counting}departed", f"{counting}answered", "#profils", "#resultats", born, *awarded
    ]  # fmt: skip
    assert glance_links(knock(people.member_unml, URL).content.decode()) == [
        "#annexe", "#annexe", "#activite", "#profils", "#resultats", born, "#argent", "#argent"
    ]  # fmt: skip


def test_every_chart_and_table_opens_too_and_never_on_a_person(people, counted, knock):
    told = {}
    for role in ("officer_fr", "member_unml"):
        page = knock(getattr(people, role), URL)
        blocks = [(section.anchor, block) for section in page.context["sections"] for block in section.blocks]
        told[role] = [(anchor, block.url) for anchor, block in blocks if block.chart or block.table]
        assert page.content.decode().count("Voir ce qui est compté") == sum(bool(url) for _a, url in told[role])
    shut = {anchor for anchor, url in told["officer_fr"] if not url}
    assert shut <= {"annees", "methode", "annexe"}  # where figures come from, words, and the rows themselves
    levels = f"/conventions/{people.convention.slug}/indicateurs/2025/niveaux/"
    assert {url for anchor, url in told["member_unml"] if anchor in ("profils", "resultats")} == {levels}
    assert all(url.startswith(("#", "/conventions/")) for _anchor, url in told["member_unml"] if url)
    assert knock(people.member_unml, levels).status_code == 200


def test_the_lists_behind_the_figures_hold_as_many_rows_as_the_figures_say(people, counted, knock, year_2025):
    head = counted.snapshot.figures["headline"]
    expected = [head["projects"]] * 2 + [head["acceptance"]["whole"]]
    links = glance_links(knock(people.finance, URL).content.decode())
    listed = [knock(people.finance, link).context["page"].paginator.count for link in (*links[:3], links[5])]
    assert listed == [*expected, head["agreements"]]


def test_a_committee_member_never_reaches_a_person_or_a_dossier(people, counted, knock, year_2025):
    person = year_2025.people[0].participant
    for url in (
        f"/participants/{person.pk}/", f"/participants/{person.pk}/profil-jamo/",
        f"/projets/{year_2025.first.number}/", f"/projets/{year_2025.first.number}/groupe/",
    ):  # fmt: skip
        assert knock(people.member_unml, url).status_code == 404
    assert person.last_name not in knock(people.member_unml, URL).content.decode()


def test_each_body_writes_its_own_part(people, counted, knock):
    bodies = ("ofqj_fr", "ofqj_qc", "unml", "rcjeq")
    writers = {
        "member_fr": {"ofqj_fr"}, "member_qc": {"ofqj_qc"}, "member_unml": {"unml"}, "unml": {"unml"},
        "officer_qc": {"ofqj_qc"}, "decider_fr": {"ofqj_fr"}, "finance": set(),
    }  # fmt: skip
    for role, own in writers.items():
        got = {body: knock(getattr(people, role), f"{URL}contributions/{body}/").status_code for body in bodies}
        assert got == {body: 200 if body in own else 403 for body in bodies}, role


def test_a_contribution_is_kept_then_handed_in_and_a_conflict_keeps_what_was_typed(people, counted, knock):
    url = f"{URL}contributions/unml/"
    assert knock(people.member_unml, url, {"text": "Un début.", "seen_version": 1, "save": "1"}).status_code == 302
    conflict = knock(people.unml, url, {"text": "Autre chose.", "seen_version": 1, "save": "1"})
    assert conflict.status_code == 409
    assert "Un début." in conflict.content.decode()
    assert "Autre chose." in conflict.content.decode()
    knock(people.unml, url, {"text": "Un début. Autre chose.", "seen_version": 2, "hand_in": "1"})
    row = ReportContribution.objects.get(body="unml")
    assert (row.state, row.text, row.handed_in_by) == ("handed_in", "Un début. Autre chose.", people.unml)


def test_only_those_who_keep_it_move_a_report(people, counted, knock):
    for name in ("etablir", "cloturer"):
        got = {
            r: knock(getattr(people, r), f"{URL}{name}/").status_code for r in ("officer_fr", "member_qc", "finance")
        }
        assert got == {"officer_fr": 200, "member_qc": 200, "finance": 403}
    assert knock(people.decider_fr, f"{URL}publier/").status_code == 409
    assert knock(people.officer_fr, f"{URL}publier/").status_code == 403


def test_asking_for_the_paper_shows_its_progress(people, counted, knock, client):
    knock(people.member_unml, f"{URL}etablir/", {})
    job = Job.objects.get(unique_key=f"bilan:{counted.pk}")
    knock(people.officer_qc, f"{URL}etablir/", {})
    assert Job.objects.count() == 1
    assert f"{URL}avancement/" in knock(people.officer_fr, URL).content.decode()
    client.force_login(people.officer_fr)
    assert client.get(f"{URL}avancement/", headers={"HX-Request": "true"}).status_code == 200
    Job.objects.filter(pk=job.pk).update(state="done", finished_at=calendar.real_now())
    assert client.get(f"{URL}avancement/", headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_a_period_that_makes_no_sense_is_not_found_or_refused(people, knock):
    for url in ("/bilans/2025-2030/", "/bilans/1999/", "/bilans/abcd/", "/bilans/20255/"):
        assert knock(people.officer_fr, url).status_code == 404
    response = knock(people.officer_fr, "/bilans/ouvrir/", {"period": "2025-2030"})
    assert response.status_code == 200
    assert response.context["form"].errors["period"]


def test_the_page_of_a_report_takes_few_queries(people, counted, client):
    client.force_login(people.member_unml)
    client.get(URL)
    with CaptureQueriesContext(connection) as queries:
        client.get(URL)
    assert len(queries) <= 10  # who she is, the report and its workshop; the figures are in the report's own row


def test_whoever_holds_a_paper_checks_it_without_an_account_and_reads_no_figure(people, counted, knock):
    url = f"/bilans/verifier/{counted.snapshot.figures_hash}/"
    build_report(report=counted, key=None, now=calendar.now())
    counted.refresh_from_db()
    text = knock(None, url).content.decode()
    assert counted.paper.sha256 in text
    assert "Ce document est provisoire" in text
    assert "jeunes" not in text[text.index("<main") : text.index("</main")].replace(str(people.convention), "")
    assert knock(None, f"/bilans/verifier/{'0' * 64}/").status_code == 404


def test_the_page_of_downloads_says_who_has_which_version(people, counted, knock, client):
    paper = build_report(report=counted, key=None, now=calendar.now())
    counted.refresh_from_db()
    for who in (people.member_unml, people.officer_qc):
        ReportDownload.objects.create(report=counted, paper=paper, user=who, at=calendar.now())
    assert knock(people.finance, f"{URL}telechargements/").status_code == 403
    client.force_login(people.member_qc)
    with CaptureQueriesContext(connection) as few:
        text = client.get(f"{URL}telechargements/").content.decode()
    assert str(people.member_unml) in text
    assert "provisoire" in text
    assert text.count("dernière version") == 2
    for _again in range(3):
        ReportDownload.objects.create(report=counted, paper=paper, user=people.finance, at=calendar.now())
    with CaptureQueriesContext(connection) as many:
        client.get(f"{URL}telechargements/")
    assert len(many) == len(few)

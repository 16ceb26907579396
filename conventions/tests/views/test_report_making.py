"""The pages by which a report is made: the part already written, pictures, who is late, a work stopped, past years."""

import html
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from conventions.enums import Body
from conventions.models import AnnualReport, ContributionPicture, PastFigure
from conventions.periods import read_period
from conventions.queries.names import names_in
from conventions.services.building import request_build, take_figures
from conventions.services.pictures import add_picture
from conventions.tests.factories import ReportFactory, photo, walk
from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import calendar
from ofqj_portal.core.models import Job, JournalEntry
from participants.models import Participant
from projects.models import Project

pytestmark = pytest.mark.django_db
PART = "/bilans/2025/contributions/unml/"


def test_the_part_is_written_before_anybody_writes_and_kept_aside_after(people, year_2025, knock):
    ReportFactory()
    text = knock(people.member_unml, PART).content.decode()
    assert "Votre part est déjà commencée" in text
    assert "Ce qui reste à faire" in text[text.index("<textarea") :]
    knock(people.member_unml, PART, {"text": "Le mien.", "seen_version": 1, "save": "1"})
    text = knock(people.member_unml, PART).content.decode()
    assert "Le mien." in text[text.index("<textarea") :]
    assert "Ce qui reste à faire" in text[: text.index("<textarea")]


def test_what_may_be_a_name_is_read_again_before_a_part_is_handed_in(people, year_2025, knock):
    report = ReportFactory()
    someone = year_2025.people[0].participant
    Participant.objects.filter(pk=someone.pk).update(first_name="Éloïse", last_name="Tremblay")
    place = year_2025.first.carrier.name
    text = (
        f"Les Missions Locales ont suivi Éloïse Tremblay. Avec {place}, un soir, Éloïse a chanté. Louise Nobody aussi."
    )
    sent = {"text": text, "seen_version": 1, "hand_in": "1"}
    page = knock(people.member_unml, PART, sent)
    assert page.context["names"] == ["Éloïse Tremblay", "Louise Nobody", "Éloïse"]  # known or not: nobody learns who
    assert text in html.unescape(page.content.decode())
    assert report.contributions.get(body="unml").state == "expected"
    mark = page.context["names_mark"]
    other = knock(people.member_unml, PART, sent | {"text": text + " Paul Autre aussi.", "names_read": mark})
    assert "Paul Autre" in other.context["names"]
    captioned(report, caption="Éloïse et Marc Legrand au fleuve")
    again = knock(people.member_unml, PART, sent | {"names_read": mark})
    assert again.context["names"] == ["Éloïse Tremblay", "Louise Nobody", "Marc Legrand", "Éloïse"]
    mark = again.context["names_mark"]
    assert knock(people.member_unml, PART, sent | {"names_read": mark}).status_code == 302
    assert report.contributions.get(body="unml").state == "handed_in"
    assert not JournalEntry.objects.filter(facts__icontains="Tremblay").exists()


def captioned(report, **said):
    row = report.contributions.get(body="unml")
    add_picture(
        contribution=row, content=photo(), name="p.png", description="Un groupe.", by=UserFactory(),
        now=calendar.now(), **said,
    )  # fmt: skip


def test_what_may_be_a_name_in_an_erratum_is_read_again_before_the_new_version_opens(people, year_2025, knock):
    report = ReportFactory()
    take_figures(report=report, now=calendar.now())
    walk(report, "contributions_in", "drafted")
    walk(report, "adopted", "published", adopted_at=calendar.now(), published_at=calendar.now())
    Participant.objects.filter(pk=year_2025.people[0].participant.pk).update(first_name="Éloïse")
    sent = {"erratum": "Le départ de Paul Autre, et celui d’une amie, Éloïse, comptent en 2026."}
    page = knock(people.decider_fr, "/bilans/2025/corriger/", sent)
    assert "Paul Autre, Éloïse" in html.unescape(page.content.decode())
    assert AnnualReport.objects.count() == 1
    mark = re.search(r'name="read"[^>]*value="(\w{64})"|value="(\w{64})"[^>]*name="read"', page.content.decode())
    ticked = sent | {"read": mark[1] or mark[2]}
    assert knock(people.decider_fr, "/bilans/2025/corriger/", ticked).status_code == 302
    assert AnnualReport.objects.get(version=2).erratum == sent["erratum"]


def test_a_surname_alone_is_told_only_to_whoever_may_read_these_people(people, year_2025):
    Participant.objects.filter(pk=year_2025.people[0].participant.pk).update(last_name="Xanthis")
    asked = {"body": Body.OFQJ_FRANCE, "period": read_period("2025")}
    assert names_in("Le groupe de Xanthis est parti.", user=people.member_fr, **asked) == []
    Project.objects.filter(pk=year_2025.first.pk).update(state="report_due")
    assert names_in("Le groupe de Xanthis est parti.", user=people.officer_fr, **asked) == ["Xanthis"]
    assert names_in("Trois groupes, deux ententes : tout va bien.", user=people.officer_fr, **asked) == []


def test_a_picture_is_added_seen_and_taken_away_by_its_body_alone(people, knock):
    ReportFactory()
    form = {"description": "Un chantier.", "caption": "", "agreed": "on"}

    def sent():
        return form | {"file": SimpleUploadedFile("p.png", photo(), "image/png")}

    assert knock(people.member_rcjeq, f"{PART}images/ajouter/", sent()).status_code == 403
    refused = knock(people.member_unml, f"{PART}images/ajouter/", sent() | {"agreed": ""})
    assert refused.context["form"].errors["agreed"]
    assert knock(people.member_unml, f"{PART}images/ajouter/", sent()).status_code == 302
    picture = ContributionPicture.objects.get()
    assert picture.agreed_by == people.member_unml
    shown = f"/bilans/2025/images/{picture.pk}/"
    assert b"".join(knock(people.member_qc, shown).streaming_content) == photo()
    assert [knock(who, shown).status_code for who in (people.adviser, None)] == [404, 302]
    assert knock(people.member_unml, f"{PART}images/{picture.pk}/retirer/", {}).status_code == 302
    assert not ContributionPicture.objects.exists()


def test_who_is_late_is_seen(people, knock):
    report = ReportFactory()
    AnnualReport.objects.filter(pk=report.pk).update(contributions_due_on=date(2026, 3, 1))
    report.contributions.filter(body="rcjeq").update(state="handed_in", text="Fait.", handed_in_at=calendar.now())
    assert knock(people.officer_fr, "/bilans/2025/").content.decode().count("en retard") == 3


def test_whoever_keeps_the_report_stops_the_making_of_its_paper(people, knock):
    job = request_build(report=ReportFactory(), by=people.officer_qc, now=calendar.now())
    assert "/bilans/2025/arreter/" in knock(people.member_unml, "/bilans/2025/").content.decode()
    assert knock(people.finance, "/bilans/2025/arreter/", {}).status_code == 403
    assert knock(people.member_unml, "/bilans/2025/arreter/", {}).status_code == 302
    assert Job.objects.get(pk=job.pk).state == "cancelled"
    Job.objects.filter(pk=job.pk).update(state="failed", error="Trop long.")
    assert 'action="/bilans/2025/etablir/"' in knock(people.member_unml, "/bilans/2025/").content.decode()


def test_past_years_are_read_shown_then_noted(people, knock):
    url = "/bilans/annees-passees/"
    table = "année;jeunes partis;repris de\n2019;131;rapport 2019\n".encode()
    assert knock(people.adviser, url).status_code == 403
    preview = knock(people.officer_fr, url, {"file": SimpleUploadedFile("a.csv", table, "text/csv")})
    assert "rapport 2019" in preview.content.decode()
    assert not PastFigure.objects.exists()
    form = preview.context["form"]
    fields = {"table": form.initial["table"], form["form_token"].html_name: form["form_token"].value()}
    for _twice in range(2):
        assert knock(people.officer_fr, url, fields).status_code == 302
    assert PastFigure.objects.get().value == 131
    assert "rapport 2019" in knock(people.member_unml, url).content.decode()

"""A written consultation in the browser, from its preparation to the register of decisions."""

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conventions.models import Consultation, ConsultationItem, ConsultationVoice, Resolution
from conventions.services.consultations import close_consultation
from conventions.tests.factories import ConsultationFactory, MeetingFactory, PlanFactory, convention
from ofqj_portal.core import calendar

pytestmark = pytest.mark.django_db


def address(name, *args):
    return reverse(f"conventions:{name}", args=args)


@pytest.fixture
def asked(people):
    consultation = ConsultationFactory(open=True, drafted_by=people.seats.unml)
    ConsultationItem.objects.create(consultation=consultation, position=1, plan=PlanFactory(proposed=True))
    return consultation


def voice(consultation, choice="yes", seen=0, **more):
    pk = consultation.items.get().pk
    return {f"choice_{pk}": choice, f"reserve_{pk}": more.get("reserve", ""), "seen_version": seen}


def test_the_secretary_prepares_and_opens_one(people, knock):
    MeetingFactory(secretary=people.seats.unml, meets_at=calendar.now() - timedelta(days=9))
    slug = convention().slug
    data = {"title": "Avant l’été", "closes_on": (calendar.today() + timedelta(days=12)).isoformat(),
            "closes_time": "18:00", "zone": "America/Toronto"}  # fmt: skip
    refused = knock(people.member_rcjeq, address("consultation_new", slug), data)
    assert "qui tient le secrétariat" in refused.content.decode()
    knock(people.member_unml, address("consultation_new", slug), data)
    found = Consultation.objects.get()
    question = {"subject": "resolution", "text": "Écrire aux ministres."}
    assert knock(people.member_unml, address("consultation_question", found.pk), question).status_code == 302
    assert (
        knock(people.member_unml, address("consultation_question", found.pk), {"subject": "plan-9"}).status_code == 200
    )
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        out = BytesIO()
        pdf.save(out)
    upload = SimpleUploadedFile("note.pdf", out.getvalue(), content_type="application/pdf")
    knock(people.member_unml, address("consultation_document", found.pk), {"title": "Note", "file": upload})
    assert knock(people.adviser, found.get_absolute_url()).status_code == 404
    assert knock(people.member_unml, address("consultation_open", found.pk), {}).status_code == 302
    text = knock(people.adviser, found.get_absolute_url()).content.decode()
    for words in ("Écrire aux ministres.", "Note", "Pas encore de réponse", "(Montréal)"):
        assert words in text, words
    assert "Répondre pour ma partie" not in text
    assert knock(people.member_unml, address("consultation_question", found.pk), question).status_code == 409
    assert Resolution.objects.count() == 1


def test_parties_answer_and_only_the_committee_sees_it_before_the_end(people, knock, asked):
    url = address("consultation_voices", asked.pk)
    assert knock(people.officer_fr, url).status_code == 403
    knock(people.member_unml, url, voice(asked, "no", reserve="Trop court."))
    knock(people.member_fr, url, voice(asked))
    page = asked.get_absolute_url()
    assert "Trop court." in knock(people.member_rcjeq, page).content.decode()
    assert "Trop court." not in knock(people.officer_fr, page).content.decode()
    assert "L’accord de votre section est attendu" not in knock(people.member_fr, page).content.decode()
    assert "L’accord de votre section est attendu" in knock(people.member_qc, page).content.decode()
    knock(people.member_qc, address("consultation_agree", asked.pk), {"seen_version": "99"})
    assert ConsultationVoice.objects.get(party="ofqj").agreed_by is None
    knock(people.member_qc, address("consultation_agree", asked.pk), {"seen_version": "1"})
    assert ConsultationVoice.objects.get(party="ofqj").agreed_by == people.seats.ofqj_qc
    close_consultation(consultation=asked, now=asked.closes_at)
    text = knock(people.officer_fr, page).content.decode()
    for words in ("Trop court.", "N’a pas répondu", "Sans quorum", "acceptée par OFQJ Québec"):
        assert words in text, words
    register = knock(people.officer_fr, address("decisions", convention().slug)).content.decode()
    assert "par écrit" in register
    assert knock(people.adviser, address("plan", convention().slug, 2025)).status_code == 200


def test_what_was_typed_stays_when_a_colleague_answered_meanwhile(people, knock, asked):
    url = address("consultation_voices", asked.pk)
    knock(people.member_unml, url, voice(asked, "yes"))
    late = knock(people.member_unml, url, voice(asked, "no", reserve="Pas ainsi."))
    text = late.content.decode()
    assert (late.status_code, "votre partie a déjà répondu" in text, "Pas ainsi." in text) == (409, True, True)
    assert knock(people.member_unml, url, voice(asked, "no", seen=1)).status_code == 302
    assert ConsultationVoice.objects.get().choice == "no"


@pytest.mark.parametrize("wrong", [{"choice": ""}, {"choice": "maybe"}, {"choice": "", "reserve": "Rien d’autre."}])
def test_an_answer_that_makes_no_sense_is_refused(people, knock, asked, wrong):
    answer = knock(people.member_unml, address("consultation_voices", asked.pk), voice(asked, **wrong))
    assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True)
    assert ConsultationVoice.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_whatever_there_is(people, client, asked, count, django_assert_num_queries):
    for place in range(1, count):
        plan = PlanFactory(year=2030 + place, proposed=True)
        item = ConsultationItem.objects.create(consultation=asked, position=place + 1, plan=plan)
        ConsultationVoice.objects.create(
            item=item, party="unml", choice="yes", cast_by=people.seats.unml, cast_at=calendar.now()
        )
    client.force_login(people.member_unml)
    client.get(asked.get_absolute_url())
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(asked.get_absolute_url())


PAGE_QUERIES = 12

"""People are asked what they become once a moment, if they agreed; a pause and a no hold the mails back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from ofqj_portal.core import calendar, links
from ofqj_portal.core.models import JournalEntry, OutboxMail
from participants.models import Participant
from participants.queries.news import assessments_to_give, news_to_give
from participants.queries.space import SPACE_LINK
from participants.services.news import ask_for_assessments, ask_people, put_off
from participants.services.person import NAMES_OF_IDENTITY, Identity, edit_person
from participants.services.space import close_space
from participants.tests.factories import (
    ParticipantFactory,
    ParticipationFactory,
    PersonConsentFactory,
    SelfAssessmentFactory,
    SituationFactory,
)
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
BACK_ON = date(2026, 5, 15)
THREE_MONTHS_ON = datetime(2026, 8, 16, 8, 0, tzinfo=UTC)


@pytest.fixture
def back(clock):
    clock(THREE_MONTHS_ON)
    project = ProjectFactory(report_due=True)
    person = ParticipantFactory(structure=project.carrier, email="lila@exemple.test")
    PersonConsentFactory(participant=person)
    return ParticipationFactory(project=project, participant=person, returned=True)


def test_one_mail_a_moment_carries_her_link_and_no_name(back):
    assert ask_people(now=THREE_MONTHS_ON) == 1
    assert ask_people(now=THREE_MONTHS_ON + timedelta(days=1)) == 0
    mail = OutboxMail.objects.get()
    assert (mail.kind, mail.to_email) == ("participants.news_asked", "lila@exemple.test")
    assert back.participant.last_name not in mail.text
    assert links.find_link(mail.secret, SPACE_LINK).object_id == str(back.participant_id)
    assert JournalEntry.objects.get(verb="participation.news_asked").facts["moment"] == "month_3"
    assert ask_people(now=datetime(2026, 11, 16, 8, tzinfo=UTC)) == 1


def test_an_older_mail_still_opens_her_space_until_its_day_or_until_the_links_are_closed_together(back, clock, adviser):
    def opens(mail):
        try:
            return bool(links.find_link(mail.secret, SPACE_LINK))
        except links.LinkRefused:
            return False

    agreed(back.participant)
    ask_for_assessments(now=datetime(2026, 5, 16, 8, tzinfo=UTC))
    ask_people(now=THREE_MONTHS_ON)
    mails = list(OutboxMail.objects.order_by("pk"))
    assert [opens(mail) for mail in mails] == [True, True]
    close_space(participant=back.participant)
    assert [opens(mail) for mail in mails] == [False, False]
    assert "participant.space_closed" in JournalEntry.objects.values_list("verb", flat=True)

    ask_people(now=datetime(2026, 11, 16, 8, tzinfo=UTC))
    latest = OutboxMail.objects.exclude(pk__in=[mail.pk for mail in mails]).get()
    person = Participant.objects.get(pk=back.participant_id)
    known = Identity(**{name: getattr(person, name) for name in NAMES_OF_IDENTITY})
    edit_person(participant=person, identity=replace(known, phone="0612"), version=1, by=adviser)
    assert opens(latest)
    edit_person(participant=person, identity=replace(known, email="autre@exemple.test"), version=2, by=adviser)
    assert not opens(latest), "who has her former mailbox no longer reads about her"


def test_nobody_is_asked_before_the_moment_nor_long_after(back):
    assert ask_people(now=datetime(2026, 8, 14, 8, tzinfo=UTC)) == 0
    assert ask_people(now=datetime(2026, 10, 10, 8, tzinfo=UTC)) == 0


@pytest.mark.parametrize("why", ["no consent", "withdrawn", "told", "no address"])
def test_who_did_not_agree_or_told_is_left_alone(back, why):
    if why == "no consent":
        back.participant.consents.all().delete()
    elif why == "withdrawn":
        back.participant.consents.update(ended_on=date(2026, 6, 1))
    elif why == "told":
        SituationFactory(participation=back, moment="month_3", category="training")
    else:
        back.participant.email = ""
        back.participant.save()
    assert ask_people(now=THREE_MONTHS_ON) == 0
    assert not OutboxMail.objects.exists()


def test_later_holds_the_mails_for_a_month(back):
    until = calendar.real_now() + timedelta(days=100)
    kept = {"email": "lila@exemple.test", "expires_at": until, "by": None, "is_lasting": True}
    link, _token = links.issue_link(SPACE_LINK, back.participant, **kept)
    assert put_off(participation=back, on=THREE_MONTHS_ON.date(), by_link=link) == date(2026, 9, 15)
    assert ask_people(now=THREE_MONTHS_ON) == 0
    assert ask_people(now=datetime(2026, 9, 16, 8, tzinfo=UTC)) == 1


def agreed(person, purpose="questionnaire"):
    return PersonConsentFactory(participant=person, purpose=purpose)


def test_the_questionnaire_is_asked_before_at_the_return_and_six_months_on_once_each(back):
    agreed(back.participant)
    for day, count in (((2026, 5, 14), 0), ((2026, 5, 16), 1), ((2026, 5, 17), 0), ((2026, 8, 1), 0)):
        assert ask_for_assessments(now=datetime(*day, 8, tzinfo=UTC)) == count
    back.participant.consents.filter(purpose="contact_after").delete()
    assert ask_for_assessments(now=datetime(2026, 11, 16, 8, tzinfo=UTC)) == 1
    mails = OutboxMail.objects.filter(kind="participants.assessment_asked")
    assert [back.participant.last_name in mail.text for mail in mails] == [False, False]
    leaving = ParticipationFactory(
        project=ProjectFactory(accepted=True, departs_on=date(2027, 3, 1), returns_on=date(2027, 3, 12)),
        participant__email="ada@exemple.test",
        confirmed=True,
    )
    agreed(leaving.participant)
    assert ask_for_assessments(now=datetime(2027, 1, 20, 8, tzinfo=UTC)) == 0
    assert ask_for_assessments(now=datetime(2027, 2, 2, 8, tzinfo=UTC)) == 1
    assert "Votre séjour approche" in mails.get(to_email="ada@exemple.test").text


def test_who_is_asked_for_news_of_that_moment_gets_no_second_mail_and_a_pause_holds_both(back):
    agreed(back.participant)
    six_months_on = datetime(2026, 11, 16, 8, tzinfo=UTC)
    assert (ask_people(now=six_months_on), ask_for_assessments(now=six_months_on)) == (1, 0)
    OutboxMail.objects.all().delete()
    until = calendar.real_now() + timedelta(days=100)
    kept = {"email": "lila@exemple.test", "expires_at": until, "by": None, "is_lasting": True}
    link, _token = links.issue_link(SPACE_LINK, back.participant, **kept)
    put_off(participation=back, on=six_months_on.date(), by_link=link)
    assert (ask_people(now=six_months_on), ask_for_assessments(now=six_months_on)) == (0, 0)


@pytest.mark.parametrize("why", ["no consent", "told", "no address"])
def test_no_questionnaire_goes_to_who_did_not_agree_or_answered(back, why):
    if why != "no consent":
        agreed(back.participant)
    if why == "told":
        SelfAssessmentFactory(participation=back, moment="return")
    if why == "no address":
        back.participant.email = ""
        back.participant.save()
    assert ask_for_assessments(now=datetime(2026, 5, 16, 8, tzinfo=UTC)) == 0


@pytest.mark.parametrize(
    ("on", "moments"),
    [
        (date(2026, 5, 20), ["return"]),
        (date(2026, 8, 16), ["month_3"]),
        (date(2026, 10, 10), []),
        (date(2026, 11, 16), ["month_6"]),
    ],
)
def test_her_space_asks_about_today_for_the_moment_that_is_now(back, on, moments):
    assert [asked.moment for asked in news_to_give(back.participant, on)] == moments
    assessed = [moment for moment in moments if moment != "month_3"]
    assert [asked.moment for asked in assessments_to_give(back.participant, on)] == assessed

"""How the portal writes to each person: bundled by hour, at her rhythm, in the portal alone, or at once."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.core import mail as django_mail

from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import calendar, invariants, jobs_in_place, outbox
from ofqj_portal.core.mail_kinds import MailKind, mail_kind, mail_kinds, register_mail_kinds
from ofqj_portal.core.models import Job, MailState, OutboxMail
from ofqj_portal.dashboard.tests.test_registries import mail_classes
from ofqj_portal.notifications.models import Notification
from ofqj_portal.notifications.services.preferences import keep_preference, mark_read

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
MAIL_HAS_JOB = "Un courriel qui attend a un travail qui l’enverra."
TUESDAY = datetime(2026, 11, 24, 9, 10, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def bundled(settings, tmp_path):
    settings.MAIL_BUNDLE_SECONDS = 3600
    (tmp_path / "test").mkdir()
    text = '{% extends "emails/base.txt" %}{% block body %}{{ words }} {{ base_url }}/projets/7/{% endblock %}'
    (tmp_path / "test" / "told.txt").write_text(text)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]
    known = mail_kinds()
    register_mail_kinds(
        {
            "test.news": MailKind("Nouvelle"),
            "test.asked": MailKind("Demande", mandatory=True),
            "test.alarm": MailKind("Alerte", at_once=True, mandatory=True),
        }
    )
    yield
    from ofqj_portal.core import mail_kinds as registry

    registry._kinds.clear()
    registry._kinds.update(known)


@pytest.fixture
def reader():
    return UserFactory(first_name="Ada", last_name="Essai")


@dataclass(frozen=True)
class Told(outbox.Mail):
    to: object
    words: str = "Une nouvelle"
    kind: str = "test.news"
    template = "test/told"
    reason = "Vous suivez ce dossier."

    def recipients(self):
        return [outbox.Recipient(self.to.email, str(self.to), "fr", self.to.pk)]

    def subject(self):
        return self.words

    def context(self):
        return {"words": self.words}


def tell(reader, words="Une nouvelle", kind="test.news"):
    return outbox.queue(Told(reader, words, kind))[0]


def broken():
    return [str(label) for label, holds, _count in invariants.check() if not holds]


def leave_at(instant):
    """Run what is due at `instant`, and return the subjects that left."""
    with time_machine.travel(instant, tick=False):
        jobs_in_place.run_due()
    return [message.subject for message in django_mail.outbox]


def test_one_busy_day_of_an_adviser_makes_one_mail_an_hour(reader):
    busy = [(9, 10), (9, 20), (9, 50), (10, 30), (10, 31), (14, 0), (16, 5), (16, 45), (16, 59)]
    for hour, minute in busy:
        with time_machine.travel(TUESDAY.replace(hour=hour, minute=minute), tick=False):
            jobs_in_place.run_due()
            tell(reader, f"Nouvelle de {hour} h {minute:02d}")
    leave_at(TUESDAY.replace(hour=20))
    sent = django_mail.outbox
    assert [message.subject for message in sent] == [
        "Nouvelle de 9 h 10, et 2 autres messages",
        "Nouvelle de 10 h 30, et un autre message",
        "Nouvelle de 14 h 00",
        "Nouvelle de 16 h 05, et 2 autres messages",
    ]
    first = sent[0]
    assert (first.body.count("Bonjour"), first.body.count("/projets/7/"), first.body.count("Vous suivez")) == (1, 3, 3)
    html = first.alternatives[0].content
    assert [f"Nouvelle de 9 h {minute}" in html for minute in (10, 20, 50)] == [True] * 3
    assert Notification.objects.filter(user=reader).count() == len(busy)
    states = OutboxMail.objects.exclude(kind="notifications.bundle").values_list("state", flat=True)
    assert sorted(set(states)) == ["bundled", "sent"]


def test_what_matters_leaves_at_once_whatever_the_settings(reader):
    keep_preference(user=reader, rhythm="week", muted=["test.alarm", "test.asked"], paused_until=date(2030, 1, 1))
    with time_machine.travel(TUESDAY, tick=False):
        tell(reader, "Alerte", "test.alarm")
        tell(reader, "Demande", "test.asked")
    assert leave_at(TUESDAY) == ["Alerte"]
    assert leave_at(TUESDAY + timedelta(hours=2)) == ["Alerte", "Demande"]


def test_a_person_without_account_is_written_to_at_once():
    outbox.queue(Told(UserFactory.build(email="sans@exemple.test")))
    assert leave_at(calendar.real_now()) == ["Une nouvelle"]
    assert not Notification.objects.exists()


@pytest.mark.parametrize(
    ("rhythm", "paused_until", "leaves"),
    [
        ("day", None, datetime(2026, 11, 25, 7, tzinfo=PARIS)),
        ("week", None, datetime(2026, 11, 30, 7, tzinfo=PARIS)),
        ("hour", date(2026, 12, 4), datetime(2026, 12, 5, 7, tzinfo=PARIS)),
    ],
)
def test_a_rhythm_and_a_pause_are_kept(reader, rhythm, paused_until, leaves):
    keep_preference(user=reader, rhythm=rhythm, muted=[], paused_until=paused_until)
    with time_machine.travel(TUESDAY):
        assert (tell(reader, "Une").held_until, tell(reader, "Deux").held_until) == (leaves, leaves)
        assert MAIL_HAS_JOB not in broken()  # what is held back has the job of its bundle
    assert leave_at(leaves - timedelta(minutes=1)) == []
    assert leave_at(leaves) == ["Une, et un autre message"]


def test_a_mail_that_is_held_back_by_nothing_is_told_as_broken(reader):
    tell(reader)
    Job.objects.filter(kind="notifications.send_held").delete()
    assert MAIL_HAS_JOB in broken()


def test_a_muted_kind_is_read_in_the_portal_alone(reader):
    keep_preference(user=reader, rhythm="hour", muted=["test.news", "pirate"], paused_until=None)
    row = tell(reader)
    assert row.state == MailState.KEPT
    assert leave_at(calendar.real_now() + timedelta(hours=2)) == []
    told = Notification.objects.get()
    assert (told.path, told.mail.subject) == ("/projets/7/", "Une nouvelle")


def test_a_mail_withdrawn_meanwhile_leaves_in_no_bundle(reader):
    with time_machine.travel(TUESDAY, tick=False):
        outbox.queue(Told(reader, "Retirée"), key="retirable")
        tell(reader, "Gardée")
        outbox.withdraw("retirable")
        assert [row.mail.subject for row in Notification.objects.told_to(reader, calendar.real_now())] == ["Gardée"]
    assert leave_at(TUESDAY + timedelta(hours=1)) == ["Gardée"]


def test_what_is_held_back_is_not_told_before_its_time(reader):
    later = calendar.real_now() + timedelta(minutes=10)
    outbox.queue(Told(reader), not_before=later)
    assert not Notification.objects.told_to(reader, calendar.real_now()).exists()
    assert mark_read(user=reader, now=calendar.real_now()) == 0
    assert Notification.objects.told_to(reader, later).count() == 1


def test_every_mail_says_what_kind_it_is_of():
    kinds = {mail.kind for mail in mail_classes() if hasattr(mail, "template") and isinstance(mail.kind, str)}
    kinds = {kind for kind in kinds if not kind.startswith("test.")}
    assert kinds
    assert [kind for kind in sorted(kinds) if not mail_kind(kind).label] == []
    assert sorted(set(mail_kinds()) - kinds - {"test.news", "test.asked", "test.alarm"}) == []


def test_every_address_stands_after_the_words_that_say_what_it_is_for():
    texts = sorted((settings.ROOT / "templates").glob("*/emails/*.txt"))
    assert len(texts) > 60
    alone = re.compile(r"[^:\s\u00a0][ \u00a0]*\n+\{\{ (base_url|[a-z]+_url) \}\}")
    assert [path.name for path in texts if alone.search(path.read_text().replace('" %}', ""))] == []

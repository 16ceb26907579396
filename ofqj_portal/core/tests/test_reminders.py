from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import outbox, reminders
from ofqj_portal.core.models import NumberSequence, OutboxMail, Reminder

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Reminding(outbox.Mail):
    to: object
    kind = "test.reminder"
    template = "emails/base"

    def recipients(self):
        return [outbox.Recipient(self.to.email)]

    def subject(self):
        return "Rappel"


@pytest.fixture
def remind():
    thing = NumberSequence.objects.create(name="chose", last_value=1)

    def act(user, step="J+30", kind="report_due", now=NOW):
        return reminders.remind(kind, thing, to_user=user, step=step, now=now, mail=Reminding(user))

    act.thing = thing
    return act


def test_each_step_is_told_once_to_each_person(remind):
    ada, zoe = UserFactory(), UserFactory()

    assert [remind(ada), remind(ada), remind(ada, "J+75"), remind(zoe)] == [True, False, True, True]
    assert list(OutboxMail.objects.order_by("created_at").values_list("to_email", flat=True)) == [
        ada.email,
        ada.email,
        zoe.email,
    ]


def test_a_pause_holds_back_until_its_last_day_included(remind):
    ada = UserFactory()
    pause = reminders.pause("report_due", remind.thing, date(2026, 3, 5), "Arrêt de travail", by=ada)

    assert remind(ada, now=datetime(2026, 3, 5, 20, tzinfo=UTC)) is False
    assert Reminder.objects.count() == OutboxMail.objects.count() == 0
    assert remind(ada, kind="other") is True
    assert remind(ada, now=datetime(2026, 3, 5, 23, 30, tzinfo=UTC)) is True  # the 6th in Paris
    assert (pause.paused_by, pause.reason) == (ada, "Arrêt de travail")

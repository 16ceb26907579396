"""The pages of what one was told, of one's settings, and the administrator's outbox."""

from datetime import timedelta

import pytest
from django.urls import reverse

from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import calendar, jobs_in_place
from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.models import MailState, OutboxMail
from ofqj_portal.notifications.models import Notification, Preference
from ofqj_portal.notifications.services.bounces import CannotResend, read_bounce, resend_mail
from partners.tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def told(reader, subject="Une nouvelle", **fields):
    now = calendar.real_now() - timedelta(minutes=1)
    said = {"kind": "projects.assigned", "shore": "fr", "text": "Bonjour,\n\nLisez.", "not_before": now}
    said |= {"state": "sent", "sent_at": now, "created_at": now} | fields
    mail = OutboxMail.objects.create(to_email=reader.email, to_user=reader, subject=subject, **said)
    return Notification.objects.create(user=reader, mail=mail, path="/projets/")


def report_on(mail):
    return (
        "From: MAILER-DAEMON@exemple.test\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nNon remis.\n\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.exemple.test\n\n"
        f"Final-Recipient: rfc822; {mail.to_email}\nAction: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 unknown user\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{mail.pk}@portail.test>\n\n--b--\n"
    )


def test_the_unread_are_counted_on_every_page_and_read_one_by_one(client):
    reader, other = UserFactory(), UserFactory()
    first, _second, strangers = told(reader), told(reader, "Une autre"), told(other, "Secret d’une autre")
    client.force_login(reader)
    page = client.get(reverse("notifications:centre"))
    assert (page.wsgi_request.user.unread_count, "Secret d’une autre" in page.content.decode()) == (2, False)
    assert client.get(reverse("notifications:read", args=[first.pk])).status_code == 405
    assert client.post(reverse("notifications:read", args=[first.pk])).url == "/projets/"
    assert client.post(reverse("notifications:read", args=[strangers.pk])).status_code == 404
    assert "Une autre" in client.get(reverse("notifications:centre") + "?lire=non-lu").content.decode()
    client.post(reverse("notifications:centre"))
    assert client.get(reverse("notifications:centre")).wsgi_request.user.unread_count == 0
    strangers.refresh_from_db()
    assert strangers.read_at is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_centre_costs_the_same(client, count, django_assert_num_queries):
    reader = UserFactory()
    for _ in range(count):
        told(reader)
    client.force_login(reader)
    with django_assert_num_queries(5):
        client.get(reverse("notifications:centre"))


def test_settings_offer_what_one_was_told_and_nothing_mandatory(client):
    reader = UserFactory()
    told(reader)
    told(reader, kind="projects.complements")
    client.force_login(reader)
    address = reverse("notifications:preferences")
    assert [code for code, _label in client.get(address).context["form"].fields["muted"].choices] == [
        "projects.assigned"
    ]
    said = {"rhythm": "day", "muted": ["projects.assigned"], "paused_until": "2099-01-01"}
    assert client.post(address, said | {"muted": ["projects.complements"]}).context["form"].errors["muted"]
    assert client.post(address, said | {"paused_until": "2001-01-01"}).context["form"].errors["paused_until"]
    assert client.post(address, said | {"rhythm": "\x00"}).context["form"].errors["rhythm"]
    assert client.post(address, said).status_code == 302
    kept = Preference.objects.get(user=reader)
    assert (kept.rhythm, kept.muted) == ("day", ["projects.assigned"])


def test_the_outbox_shows_ends_and_never_words(client):
    reader = UserFactory()
    mail = told(reader, "Sujet confidentiel").mail
    client.force_login(MembershipFactory(admin=True).user)
    page = client.get(reverse("notifications:outbox"), {"address": reader.email[:5], "state": "sent"}).content.decode()
    detail = client.get(reverse("notifications:outbox_mail", args=[mail.pk])).content.decode()
    assert reader.email in page
    assert "Sujet confidentiel" not in page + detail
    assert reader.email not in client.get(reverse("notifications:outbox"), {"state": "failed"}).content.decode()
    for query in ({"state": "\x00"}, {"kind": "pirate"}, {"page": "-1"}):
        assert client.get(reverse("notifications:outbox"), query).status_code == 200


def test_a_bounce_is_read_from_its_report_and_the_mail_leaves_again(client):
    mail = told(UserFactory()).mail
    client.force_login(MembershipFactory(admin=True).user)
    detail = reverse("notifications:outbox_mail", args=[mail.pk])
    assert client.post(reverse("notifications:bounce"), {"report": report_on(mail)}).url == detail
    mail.refresh_from_db()
    assert mail.bounce == "5.1.1 550 unknown user"
    assert "Revenu" in client.get(detail).content.decode()
    client.post(reverse("notifications:resend", args=[mail.pk]))
    jobs_in_place.run_due()
    mail.refresh_from_db()
    assert (mail.state, mail.bounced_at, mail.resent_count) == (MailState.SENT, None, 1)


@pytest.mark.parametrize(
    "said", [{}, {"report": "bonjour"}, {"address": "personne@exemple.test"}, {"address": "x", "reason": "y"}]
)
def test_a_bounce_that_says_nothing_is_refused(client, said):
    client.force_login(MembershipFactory(admin=True).user)
    answer = client.post(reverse("notifications:bounce"), said)
    assert (answer.status_code, answer.context["form"].is_valid()) == (200, False)


def test_a_mail_that_arrived_or_carried_a_link_is_not_sent_again():
    by, real_now = UserFactory(), calendar.real_now()
    with pytest.raises(WrongState):
        resend_mail(mail=told(UserFactory()).mail, by=by, real_now=real_now)
    failed = {"state": "failed", "sent_at": None}
    linked = told(UserFactory(), text="Ouvrez /lien/lien-efface-apres-envoi/", **failed).mail
    with pytest.raises(CannotResend):
        resend_mail(mail=linked, by=by, real_now=real_now)


def test_a_report_names_the_mail_by_its_message_id():
    mail = told(UserFactory()).mail
    found = read_bounce(report_on(mail))
    assert (found.mail_id, found.address) == (mail.pk, mail.to_email.lower())

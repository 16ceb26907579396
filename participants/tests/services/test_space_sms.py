"""The link to a person's space by a short message: offered where the operator plugged a gateway in, and only there."""

import re

import pytest
from django.urls import reverse

from ofqj_portal.core.job_runs import run
from ofqj_portal.core.models import ActionLink, Job, JournalEntry
from participants.services.space import NoAddress, deliver_space_sms, request_space_sms, send_space_link
from participants.tests.factories import ParticipantFactory
from partners.tests.factories import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(db):
    return ParticipantFactory(phone="06 12 34 56 78", email="")


@pytest.fixture
def gateway(settings, tmp_path):
    settings.SMS_GATEWAY, settings.SMS_FOLDER = "ofqj_portal.core.sms.SmsFile", tmp_path
    return tmp_path


def test_nothing_is_offered_while_short_messages_are_off(client, person, settings):
    settings.SMS_GATEWAY = ""
    adviser = member(person.structure)
    client.force_login(adviser)
    page = client.get(reverse("participants:space_link", args=[person.pk]))
    assert "channel" not in page.context["form"].fields
    assert "SMS" not in page.content.decode()
    with pytest.raises(NoAddress):
        request_space_sms(participant=person, by=adviser)
    assert not Job.objects.exists()


def test_an_adviser_sends_the_link_to_a_mobile_and_it_opens_the_space(client, person, gateway):
    adviser = member(person.structure)
    client.force_login(adviser)
    url = reverse("participants:space_link", args=[person.pk])
    assert client.get(url).context["form"]["channel"].value() == "sms"
    assert client.post(url, {"channel": "sms"}).url == url
    job = Job.objects.get(kind="participants.send_space_sms")
    assert job.args == {"participant": person.pk}
    run(job.pk)
    (message,) = gateway.glob("*.txt")
    number, text = message.read_text(encoding="utf-8").splitlines()
    assert (number, len(text) <= 320) == ("+33612345678", True)
    path = re.search(r"https?://[^/]+(/lien/moi/\S+)", text).group(1)
    assert client.get(path).status_code == 200
    assert "Envoyé par SMS" in client.get(url).content.decode()
    token = path.split("/")[3]
    entry = JournalEntry.objects.get(verb="participant.space_link_sent")
    assert token not in f"{entry.facts}{Job.objects.get(pk=job.pk).args}{list(ActionLink.objects.values())}"


def test_a_gateway_that_fails_leaves_the_former_link_open(person, gateway, settings):
    person.email = "moi@exemple.test"
    person.save()
    former = send_space_link(participant=person, by=None)
    settings.SMS_FOLDER = gateway / "fichier"
    settings.SMS_FOLDER.write_text("pris")
    with pytest.raises(OSError, match="fichier"):
        deliver_space_sms(participant=person, by=None)
    former.refresh_from_db()
    assert former.revoked_at is None
    assert ActionLink.objects.count() == 1


def test_a_landline_takes_no_message(person, gateway):
    person.phone = "04 78 00 00 00"
    person.save()
    with pytest.raises(NoAddress):
        deliver_space_sms(participant=person, by=None)

"""A new portal: one command, and its first administrator can come in and invite the others."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from conventions.models import Convention
from ofqj_portal.accounts.models import User
from ofqj_portal.core.jobs_in_place import run_due
from ofqj_portal.core.models import OutboxMail
from partners.models import Network, Structure

pytestmark = pytest.mark.django_db
ADA = ("ada@exemple.test", "Ada", "Exemple")


def test_the_first_administrator_gets_a_link_and_may_invite_everybody_else(client):
    call_command("open_portal", *ADA, section="qc")
    run_due()

    ada = User.objects.get(email=ADA[0])
    client.force_login(ada)
    own = Structure.objects.get(name="OFQJ Québec")
    assert OutboxMail.objects.get(to_email=ADA[0]).kind == "accounts.password_link"
    assert Convention.objects.count() == 1
    assert set(Network.objects.values_list("code", "head__name")) == {
        ("unml", "Union nationale des Missions Locales (UNML)"),
        ("rcjeq", "Réseau des carrefours jeunesse-emploi du Québec (RCJEQ)"),
    }
    assert client.get("/structures/nouvelle/").status_code == 200
    assert client.get(reverse("partners:members", args=[own.pk])).status_code == 200


def test_a_portal_is_opened_once_and_a_refusal_writes_nothing():
    with pytest.raises(CommandError, match="n’est pas une adresse"):
        call_command("open_portal", "ada", "Ada", "Exemple")
    assert not Structure.objects.exists()

    call_command("open_portal", *ADA)
    with pytest.raises(CommandError, match="a déjà une administration technique"):
        call_command("open_portal", "eve@exemple.test", "Eve", "Exemple")

    assert not User.objects.filter(email="eve@exemple.test").exists()
    assert Structure.objects.count() == 4

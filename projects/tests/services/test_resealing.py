"""A key is renewed: every sealed value passes to the new one, whatever guards its row, and nothing is lost."""

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from ofqj_portal.core import resealing
from projects.models import AccountingRecord, BankDetails, Grant
from projects.tests import money_factories
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db


def test_every_sealed_value_passes_to_the_new_key_and_says_the_same(settings, monkeypatch, capsys):
    monkeypatch.setattr(resealing, "ROWS_AT_ONCE", 1)
    money_factories.share_of_somebody(granted())
    money_factories.with_account(granted())
    names = [set(AccountingRecord.objects.values_list("person_name", flat=True)), *told_accounts()]
    (old,), new = settings.FIELD_KEYS, Fernet.generate_key().decode()

    settings.FIELD_KEYS = [new, old]
    call_command("reseal_fields")
    first = capsys.readouterr().out
    call_command("reseal_fields")
    second = capsys.readouterr().out

    settings.FIELD_KEYS = [new]
    assert [set(AccountingRecord.objects.values_list("person_name", flat=True)), *told_accounts()] == names
    assert f"{BankDetails._meta.db_table}.holder : {len(told_accounts())} scellé(s) de nouveau" in first
    assert {line.partition(" : ")[2] for line in second.splitlines()} == {"0 scellé(s) de nouveau"}


def test_a_value_that_no_key_opens_is_told_and_left_as_it_is(settings):
    money_factories.with_account(granted())
    kept = settings.FIELD_KEYS

    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(CommandError, match="remettez la clé retirée"):
        call_command("reseal_fields")

    settings.FIELD_KEYS = kept
    assert told_accounts()


def granted() -> Grant:
    """Write an aid down, whole."""
    return money_factories.awarded(ProjectFactory(accepted=True)).grant


def told_accounts() -> list[tuple[str, str]]:
    """Read every account, opened."""
    return sorted(BankDetails.objects.values_list("holder", "iban"))

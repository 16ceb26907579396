import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from ofqj_portal.accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_second_factors_follow_the_newest_key(settings, capsys):
    user = UserFactory()
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    code = RecoveryCodes.activate(user).generate_codes()[0]
    (old,), new = settings.FIELD_KEYS, Fernet.generate_key().decode()

    settings.FIELD_KEYS = [new, old]
    call_command("reseal_fields")
    call_command("reseal_fields")

    settings.FIELD_KEYS = [new]
    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("mfa_authenticator")]
    codes = RecoveryCodes(user.authenticator_set.get(type="recovery_codes"))
    assert told == [f"mfa_authenticator.data : {count} scellé(s) de nouveau" for count in (2, 0)]
    assert codes.validate_code(code)


def test_a_second_factor_that_no_key_opens_is_told(settings):
    TOTP.activate(UserFactory(), "JBSWY3DPEHPK3PXP")
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(CommandError, match="remettez la clé retirée"):
        call_command("reseal_fields")

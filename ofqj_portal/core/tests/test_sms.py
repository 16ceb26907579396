"""Short messages are off until the operator names a gateway."""

import pytest

from ofqj_portal.core import sms


class Carrier:
    """A gateway that keeps what it was handed."""

    handed: list[tuple[str, str]] = []

    def send(self, *, number: str, text: str) -> None:
        self.handed.append((number, text))


def test_nothing_leaves_without_a_gateway(settings):
    settings.SMS_GATEWAY = ""
    assert not sms.is_on()
    with pytest.raises(sms.NoGateway):
        sms.send(number="06 00 00 00 00", text="Bonjour")


def test_the_operators_gateway_is_handed_the_message(settings):
    settings.SMS_GATEWAY = f"{__name__}.Carrier"
    assert sms.is_on()
    sms.send(number="06 00 00 00 00", text="Bonjour")
    assert Carrier.handed == [("06 00 00 00 00", "Bonjour")]
    with pytest.raises(ValueError, match="320"):
        sms.send(number="1", text="x" * 321)

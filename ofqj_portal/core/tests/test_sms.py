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


def test_the_gateway_of_trials_writes_each_message_to_a_file(settings, tmp_path):
    settings.SMS_GATEWAY, settings.SMS_FOLDER = "ofqj_portal.core.sms.SmsFile", tmp_path / "sms"
    for text in ("Bonjour", "Bonsoir"):
        sms.send(number="+33600000000", text=text)
    written = [path.read_text(encoding="utf-8") for path in sorted((tmp_path / "sms").glob("*.txt"))]
    assert written == ["+33600000000\nBonjour\n", "+33600000000\nBonsoir\n"]


@pytest.mark.parametrize(
    ("text", "is_french", "number"),
    [
        ("06 12 34 56 78", True, "+33612345678"),
        ("+33 (0)7 12 34 56 78", True, "+33712345678"),
        ("0033612345678", False, "+33612345678"),
        ("+590 690 12 34 56", True, "+590690123456"),
        ("514-555-0123", False, "+15145550123"),
        ("1 (514) 555-0123", False, "+15145550123"),
        ("04 78 00 00 00", True, ""),
        ("poste 12", True, ""),
        ("", False, ""),
    ],
)
def test_a_mobile_is_told_from_any_other_number(text, is_french, number):
    assert sms.mobile_number(text, is_french=is_french) == number

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models

from ofqj_portal.core import crypto
from ofqj_portal.core.fields import EncryptedTextField


@pytest.fixture
def sealed_model():
    field = EncryptedTextField()
    field.set_attributes_from_name("iban")
    field.model = models.Model
    return field


def test_what_is_sealed_is_opened_and_never_twice_alike():
    assert crypto.decrypt(crypto.encrypt("Zoé 🇫🇷")) == "Zoé 🇫🇷"
    assert crypto.encrypt("Zoé") != crypto.encrypt("Zoé")


def test_a_new_key_seals_and_the_old_ones_still_open(settings):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.FIELD_KEYS = [old]
    sealed, hashed = crypto.encrypt("secret"), crypto.keyed_hash("secret", "iban")

    settings.FIELD_KEYS = [new, old]
    assert crypto.decrypt(sealed) == "secret"
    assert crypto.keyed_hash("secret", "iban") == hashed
    resealed = crypto.encrypt("secret")

    settings.FIELD_KEYS = [new]
    assert crypto.decrypt(resealed) == "secret"
    with pytest.raises(crypto.Undecipherable):
        crypto.decrypt(sealed)


def test_a_hash_depends_on_its_purpose_and_on_the_key(settings):
    first = crypto.keyed_hash("secret", "iban")
    assert crypto.keyed_hash("secret", "iban") == first
    assert crypto.keyed_hash("secret", "e-mail") != first
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    assert crypto.keyed_hash("secret", "iban") != first


def test_without_a_key_nothing_is_sealed(settings):
    settings.FIELD_KEYS = []
    with pytest.raises(ImproperlyConfigured):
        crypto.encrypt("secret")


def test_a_sealed_column_holds_no_plain_text(sealed_model):
    stored = sealed_model.get_prep_value("FR76 3000")
    assert "FR76" not in stored
    assert sealed_model.from_db_value(stored, None, None) == "FR76 3000"
    assert [sealed_model.get_prep_value(value) for value in (None, "")] == [None, ""]


def test_a_sealed_column_cannot_be_searched(sealed_model):
    for lookup in ("exact", "icontains", "in", "gt"):
        with pytest.raises(FieldError):
            sealed_model.get_lookup(lookup)
    assert sealed_model.get_lookup("isnull") is not None

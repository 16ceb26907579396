"""Long passwords that are easy to guess."""

import pytest
from django.core.exceptions import ValidationError

from ofqj_portal.accounts.passwords import GuessablePasswordValidator, is_repetition, is_run, simplify


@pytest.mark.parametrize(
    "password", ["M0tdepasse12345!", "passwordpassword", "aaaabbbbaaaabbbb", "poiuytrezapoiuytreza", "1234567890123456"]
)
def test_a_guessable_password_is_refused_with_its_reason(password):
    with pytest.raises(ValidationError, match="facile à deviner"):
        GuessablePasswordValidator().validate(password)


@pytest.mark.parametrize("password", ["cerise traversier lundi mousse", "le vent souffle à gaspé", "X9$kk2!pQ7-vvL0z"])
def test_a_few_unrelated_words_are_welcome(password):
    assert GuessablePasswordValidator().validate(password) is None


def test_disguises_are_read_through():
    assert simplify("M0t De-P@$$é 2026") == "motdepasseo2o26".replace("o2o26", "2o26")


def test_repetitions_and_runs_are_seen():
    assert [is_repetition("abcdabcdabcdabcd"), is_repetition("abcdefghijkl")] == [True, False]
    assert [is_run("azertyuiopq"), is_run("nmlkjihgfedcba"), is_run("abcxyz")] == [True, True, False]

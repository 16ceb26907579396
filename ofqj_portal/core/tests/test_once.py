import threading
import uuid
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import QueryDict

from ofqj_portal.core import calendar, once
from ofqj_portal.core.forms import OnceForm
from ofqj_portal.core.models import NumberSequence, UsedToken
from ofqj_portal.core.numbers import next_number

pytestmark = pytest.mark.django_db


class NameForm(OnceForm):
    name = forms.CharField()


def test_a_token_is_taken_once_and_remembers_where_it_led():
    token = uuid.uuid4()

    assert [once.claim_once(token), once.claim_once(token), once.claim_once(uuid.uuid4())] == [True, False, True]
    assert once.result_of(token) == ""
    once.keep_result(token, "/projets/OFQJ-2026-0001/")
    assert once.result_of(token) == "/projets/OFQJ-2026-0001/"
    assert once.result_of(None) == ""


def test_a_page_without_token_is_let_through():
    assert [once.claim_once(None), once.claim_once(None)] == [True, True]


def test_a_form_carries_a_token_apart_from_its_data():
    page = str(NameForm())
    assert 'type="hidden"' in page
    token = uuid.uuid4()
    form = NameForm({"name": "Ada", "form_token": str(token)})

    assert form.is_valid()
    assert form.cleaned_data == {"name": "Ada"}
    assert form.once_token is not None
    assert NameForm()["form_token"].value() != NameForm()["form_token"].value()


def named(name, token, csrf="a", content=None):
    """Give the name of one POST of the form, with a file if there is `content`."""
    files = {"piece": SimpleUploadedFile("a.pdf", content)} if content else {}
    data = QueryDict(urlencode({"name": name, "form_token": token, "csrfmiddlewaretoken": csrf}))
    form = NameForm(data, files)
    assert form.is_valid()
    assert all(upload.read() == content for upload in files.values())
    return form.once_token


def test_the_same_post_has_the_same_name_and_a_corrected_one_another():
    token, other = str(uuid.uuid4()), str(uuid.uuid4())

    assert named("Ada", token) == named("Ada", token, csrf="b")
    assert len({named("Ada", token), named("Zoé", token), named("Ada", other)}) == 3
    assert named("Ada", token, content=b"un") == named("Ada", token, content=b"un")
    assert named("Ada", token, content=b"un") != named("Ada", token, content=b"deux")


def test_a_form_posted_without_token_has_no_name():
    form = NameForm({"name": "Ada"})
    assert form.is_valid()
    assert form.once_token is None


def test_old_tokens_are_forgotten():
    once.claim_once(uuid.uuid4())
    UsedToken.objects.update(used_at=calendar.real_now() - timedelta(days=8))
    once.claim_once(uuid.uuid4())

    assert once.forget_old_tokens() == 1
    assert UsedToken.objects.count() == 1


def in_parallel(count, act):
    threads = [threading.Thread(target=lambda: (act(), connection.close())) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)


@pytest.mark.django_db(transaction=True)
def test_twenty_posts_at_once_give_one_row():
    token, answers = uuid.uuid4(), []

    def post():
        with transaction.atomic():
            if claimed := once.claim_once(token):
                NumberSequence.objects.create(name=str(uuid.uuid4()), last_value=1)
            answers.append(claimed)

    in_parallel(20, post)

    assert sorted(answers) == [False] * 19 + [True]
    assert NumberSequence.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_post_that_fails_leaves_the_token_to_the_next():
    token = uuid.uuid4()
    with transaction.atomic():
        assert once.claim_once(token) is True
        transaction.set_rollback(True)

    assert once.claim_once(token) is True


@pytest.mark.django_db(transaction=True)
def test_numbers_are_given_in_order_without_hole_or_twin():
    taken = []

    def take():
        with transaction.atomic():
            taken.append(next_number("OFQJ-2026"))

    in_parallel(20, take)

    assert sorted(taken) == list(range(1, 21))
    assert next_number("OFQJ-2027") == 1

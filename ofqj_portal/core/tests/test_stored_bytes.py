"""The bytes of files follow their rows: kept with them, gone with them, and swept when a transaction kept neither."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import calendar, files
from ofqj_portal.core.models import StoredFile
from partners.files import DIRECTORY

pytestmark = pytest.mark.django_db


def keep(by):
    return files.store(
        b"Nom;SIRET\n", kind=DIRECTORY.code, name="a.csv", attached_to=by, by=by, now=calendar.real_now()
    )


def on_disk(path: str) -> Path:
    return Path(settings.STORAGES["private"]["OPTIONS"]["location"]) / path


def lost_by_a_rollback(by) -> str:
    with transaction.atomic():
        path = keep(by).path
        transaction.set_rollback(True)
    return path


def test_bytes_that_a_rolled_back_transaction_left_are_swept_after_a_day():
    user = UserFactory()
    kept, lost = keep(user).path, lost_by_a_rollback(user)
    assert on_disk(lost).exists()

    files.sweep(calendar.real_now())
    assert on_disk(lost).exists()
    for path in (kept, lost):
        os.utime(on_disk(path), (0, 0))
    files.sweep(calendar.real_now())

    assert (on_disk(kept).exists(), on_disk(lost).exists()) == (True, False)


def test_a_file_written_less_than_a_day_ago_may_still_be_in_its_transaction():
    lost = lost_by_a_rollback(UserFactory())
    early = (calendar.real_now() - timedelta(hours=23)).timestamp()
    os.utime(on_disk(lost), (early, early))

    files.sweep(calendar.real_now())
    assert on_disk(lost).exists()


def test_a_forgotten_file_goes_with_its_bytes_once_the_transaction_is_through(django_capture_on_commit_callbacks):
    file = keep(UserFactory())
    path = file.path
    with django_capture_on_commit_callbacks() as after:
        files.forget(file)
    assert (StoredFile.objects.exists(), on_disk(path).exists()) == (False, True)

    for act in after:
        act()
    assert not on_disk(path).exists()

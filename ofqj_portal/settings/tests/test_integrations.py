import pytest
from django.conf import settings

from ofqj_portal.settings.databases import database, restricted_address
from ofqj_portal.settings.integrations.storage import private_storage


def test_the_content_policy_names_no_unsafe_source():
    sources = [word for words in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].values() for word in words]

    assert [word for word in sources if "unsafe" in word or "*" in word or "http" in word] == []


def test_beat_has_one_entry_and_jobs_outlive_no_visibility():
    assert list(settings.CELERY_BEAT_SCHEDULE) == ["tick"]
    assert settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"] > settings.CELERY_TASK_TIME_LIMIT


def test_the_restricted_address_differs_from_the_owner_and_stays_the_same():
    owner = "postgres://chef:secret@base.test:5433/ofqj"

    restricted = database(restricted_address(owner))

    assert (restricted["USER"], restricted["HOST"], restricted["PORT"], restricted["NAME"]) == (
        "chef_app",
        "base.test",
        5433,
        "ofqj",
    )
    assert restricted["PASSWORD"] not in ("", "secret")
    assert restricted_address(owner) == restricted_address(owner)


def test_an_s3_address_is_read():
    options = private_storage("s3://cle:secr%2Fet@seau?endpoint=https://s3.test&region=fr")["OPTIONS"]

    assert (options["bucket_name"], options["access_key"], options["secret_key"]) == ("seau", "cle", "secr/et")
    assert (options["endpoint_url"], options["region_name"]) == ("https://s3.test", "fr")
    assert (options["default_acl"], options["file_overwrite"]) == ("private", False)


def test_another_storage_is_refused():
    with pytest.raises(ValueError, match="file:// ou s3://"):
        private_storage("ftp://ailleurs")

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.backends.signals import connection_created

from ofqj_portal.core import boot, db_roles

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _forget_the_check():
    yield
    connection_created.disconnect(dispatch_uid="role")


def test_the_restricted_role_may_start():
    connection.close()

    boot.refuse_powerful_role()

    assert boot.excessive_powers() == []


def test_a_role_that_owns_the_tables_may_not_start():
    with db_roles.as_owner(), pytest.raises(ImproperlyConfigured, match="possède la table django_migrations"):
        boot.refuse_powerful_role()


def test_a_database_that_is_away_delays_the_check(monkeypatch):
    connection.close()
    with monkeypatch.context() as moved:
        moved.setitem(connection.settings_dict, "PORT", 1)
        boot.refuse_powerful_role()

    with db_roles.as_owner(), pytest.raises(ImproperlyConfigured, match="possède"):
        connection.ensure_connection()

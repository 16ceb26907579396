import pytest
from django.db import ProgrammingError, connection

from ofqj_portal.accounts.models import User
from ofqj_portal.core import db_roles

pytestmark = pytest.mark.django_db


def rights_on(table: str) -> set[str]:
    """Ask PostgreSQL what the present role may do on `table`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT privilege FROM unnest(ARRAY['SELECT','INSERT','UPDATE','DELETE','TRUNCATE']) AS privilege"
            " WHERE has_table_privilege(%s, privilege)",
            [table],
        )
        return {right for (right,) in cursor.fetchall()}


def test_tests_run_as_the_application_and_not_as_the_owner():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (connection.settings_dict["USER"], False)
        cursor.execute("SELECT tableowner = current_user FROM pg_tables WHERE tablename = 'django_session'")
        assert cursor.fetchone() == (False,)


def test_an_ordinary_table_may_be_changed_but_never_truncated():
    assert rights_on(User._meta.db_table) == {"SELECT", "INSERT", "UPDATE", "DELETE"}


def test_the_list_of_migrations_may_only_be_read():
    assert rights_on("django_migrations") == {"SELECT"}


@pytest.mark.django_db(transaction=True)
def test_an_append_only_table_takes_rows_and_lets_none_be_changed(monkeypatch):
    monkeypatch.setattr(db_roles, "_append_only", {User: ("last_name",)})
    with db_roles.as_owner() as application:
        db_roles.grant_application_rights(application)

    user = User.objects.create_user("ada@exemple.test", first_name="Ada", last_name="Un")

    assert User.objects.update(last_name="Deux") == 1
    with pytest.raises(ProgrammingError, match="permission denied"):
        User.objects.update(first_name="Eve")
    with pytest.raises(ProgrammingError, match="permission denied"):
        User.objects.filter(pk=user.pk).delete()


@pytest.mark.django_db(transaction=True)
def test_a_transactional_test_leaves_nothing_to_the_next_one():
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_session_left_open_does_not_keep_a_test_database_from_being_renewed():
    left_open = connection.copy()
    left_open.ensure_connection()
    User.objects.create_user("ada@exemple.test", first_name="Ada", last_name="Un")

    connection.ops.execute_sql_flush([])

    assert not User.objects.exists()
    left_open.close()


def test_the_application_may_not_create_a_table():
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE intruder (id int)")


@pytest.mark.django_db
def test_the_server_gives_up_a_host_that_the_network_lost_within_half_a_minute():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting::int FROM pg_settings WHERE name LIKE 'tcp%%'")
        told = dict(cursor.fetchall())

    waited = told["tcp_keepalives_idle"] + told["tcp_keepalives_interval"] * told["tcp_keepalives_count"]
    assert 0 < waited <= 30
    assert 0 < told["tcp_user_timeout"] <= 30_000

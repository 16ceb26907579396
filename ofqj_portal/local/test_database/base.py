"""What Django asks of an engine; only making, emptying and dropping a test database differ from PostgreSQL's own."""

from typing import Any

from django.db.backends.postgresql import base, creation, operations

from ofqj_portal.local.test_database import template


class DatabaseCreation(creation.DatabaseCreation):
    """Make each test database a copy of the template, owned by the owner and used by the application's role."""

    def create_test_db(
        self, verbosity: int = 1, autoclobber: bool = False, serialize: bool | None = None, keepdb: bool = False
    ) -> str:
        """Copy the template, building it first if migrations moved, and point the connection to the copy."""
        name = self._get_test_db_name()
        template.ensure()
        self.connection.close()
        template.use(name)
        template.copy_to(name)
        return name

    def destroy_test_db(
        self,
        old_database_name: str | None = None,
        verbosity: int = 1,
        keepdb: bool = False,
        suffix: str | None = None,
    ) -> None:
        """Drop the copy and point the connection back to where it was."""
        name = str(self.connection.settings_dict["NAME"])
        self.connection.close()
        template.drop(name)
        template.use(old_database_name or "postgres")


class DatabaseOperations(operations.DatabaseOperations):
    """Empty a test database by copying the template again: quick, keeps reference rows, needs no TRUNCATE."""

    def sql_flush(self, *args: Any, **kwargs: Any) -> list[str]:
        """Plan nothing: the copy brings sequences and reference rows as migrations left them."""
        return []

    def execute_sql_flush(self, sql_list: list[str]) -> None:
        """Replace the database by a fresh copy of the template."""
        self.connection.close()
        template.copy_to(str(self.connection.settings_dict["NAME"]))


class DatabaseWrapper(base.DatabaseWrapper):
    creation_class = DatabaseCreation
    ops_class = DatabaseOperations

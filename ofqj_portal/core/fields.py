"""Columns of the kernel."""

from typing import Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from ofqj_portal.core import crypto


class EncryptedTextField(models.TextField):
    """Text that the database only holds sealed. It cannot be searched, sorted or compared: keep a keyed hash beside."""

    def get_prep_value(self, value: Any) -> Any:
        """Seal what is written; nothing and the empty text stay as they are."""
        value = super().get_prep_value(value)
        return crypto.encrypt(value) if value else value

    def from_db_value(self, value: str | None, expression: Any, connection: BaseDatabaseWrapper) -> str | None:
        """Open what is read."""
        return crypto.decrypt(value) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        """Only “is there something?” makes sense of a sealed value. Raises FieldError for any other question."""
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted: it cannot be looked up by {lookup_name}.")
        return super().get_lookup(lookup_name)


@models.CharField.register_lookup
class Among(models.Lookup):
    """`__among`: one of many texts, as `__in`, in one literal: ten thousand parameters take long to write and read."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """Compare with ANY of the array, told as PostgreSQL writes arrays."""
        sql, params = self.process_lhs(compiler, connection)
        texts = (text.replace("\\", "\\\\").replace('"', '\\"') for text in sorted(self.rhs))
        array = '","'.join(texts)
        return f"{sql} = ANY(%s::text[])", [*params, f'{{"{array}"}}' if self.rhs else "{}"]

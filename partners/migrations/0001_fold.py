from django.db import migrations

FOLD = """
CREATE FUNCTION fold(text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, $1)) $$
"""


class Migration(migrations.Migration):
    """A text without its accents and capitals; immutable, so that an index may hold it."""

    initial = True

    dependencies = [("core", "0001_extensions")]

    operations = [migrations.RunSQL(FOLD, "DROP FUNCTION fold(text)")]

from django.db import migrations

# Two deferred triggers: the first only queues the entry, so that the second runs after every other deferred check of
# the transaction. The chain's lock is thus the very last one taken, at commit, and no row lock is waited for under it.
QUEUE = """
CREATE TABLE core_journalqueue (entry_id bigint NOT NULL);

CREATE FUNCTION core_journal_queue() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO core_journalqueue (entry_id) VALUES (NEW.id);
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER journal_queue AFTER INSERT ON core_journalentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION core_journal_queue();
"""

SEAL = """
CREATE FUNCTION core_journal_seal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    previous core_journallink;
    link core_journallink;
BEGIN
    PERFORM pg_advisory_xact_lock(20241001);
    DELETE FROM core_journalqueue WHERE entry_id = NEW.entry_id;
    SELECT * INTO previous FROM core_journallink ORDER BY id DESC LIMIT 1;
    link.id := coalesce(previous.id, 0) + 1;
    link.entry_id := NEW.entry_id;
    link.at := greatest(clock_timestamp(), previous.at);
    link.previous_hash := coalesce(previous.hash, repeat('0', 64));
    SELECT encode(sha256(convert_to(concat_ws('|',
               link.previous_hash,
               link.id,
               to_char(link.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
               link.entry_id,
               digest), 'UTF8')), 'hex')
        INTO link.hash FROM core_journalentry WHERE id = NEW.entry_id;
    INSERT INTO core_journallink (id, entry_id, at, previous_hash, hash)
        VALUES (link.id, link.entry_id, link.at, link.previous_hash, link.hash);
    INSERT INTO core_journalhead (day, last_link, hash)
        VALUES ((link.at AT TIME ZONE 'UTC')::date, link.id, link.hash)
        ON CONFLICT (day) DO UPDATE SET last_link = EXCLUDED.last_link, hash = EXCLUDED.hash;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER journal_seal AFTER INSERT ON core_journalqueue
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION core_journal_seal();
"""


class Migration(migrations.Migration):
    """The database chains each journal entry itself, at commit, under one lock."""

    dependencies = [("core", "0003_kernel")]

    operations = [
        migrations.RunSQL(
            QUEUE,
            "DROP TRIGGER journal_queue ON core_journalentry; DROP FUNCTION core_journal_queue;"
            " DROP TABLE core_journalqueue;",
        ),
        migrations.RunSQL(SEAL, "DROP TRIGGER journal_seal ON core_journalqueue; DROP FUNCTION core_journal_seal;"),
    ]

from django.db import migrations

# The first entry to come chains all those of its transaction, in their order, and the others find their link made: the
# work grows with their number, and neither the queue nor the day's head is read or written again for each of them.
SEAL_ALL = """
CREATE OR REPLACE FUNCTION core_journal_seal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    item record;
    link core_journallink;
    first_id bigint;
BEGIN
    IF EXISTS (SELECT 1 FROM core_journallink WHERE entry_id = NEW.entry_id) THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock(20241001);
    SELECT * INTO link FROM core_journallink ORDER BY id DESC LIMIT 1;
    link.id := coalesce(link.id, 0);
    link.hash := coalesce(link.hash, repeat('0', 64));
    first_id := link.id + 1;
    FOR item IN
        SELECT queued.entry_id, entry.digest FROM core_journalqueue queued
          LEFT JOIN core_journalentry entry ON entry.id = queued.entry_id ORDER BY queued.entry_id
    LOOP
        link.id := link.id + 1;
        link.entry_id := item.entry_id;
        link.at := greatest(clock_timestamp(), link.at);
        link.previous_hash := link.hash;
        link.hash := encode(sha256(convert_to(
            link.previous_hash || '|' || link.id || '|'
            || to_char(link.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '|'
            || link.entry_id || '|' || item.digest, 'UTF8')), 'hex');
        INSERT INTO core_journallink (id, entry_id, at, previous_hash, hash)
            VALUES (link.id, link.entry_id, link.at, link.previous_hash, link.hash);
    END LOOP;
    DELETE FROM core_journalqueue;
    INSERT INTO core_journalhead (day, last_link, hash)
        SELECT DISTINCT ON (1) (at AT TIME ZONE 'UTC')::date, id, hash FROM core_journallink
         WHERE id >= first_id ORDER BY 1, id DESC
        ON CONFLICT (day) DO UPDATE SET last_link = EXCLUDED.last_link, hash = EXCLUDED.hash;
    RETURN NULL;
END $$;
"""

SEAL_EACH = """
CREATE OR REPLACE FUNCTION core_journal_seal() RETURNS trigger
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
"""


class Migration(migrations.Migration):
    """Chain all the entries of a transaction at once, so that a long one costs no more than many short ones."""

    dependencies = [("core", "0013_mails_wait_and_come_back")]

    operations = [migrations.RunSQL(SEAL_ALL, SEAL_EACH)]

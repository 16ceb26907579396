from django.db import migrations

# Where the constraints are immediate, each entry is chained by itself: the queue is then read from that entry on, by its
# index, and never past the rows that the same transaction has taken out of it.
SEAL_FROM = """
CREATE OR REPLACE FUNCTION core_journal_seal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
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
          LEFT JOIN core_journalentry entry ON entry.id = queued.entry_id
         WHERE queued.entry_id >= NEW.entry_id ORDER BY queued.entry_id
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
    DELETE FROM core_journalqueue WHERE entry_id >= NEW.entry_id;
    INSERT INTO core_journalhead (day, last_link, hash)
        SELECT DISTINCT ON (1) (at AT TIME ZONE 'UTC')::date, id, hash FROM core_journallink
         WHERE id >= first_id ORDER BY 1, id DESC
        ON CONFLICT (day) DO UPDATE SET last_link = EXCLUDED.last_link, hash = EXCLUDED.hash;
    RETURN NULL;
END $$;
"""

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


class Migration(migrations.Migration):
    """Read the queue of the journal from the entry that is chained, by an index."""

    dependencies = [("core", "0014_journal_sealed_at_once")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE core_journalqueue ADD CONSTRAINT core_journalqueue_pkey PRIMARY KEY (entry_id);",
            "ALTER TABLE core_journalqueue DROP CONSTRAINT core_journalqueue_pkey;",
        ),
        migrations.RunSQL(SEAL_FROM, SEAL_ALL),
    ]

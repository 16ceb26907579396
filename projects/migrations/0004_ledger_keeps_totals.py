from django.db import migrations

# Runs as the owner of the tables: the application’s role may add to the ledger, and write no total itself. The update
# of the envelope takes its row lock, so that awards queue up on it; its own constraints refuse to overrun.
FUNCTION = """
CREATE FUNCTION projects_ledger_keeps_totals() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    committed_delta numeric := CASE NEW.kind WHEN 'commit' THEN NEW.amount WHEN 'release' THEN -NEW.amount ELSE 0 END;
    paid_delta numeric := CASE NEW.kind WHEN 'pay' THEN NEW.amount WHEN 'recover' THEN -NEW.amount ELSE 0 END;
    committed numeric;
    paid numeric;
BEGIN
    PERFORM 1 FROM projects_decision d WHERE d.id = NEW.decision_id AND d.envelope_id = NEW.envelope_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the decision does not stand on this envelope'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_decision_of_envelope';
    END IF;
    UPDATE projects_envelope
       SET committed_amount = committed_amount + committed_delta, paid_amount = paid_amount + paid_delta
     WHERE id = NEW.envelope_id AND currency = NEW.currency;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the ledger row is not in the currency of its envelope'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_currency_of_envelope';
    END IF;
    SELECT coalesce(sum(CASE l.kind WHEN 'commit' THEN l.amount WHEN 'release' THEN -l.amount END), 0) + committed_delta,
           coalesce(sum(CASE l.kind WHEN 'pay' THEN l.amount WHEN 'recover' THEN -l.amount END), 0) + paid_delta
      INTO committed, paid
      FROM projects_ledgerentry l
     WHERE l.decision_id = NEW.decision_id;
    IF committed < 0 OR paid < 0 OR paid > committed THEN
        RAISE EXCEPTION 'a decision pays no more than it commits, and gives back no more than it took'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_paid_within_committed';
    END IF;
    RETURN NEW;
END;
$$;
REVOKE ALL ON FUNCTION projects_ledger_keeps_totals() FROM PUBLIC;
CREATE TRIGGER ledger_keeps_totals BEFORE INSERT ON projects_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION projects_ledger_keeps_totals();
"""
DROP = """
DROP TRIGGER ledger_keeps_totals ON projects_ledgerentry;
DROP FUNCTION projects_ledger_keeps_totals();
"""


class Migration(migrations.Migration):
    """Let every row of the ledger move the totals of its envelope, and refuse what would overrun them."""

    dependencies = [("projects", "0003_money")]

    operations = [migrations.RunSQL(FUNCTION, DROP)]

"""What holds for every dossier, its decisions and its euros."""

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.invariants import register_invariant

BALANCES = """
    SELECT l.decision_id,
           sum(CASE l.kind WHEN 'commit' THEN l.amount WHEN 'release' THEN -l.amount ELSE 0 END) AS committed,
           sum(CASE l.kind WHEN 'pay' THEN l.amount WHEN 'recover' THEN -l.amount ELSE 0 END) AS paid,
           sum(CASE l.kind WHEN 'pay' THEN l.amount ELSE 0 END) AS paid_out
      FROM projects_ledgerentry l GROUP BY l.decision_id
"""

register_invariant(
    "projects.envelope_not_overrun",
    _("Aucune enveloppe n’est dépassée : payé ≤ engagé ≤ montant."),
    "SELECT id FROM projects_envelope"
    " WHERE NOT (0 <= paid_amount AND paid_amount <= committed_amount AND committed_amount <= total_amount)",
)
register_invariant(
    "projects.envelope_is_its_ledger",
    _("L’engagé et le payé de chaque enveloppe sont la somme de son grand livre."),
    f"""
    SELECT e.id FROM projects_envelope e
      LEFT JOIN (SELECT d.envelope_id, sum(b.committed) AS committed, sum(b.paid) AS paid
                   FROM ({BALANCES}) b JOIN (SELECT DISTINCT decision_id, envelope_id FROM projects_ledgerentry) d
                     ON d.decision_id = b.decision_id
                  GROUP BY d.envelope_id) s ON s.envelope_id = e.id
     WHERE e.committed_amount <> coalesce(s.committed, 0) OR e.paid_amount <> coalesce(s.paid, 0)
    """,
)
register_invariant(
    "projects.ledger_on_its_own_envelope",
    _("Une écriture est dans la devise, l’appel et la section de son enveloppe."),
    """
    SELECT l.id FROM projects_ledgerentry l
      JOIN projects_envelope e ON e.id = l.envelope_id
      JOIN projects_decision d ON d.id = l.decision_id
      JOIN projects_project p ON p.id = d.project_id
     WHERE l.currency <> e.currency OR e.section <> d.section OR e.call_id <> p.call_id
    """,
)
register_invariant(
    "projects.no_yes_nothing_committed",
    _("Sans accord, rien n’est engagé."),
    f"""
    SELECT d.id FROM projects_decision d JOIN ({BALANCES}) b ON b.decision_id = d.id
     WHERE d.state NOT IN ('yes', 'conditional_yes') AND b.committed <> 0
    """,
)
register_invariant(
    "projects.yes_is_committed",
    _("Un accord engage ce qui est dû, jamais moins que ce qui est payé."),
    f"""
    SELECT d.id FROM projects_decision d
      JOIN projects_project p ON p.id = d.project_id
      LEFT JOIN projects_grant g ON g.decision_id = d.id
      LEFT JOIN ({BALANCES}) b ON b.decision_id = d.id
     WHERE d.state IN ('yes', 'conditional_yes') AND p.state NOT IN ('cancelled', 'closed')
       AND coalesce(b.committed, 0) IS DISTINCT FROM
           greatest(coalesce(g.recomputed_amount, g.awarded_amount), coalesce(b.paid, 0) + coalesce(
               (SELECT sum(l.amount) FROM projects_paymentrunline l
                 WHERE l.decision_id = d.id AND l.outcome = 'pending'), 0))
    """,
)
register_invariant(
    "projects.cancelled_is_released",
    _("Un projet annulé ne retient que ce qui est déjà payé."),
    f"""
    SELECT d.id FROM projects_decision d
      JOIN projects_project p ON p.id = d.project_id
      JOIN ({BALANCES}) b ON b.decision_id = d.id
     WHERE p.state = 'cancelled' AND b.committed <> b.paid + coalesce(
               (SELECT sum(l.amount) FROM projects_paymentrunline l
                 WHERE l.decision_id = d.id AND l.outcome = 'pending'), 0)
    """,
)
register_invariant(
    "projects.grant_is_its_decision",
    _("Chaque accord a sa subvention, du même montant et dans la même devise ; les autres décisions n’en ont pas."),
    """
    SELECT d.id FROM projects_decision d LEFT JOIN projects_grant g ON g.decision_id = d.id
     WHERE (d.state IN ('yes', 'conditional_yes')) <> (g.id IS NOT NULL)
        OR g.awarded_amount <> d.amount OR g.currency <> d.currency
    """,
)
register_invariant(
    "projects.payments_are_in_the_ledger",
    _("Les versements et le grand livre disent la même somme."),
    f"""
    SELECT d.id FROM projects_decision d
      LEFT JOIN ({BALANCES}) b ON b.decision_id = d.id
      LEFT JOIN (SELECT g.decision_id, sum(y.amount) AS amount FROM projects_payment y
                   JOIN projects_grant g ON g.id = y.grant_id GROUP BY g.decision_id) s ON s.decision_id = d.id
     WHERE coalesce(b.paid_out, 0) <> coalesce(s.amount, 0)
    """,
)
register_invariant(
    "projects.payment_in_the_grant_s_currency",
    _("Un versement est dans la devise de sa subvention."),
    "SELECT y.id FROM projects_payment y JOIN projects_grant g ON g.id = y.grant_id WHERE y.currency <> g.currency",
)
register_invariant(
    "projects.state_is_its_decisions",
    _("L’état d’un dossier répond aux décisions de ses sections."),
    """
    SELECT p.id FROM projects_project p JOIN (
        SELECT project_id,
               count(*) FILTER (WHERE state = 'pending') AS pending,
               count(*) FILTER (WHERE state = 'yes') AS yes,
               count(*) FILTER (WHERE state = 'conditional_yes') AS conditional,
               count(*) FILTER (WHERE state = 'no') AS no,
               count(*) FILTER (WHERE state = 'no_action') AS no_action
          FROM projects_decision GROUP BY project_id) d ON d.project_id = p.id
     WHERE (p.state IN ('accepted', 'ongoing', 'report_due', 'report_submitted', 'report_incomplete', 'closed')
            AND NOT (d.pending = 0 AND d.yes > 0 AND d.conditional = 0))
        OR (p.state = 'conditionally_accepted' AND NOT (d.pending = 0 AND d.conditional > 0))
        OR (p.state = 'partially_accepted'
            AND NOT (d.pending = 0 AND d.yes + d.conditional > 0 AND d.no + d.no_action > 0))
        OR (p.state = 'refused' AND NOT (d.pending = 0 AND d.yes + d.conditional = 0 AND d.no > 0))
        OR (p.state = 'closed_without_action' AND NOT (d.pending + d.yes + d.conditional + d.no = 0))
        OR (p.state = 'under_review' AND d.pending = 0)
    """,
)
register_invariant(
    "projects.decided_after_a_review",
    _("Une réponse est donnée après au moins un avis, par une personne qui n’a pas donné le sien."),
    """
    SELECT d.id FROM projects_decision d
     WHERE d.state <> 'pending'
       AND (NOT EXISTS (SELECT 1 FROM projects_review r WHERE r.project_id = d.project_id)
            OR EXISTS (SELECT 1 FROM projects_review r
                        WHERE r.project_id = d.project_id AND r.reviewer_id = d.decided_by_id))
    """,
)
register_invariant(
    "projects.filed_has_instant",
    _("Un dossier déposé a un instant de dépôt."),
    "SELECT id FROM projects_project WHERE state <> 'draft' AND submitted_at IS NULL",
)
register_invariant(
    "projects.stay_has_dates",
    _("Un groupe parti a sa date de départ ; revenu, sa date de retour et l’échéance de son bilan ; clos, sa date."),
    """
    SELECT id FROM projects_project
     WHERE (state IN ('ongoing', 'report_due', 'report_submitted', 'report_incomplete', 'closed')
            AND departed_on IS NULL)
        OR (state IN ('report_due', 'report_submitted', 'report_incomplete', 'closed')
            AND (returned_on IS NULL OR report_due_on IS NULL))
        OR (state = 'closed' AND closed_at IS NULL)
    """,
)
register_invariant(
    "projects.one_lead_carrier",
    _("Chaque dossier a une structure porteuse principale, et c’est celle qu’il affiche."),
    """
    SELECT p.id FROM projects_project p LEFT JOIN projects_projectstructure s
        ON s.project_id = p.id AND s.is_lead AND s.side = 'carrier'
     GROUP BY p.id, p.carrier_id HAVING count(s.id) <> 1 OR max(s.structure_id) <> p.carrier_id
    """,
)
register_invariant(
    "projects.complements_are_asked",
    _("Un dossier attend des compléments si, et seulement si, une demande est ouverte."),
    """
    SELECT p.id FROM projects_project p
     WHERE (p.state = 'incomplete') <> EXISTS (SELECT 1 FROM projects_informationrequest i
            WHERE i.project_id = p.id AND i.answered_at IS NULL AND i.dropped_at IS NULL)
    """,
)
register_invariant(
    "projects.one_currency_a_budget",
    _("Un budget a une seule devise, celle du dossier."),
    "SELECT b.id FROM projects_budgetline b JOIN projects_project p ON p.id = b.project_id"
    " WHERE b.currency <> p.currency",
)
register_invariant(
    "projects.aid_in_the_envelope_s_currency",
    _("L’aide demandée à une section est dans la devise de son enveloppe."),
    "SELECT a.id FROM projects_aidrequest a JOIN projects_project p ON p.id = a.project_id"
    " JOIN projects_envelope e ON e.call_id = p.call_id AND e.section = a.section WHERE e.currency <> a.currency",
)
register_invariant(
    "projects.filed_has_a_version",
    _("Tout dossier déposé garde une version de ce qui a été envoyé."),
    """
    SELECT p.id FROM projects_project p
     WHERE p.state <> 'draft' AND NOT EXISTS (
           SELECT 1 FROM core_version v WHERE v.object_type = 'projects.project' AND v.object_id = p.id::text)
    """,
)
register_invariant(
    "projects.draft_is_undecided",
    _("Un brouillon n’a ni instant de dépôt, ni règles figées, ni décision prise."),
    """
    SELECT p.id FROM projects_project p
     WHERE p.state = 'draft' AND (p.submitted_at IS NOT NULL OR p.rules IS NOT NULL OR EXISTS (
           SELECT 1 FROM projects_decision d WHERE d.project_id = p.id AND d.state <> 'pending'))
    """,
)

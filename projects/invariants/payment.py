"""What holds for every payment and every account."""

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.invariants import register_invariant

register_invariant(
    "projects.paid_within_what_is_awarded",
    _("Les versements d’une subvention, moins ce qui est rendu, ne dépassent pas ce qui est accordé."),
    """
    SELECT g.id FROM projects_grant g JOIN projects_ledgerentry l ON l.decision_id = g.decision_id
     GROUP BY g.id
    HAVING sum(CASE l.kind WHEN 'pay' THEN l.amount WHEN 'recover' THEN -l.amount ELSE 0 END) > g.awarded_amount
    """,
)
register_invariant(
    "projects.paid_under_a_signed_agreement",
    _("Chaque versement solde une échéance de sa subvention, sous une convention signée avant lui."),
    """
    SELECT y.id FROM projects_payment y
      JOIN projects_grant g ON g.id = y.grant_id
      LEFT JOIN projects_instalment i ON i.id = y.instalment_id
     WHERE y.instalment_id IS NOT NULL
       AND (i.grant_id <> y.grant_id OR i.kind <> y.kind OR NOT EXISTS (
            SELECT 1 FROM projects_grantagreement a JOIN projects_agreementsignature s ON s.agreement_id = a.id
             WHERE a.decision_id = g.decision_id AND s.side = 'ofqj' AND s.signed_at <= y.recorded_at))
    """,
)
register_invariant(
    "projects.paid_lines_are_payments",
    _("Chaque ligne payée d’un ordre a son versement, du même montant ; un ordre terminé n’a plus de fichier."),
    """
    SELECT l.id FROM projects_paymentrunline l
      JOIN projects_paymentrun r ON r.id = l.run_id
      LEFT JOIN projects_payment y ON y.instalment_id = l.instalment_id
     WHERE (l.outcome = 'paid' AND (y.id IS NULL OR y.amount <> l.amount OR y.currency <> l.currency))
        OR (l.outcome = 'pending') <> (r.state = 'prepared')
        OR l.currency <> r.currency
        OR (r.state <> 'prepared' AND r.file_id IS NOT NULL)
    """,
)
register_invariant(
    "projects.recoveries_are_in_the_ledger",
    _("Ce qui est rendu et le grand livre disent la même somme, subvention par subvention."),
    """
    SELECT g.id FROM projects_grant g
      LEFT JOIN (SELECT decision_id, sum(amount) AS amount FROM projects_ledgerentry WHERE kind = 'recover'
                  GROUP BY decision_id) l ON l.decision_id = g.decision_id
      LEFT JOIN (SELECT v.grant_id, sum(c.amount) AS amount FROM projects_recovery v
                   JOIN projects_recoveryreceipt c ON c.recovery_id = v.id GROUP BY v.grant_id) r ON r.grant_id = g.id
     WHERE coalesce(l.amount, 0) <> coalesce(r.amount, 0)
    """,
)
register_invariant(
    "projects.recoveries_end_whole",
    _("Un trop-perçu rendu l’est jusqu’au dernier centime, et aucun ne l’est au-delà de ce qui est demandé."),
    """
    SELECT v.id FROM projects_recovery v LEFT JOIN projects_recoveryreceipt c ON c.recovery_id = v.id
     GROUP BY v.id
    HAVING (v.state = 'received' AND coalesce(sum(c.amount), 0) <> v.amount)
        OR coalesce(sum(c.amount), 0) > v.amount OR bool_or(c.currency <> v.currency)
        OR (v.state = 'drafted' AND count(c.id) > 0)
    """,
)
register_invariant(
    "projects.overpaid_is_asked_back",
    _("Ce qui est payé au-delà de ce qui est dû est demandé, rendu ou abandonné."),
    """
    SELECT g.id FROM projects_grant g JOIN projects_ledgerentry l ON l.decision_id = g.decision_id
     GROUP BY g.id
    HAVING sum(CASE l.kind WHEN 'pay' THEN l.amount WHEN 'recover' THEN -l.amount ELSE 0 END)
           > coalesce(g.recomputed_amount, g.awarded_amount)
       AND NOT EXISTS (SELECT 1 FROM projects_recovery r WHERE r.grant_id = g.id AND r.state <> 'received')
    """,
)
register_invariant(
    "projects.shares_go_to_their_payee",
    _("La part d’un jeune est versée à lui seul, et le reste à une structure ; chaque compte gardé a encore à servir."),
    """
    SELECT y.id FROM projects_payment y JOIN projects_instalment i ON i.id = y.instalment_id
      LEFT JOIN projects_accountingrecord r ON r.payee_ref = y.payee_ref
     WHERE i.payee_id IS DISTINCT FROM CASE r.kind WHEN 'person' THEN r.id END
    UNION ALL
    SELECT b.id FROM projects_bankdetails b JOIN projects_accountingrecord r ON r.id = b.payee_id
     WHERE r.kind = 'person' AND NOT EXISTS (
           SELECT 1 FROM projects_instalment i LEFT JOIN projects_payment y ON y.instalment_id = i.id
            WHERE i.grant_id = b.grant_id AND i.payee_id = r.id AND y.id IS NULL)
    """,
)
register_invariant(
    "projects.no_account_after_its_payment",
    _("Aucune coordonnée bancaire ne reste après le versement qu’elle a servi à faire."),
    """
    SELECT b.id FROM projects_bankdetails b
      JOIN projects_accountingrecord r ON r.id = b.payee_id
      JOIN projects_payment y ON y.grant_id = b.grant_id AND y.payee_ref = r.payee_ref
     WHERE y.recorded_at > b.entered_at
    """,
)
register_invariant(
    "projects.no_account_of_a_cancelled_project",
    _("Un projet annulé ne garde aucune coordonnée bancaire, sauf celle qu’un ordre de paiement en cours utilise."),
    """
    SELECT b.id FROM projects_bankdetails b
      JOIN projects_accountingrecord r ON r.id = b.payee_id
      JOIN projects_grant g ON g.id = b.grant_id
      JOIN projects_decision d ON d.id = g.decision_id
      JOIN projects_project p ON p.id = d.project_id
     WHERE p.state = 'cancelled' AND NOT EXISTS (
           SELECT 1 FROM projects_paymentrunline l
            WHERE l.decision_id = d.id AND l.payee_ref = r.payee_ref AND l.outcome = 'pending')
    """,
)

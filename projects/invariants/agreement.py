"""What holds for every funding agreement: its text, its signatures, the grant it is about."""

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.invariants import register_invariant

register_invariant(
    "projects.agreement_is_its_text",
    _("Chaque convention de subvention a l’empreinte de son texte, et ses signatures la même."),
    """
    SELECT a.id FROM projects_grantagreement a
     WHERE a.text_sha256 <> encode(sha256(convert_to(a.text, 'UTF8')), 'hex')
        OR EXISTS (SELECT 1 FROM projects_agreementsignature s
                    WHERE s.agreement_id = a.id AND s.text_sha256 <> a.text_sha256)
    """,
)
register_invariant(
    "projects.agreement_state_is_its_signatures",
    _("Une convention signée l’est des deux côtés, la structure d’abord."),
    """
    SELECT a.id FROM projects_grantagreement a
      LEFT JOIN projects_agreementsignature c ON c.agreement_id = a.id AND c.side = 'carrier'
      LEFT JOIN projects_agreementsignature o ON o.agreement_id = a.id AND o.side = 'ofqj'
     WHERE (a.state = 'waiting_carrier' AND c.id IS NOT NULL)
        OR (a.state = 'waiting_ofqj' AND (c.id IS NULL OR o.id IS NOT NULL))
        OR (a.state = 'signed' AND (c.id IS NULL OR o.id IS NULL))
        OR (o.id IS NOT NULL AND (c.id IS NULL OR o.signed_at < c.signed_at))
    """,
)
register_invariant(
    "projects.agreement_stands_on_a_yes",
    _("Une convention en cours porte sur un accord entier, dans sa devise, et ne dépasse pas ce qui est accordé."),
    """
    SELECT a.id FROM projects_grantagreement a
      JOIN projects_decision d ON d.id = a.decision_id
      LEFT JOIN projects_grant g ON g.decision_id = d.id
     WHERE a.state <> 'void'
       AND (d.state <> 'yes' OR a.currency <> d.currency OR a.amount > d.amount OR g.id IS NULL)
    """,
)
register_invariant(
    "projects.instalments_are_the_grant_s",
    _("Les échéances d’une subvention sont dans sa devise et ne prévoient pas plus que ce qui est accordé."),
    """
    SELECT g.id FROM projects_grant g JOIN projects_instalment i ON i.grant_id = g.id
     GROUP BY g.id HAVING bool_or(i.currency <> g.currency)
        OR sum(i.planned_amount) FILTER (WHERE NOT EXISTS (
               SELECT 1 FROM projects_payment y WHERE y.instalment_id = i.id)) > g.awarded_amount
    """,
)

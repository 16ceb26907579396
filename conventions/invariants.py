"""What holds for every plan, vote and report, whatever the code did."""

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.invariants import register_invariant

register_invariant(
    "conventions.plan_validated_by_vote",
    _("Un plan validé l’est par un vote du comité."),
    """
    SELECT p.id FROM conventions_actionplan p WHERE p.state IN ('validated', 'closed')
       AND NOT EXISTS (SELECT 1 FROM conventions_vote v WHERE v.plan_id = p.id AND v.outcome = 'carried')
    """,
)
register_invariant(
    "conventions.report_adopted_by_vote",
    _("Un bilan adopté l’est par un vote du comité sur ces chiffres-là."),
    """
    SELECT r.id FROM conventions_annualreport r
      LEFT JOIN conventions_figuressnapshot s ON s.id = r.snapshot_id
     WHERE r.state IN ('adopted', 'published', 'superseded')
       AND NOT EXISTS (SELECT 1 FROM conventions_vote v
            WHERE v.report_id = r.id AND v.outcome = 'carried' AND v.figures_hash = s.figures_hash)
    """,
)
register_invariant(
    "conventions.one_report_published",
    _("Une période n’a qu’un bilan publié ; les versions corrigées sont remplacées."),
    "SELECT convention_id FROM conventions_annualreport WHERE state = 'published'"
    " GROUP BY convention_id, period HAVING count(*) > 1",
)
register_invariant(
    "conventions.voice_of_its_party",
    _("La voix d’une partie est portée par une personne qu’elle a mandatée."),
    """
    SELECT b.id FROM conventions_partyballot b JOIN conventions_mandate m ON m.id = b.cast_by_id
      LEFT JOIN conventions_mandate a ON a.id = b.agreed_by_id
     WHERE m.party <> b.party OR a.party <> b.party
    """,
)
register_invariant(
    "conventions.carried_with_quorum",
    _("Un vote adopté réunit le quorum et assez de voix."),
    """
    SELECT v.id FROM conventions_vote v
      JOIN conventions_meeting m ON m.id = v.meeting_id
      JOIN conventions_committee c ON c.id = m.committee_id
     WHERE v.outcome = 'carried'
       AND (v.parties_present < c.quorum_parties
            OR (SELECT count(*) FROM conventions_partyballot b
                 WHERE b.vote_id = v.id AND b.choice = 'yes') < c.yes_needed)
    """,
)

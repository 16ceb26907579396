"""What holds for every group, whatever the code did."""

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.invariants import register_invariant

register_invariant(
    "participants.age_on_departure",
    _("Chaque jeune parti avait, le jour du départ, l’âge que l’appel demande (R1)."),
    """
    SELECT n.id FROM participants_participation n
      JOIN participants_participant p ON p.id = n.participant_id
      JOIN projects_project j ON j.id = n.project_id
      JOIN projects_call c ON c.id = j.call_id
     WHERE n.departed_on IS NOT NULL AND p.born_on IS NOT NULL
       AND extract(year FROM age(n.departed_on, p.born_on)) NOT BETWEEN c.age_min AND c.age_max
    """,
)
register_invariant(
    "participants.left_with_their_project",
    _("Personne n’est parti sans que son projet soit parti."),
    """
    SELECT n.id FROM participants_participation n JOIN projects_project j ON j.id = n.project_id
     WHERE n.state IN ('departed', 'returned', 'interrupted')
       AND j.state NOT IN ('ongoing', 'report_due', 'report_submitted', 'report_incomplete', 'closed', 'cancelled')
    """,
)
register_invariant(
    "participants.nobody_waits_after_departure",
    _("Une fois le groupe parti, chaque personne est partie ou s’est désistée."),
    """
    SELECT n.id FROM participants_participation n JOIN projects_project j ON j.id = n.project_id
     WHERE n.state IN ('waiting', 'registered', 'confirmed')
       AND j.state IN ('ongoing', 'report_due', 'report_submitted', 'report_incomplete', 'closed')
    """,
)
register_invariant(
    "participants.back_when_the_project_is",
    _("Une fois le groupe revenu, personne n’est encore en séjour."),
    """
    SELECT n.id FROM participants_participation n JOIN projects_project j ON j.id = n.project_id
     WHERE n.state = 'departed' AND j.state IN ('report_due', 'report_submitted', 'report_incomplete', 'closed')
    """,
)
register_invariant(
    "participants.outcomes_of_those_who_left",
    _("Une situation après le séjour est celle d’une personne partie."),
    """
    SELECT s.id FROM participants_situation s JOIN participants_participation n ON n.id = s.participation_id
     WHERE s.moment <> 'entry' AND n.state NOT IN ('departed', 'returned', 'interrupted')
    """,
)
register_invariant(
    "participants.declined_says_nothing",
    _("Qui n’a pas souhaité répondre n’a aucun code d’obstacle."),
    "SELECT participant_id FROM participants_opportunityprofile WHERE is_declined AND cardinality(codes) > 0",
)

"""What holds for every person in every group, whatever the code did."""

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.invariants import register_invariant

LEFT = "('departed', 'returned', 'interrupted')"

register_invariant(
    "participants.left_with_their_project",
    _("Personne n’est parti avec un projet qui n’est pas parti."),
    f"""
    SELECT n.id FROM participants_participation n JOIN projects_project p ON p.id = n.project_id
     WHERE n.state IN {LEFT} AND p.departed_on IS NULL
    """,
)
register_invariant(
    "participants.back_with_their_project",
    _("Personne n’est encore en séjour quand son projet est revenu ou annulé."),
    """
    SELECT n.id FROM participants_participation n JOIN projects_project p ON p.id = n.project_id
     WHERE n.state = 'departed' AND (p.returned_on IS NOT NULL OR p.state = 'cancelled')
       AND NOT EXISTS (SELECT 1 FROM core_job j WHERE j.kind = 'participants.follow_project'
                         AND j.state IN ('queued', 'running') AND j.args->>'project' = p.id::text)
    """,
)
register_invariant(
    "participants.nobody_waits_to_leave_afterwards",
    _("Personne n’attend de partir une fois le groupe parti."),
    """
    SELECT n.id FROM participants_participation n JOIN projects_project p ON p.id = n.project_id
     WHERE n.state IN ('waiting', 'registered', 'confirmed') AND p.departed_on IS NOT NULL AND p.state <> 'cancelled'
    """,
)
register_invariant(
    "participants.confirmed_are_attested",
    _("Personne n’est confirmé sans suivi attesté, passeport, autorisation et assurance vérifiés."),
    f"""
    SELECT id FROM participants_participation
     WHERE (state = 'confirmed' OR state IN {LEFT})
       AND (attested_on IS NULL OR passport_verdict <> 'seen' OR authorisation_checked_on IS NULL
            OR insurance_checked_on IS NULL)
    """,
)
register_invariant(
    "participants.left_at_the_right_age",
    _("Chaque personne partie avait l’âge que demandent les règles de son dossier."),
    f"""
    SELECT n.id FROM participants_participation n
      JOIN participants_participant t ON t.id = n.participant_id
      JOIN projects_project p ON p.id = n.project_id
     WHERE n.state IN {LEFT} AND p.rules->>'programme' NOT IN ('cross_mission', 'support_mission')
       AND EXTRACT(YEAR FROM age(n.departed_on, t.born_on))
           NOT BETWEEN (p.rules->>'age_min')::int AND (p.rules->>'age_max')::int
    """,
)
register_invariant(
    "participants.places_are_not_overrun",
    _("Aucun groupe ne compte plus de personnes que de places."),
    f"""
    SELECT n.project_id AS id FROM participants_participation n JOIN projects_project p ON p.id = n.project_id
     WHERE n.state IN ('registered', 'confirmed') OR n.state IN {LEFT}
     GROUP BY n.project_id, p.places HAVING count(*) > p.places
    """,
)
register_invariant(
    "participants.followed_by_a_carrier",
    _("Chaque personne d’un groupe est suivie par une structure qui porte le projet."),
    """
    SELECT n.id FROM participants_participation n JOIN participants_participant t ON t.id = n.participant_id
     WHERE n.state <> 'withdrawn' AND NOT EXISTS (
           SELECT 1 FROM projects_projectstructure s
            WHERE s.project_id = n.project_id AND s.structure_id = t.structure_id AND s.side = 'carrier')
    """,
)
register_invariant(
    "participants.what_became_of_them_is_asked_after",
    _("Aucune situation d’après séjour n’est notée pour une personne qui n’est pas revenue."),
    """
    SELECT s.id FROM participants_situation s JOIN participants_participation n ON n.id = s.participation_id
     WHERE s.moment <> 'entry' AND n.state NOT IN ('returned', 'interrupted')
    """,
)
register_invariant(
    "participants.attended_with_her_group",
    _("Chaque présence est notée à une séance du groupe de la personne."),
    """
    SELECT a.id FROM participants_attendance a
      JOIN participants_preparationsession s ON s.id = a.session_id
      JOIN participants_participation n ON n.id = a.participation_id
     WHERE n.project_id <> s.project_id
    """,
)

"""What holds for every plan, vote and report, whatever the code did."""

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.invariants import register_invariant

register_invariant(
    "conventions.plan_validated_by_vote",
    _("Un plan validé l’a été par un vote du comité."),
    "SELECT p.id FROM conventions_actionplan p WHERE p.state IN ('validated', 'closed') AND NOT EXISTS"
    " (SELECT 1 FROM conventions_vote v WHERE v.plan_id = p.id AND v.outcome = 'carried')",
)
register_invariant(
    "conventions.report_adopted_by_vote",
    _("Un bilan adopté l’a été par un vote du comité sur ses chiffres exacts."),
    "SELECT r.id FROM conventions_annualreport r LEFT JOIN conventions_figuressnapshot s ON s.id = r.snapshot_id"
    " WHERE r.state IN ('adopted', 'published', 'superseded') AND NOT EXISTS (SELECT 1 FROM conventions_vote v"
    " WHERE v.report_id = r.id AND v.outcome = 'carried' AND v.figures_hash = s.figures_hash)",
)
register_invariant(
    "conventions.vote_carried_with_quorum",
    _("Un vote adopté a réuni les parties et les voix que les règles du comité demandent."),
    "SELECT v.id FROM conventions_vote v LEFT JOIN conventions_meeting m ON m.id = v.meeting_id"
    " LEFT JOIN conventions_consultation k ON k.id = v.consultation_id"
    " JOIN conventions_committee c ON c.id = COALESCE(m.committee_id, k.committee_id) WHERE"
    " v.outcome = 'carried' AND (v.parties_present < c.quorum_parties"
    " OR (SELECT count(*) FROM conventions_partyballot b WHERE b.vote_id = v.id AND b.choice = 'yes')"
    " < c.yes_needed)",
)
register_invariant(
    "conventions.ofqj_agrees_with_itself",
    _("La voix de l’OFQJ est portée par une section avec l’accord de l’autre."),
    "SELECT b.id FROM conventions_partyballot b JOIN conventions_mandate c ON c.id = b.cast_by_id"
    " LEFT JOIN conventions_mandate a ON a.id = b.agreed_by_id"
    " WHERE b.party = 'ofqj' AND (a.id IS NULL OR a.section = c.section OR a.party <> 'ofqj' OR c.party <> 'ofqj')",
)
register_invariant(
    "conventions.consultation_answered_by_votes",
    _("Chaque question d’une consultation close a son vote, consigné à l’échéance, ou est sans objet."),
    "SELECT i.id FROM conventions_consultationitem i JOIN conventions_consultation k ON k.id = i.consultation_id"
    " WHERE (k.state = 'closed' AND NOT i.is_moot AND NOT EXISTS (SELECT 1 FROM conventions_vote v WHERE"
    " v.consultation_id = k.id AND v.recorded_at >= k.closes_at AND (v.plan_id = i.plan_id OR v.report_id = i.report_id"
    " OR v.resolution_id = i.resolution_id))) OR (k.state <> 'closed' AND EXISTS (SELECT 1 FROM conventions_vote v"
    " WHERE v.consultation_id = k.id))",
)
register_invariant(
    "conventions.report_has_four_contributions",
    _("Chaque bilan attend quatre contributions."),
    "SELECT r.id FROM conventions_annualreport r WHERE"
    " (SELECT count(*) FROM conventions_reportcontribution c WHERE c.report_id = r.id) <> 4",
)
register_invariant(
    "conventions.one_published_version",
    _("Une période n’a qu’une version publiée."),
    "SELECT convention_id FROM conventions_annualreport WHERE state = 'published'"
    " GROUP BY convention_id, period HAVING count(*) > 1",
)
register_invariant(
    "conventions.action_serves_its_convention",
    _("Chaque action sert un objectif de la convention de son plan."),
    "SELECT a.id FROM conventions_action a JOIN conventions_actionplan p ON p.id = a.plan_id"
    " JOIN conventions_objective o ON o.id = a.objective_id WHERE o.convention_id <> p.convention_id",
)
register_invariant(
    "conventions.action_goes_on_from_an_earlier_year",
    _("Une action reprise vient d’un plan d’une année d’avant, dans la même convention."),
    "SELECT a.id FROM conventions_action a JOIN conventions_actionplan p ON p.id = a.plan_id"
    " JOIN conventions_action f ON f.id = a.carried_from_id JOIN conventions_actionplan q ON q.id = f.plan_id"
    " WHERE q.year >= p.year OR q.convention_id <> p.convention_id",
)
register_invariant(
    "conventions.amendment_has_every_accord",
    _("Un avenant en vigueur a l’accord de chaque bloc de signature sur chaque partie de son texte."),
    "SELECT m.id FROM conventions_amendment m WHERE m.state = 'in_force' AND EXISTS (SELECT 1 FROM"
    " conventions_signatory s CROSS JOIN conventions_amendmentpart p WHERE s.convention_id = m.convention_id"
    " AND p.amendment_id = m.id AND NOT EXISTS (SELECT 1 FROM conventions_accordpart k JOIN conventions_partyaccord a"
    " ON a.id = k.accord_id WHERE a.amendment_id = m.id AND a.answer = 'accord' AND a.party = s.party"
    " AND a.section = s.section AND k.code = p.code AND k.text_hash = p.text_hash AND k.voided_at IS NULL))",
)
register_invariant(
    "conventions.refused_amendment_is_void",
    _("Un avenant refusé par un signataire est sans effet."),
    "SELECT m.id FROM conventions_amendment m WHERE m.state <> 'void' AND EXISTS (SELECT 1 FROM"
    " conventions_partyaccord a WHERE a.amendment_id = m.id AND a.answer = 'refusal')",
)
register_invariant(
    "conventions.accord_within_its_mandate",
    _("Un accord est donné pendant le pouvoir de signer de son auteur, pour sa propre partie."),
    "SELECT a.id FROM conventions_partyaccord a JOIN conventions_signingmandate s ON s.id = a.mandate_id"
    " WHERE a.party <> s.party OR a.section <> s.section"
    " OR (a.given_at AT TIME ZONE 'Europe/Paris')::date < s.starts_on",
)
register_invariant(
    "conventions.end_comes_from_a_notice",
    _("La convention ne prend fin avant son terme que par un acte notifié."),
    "SELECT c.id FROM conventions_convention c WHERE c.ended_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM"
    " conventions_formalnotice n WHERE n.convention_id = c.id AND n.state = 'effective'"
    " AND n.effective_on = c.ended_on)",
)
register_invariant(
    "conventions.termination_waits_seven_days",
    _("Une résiliation suit d’au moins sept jours l’envoi de la mise en demeure."),
    "SELECT n.id FROM conventions_formalnotice n WHERE n.kind = 'formal_notice' AND n.state = 'effective' AND EXISTS"
    " (SELECT 1 FROM conventions_noticedelivery d WHERE d.notice_id = n.id AND (d.sent_on IS NULL"
    " OR n.effective_on < d.sent_on + 7))",
)
register_invariant(
    "conventions.renewal_comes_from_an_amendment",
    _("La convention n’est renouvelée que par un avenant en vigueur."),
    "SELECT c.id FROM conventions_convention c WHERE c.renewed_until IS NOT NULL AND NOT EXISTS (SELECT 1 FROM"
    " conventions_amendment m WHERE m.convention_id = c.id AND m.state = 'in_force'"
    " AND m.renews_until = c.renewed_until)",
)

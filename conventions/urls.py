"""Addresses of the conventions, their plans and meetings, and of the annual reports."""

from django.urls import path, register_converter

from conventions.views import (
    accords,
    actions,
    amendments,
    committee,
    consultations,
    contribution_pictures,
    conventions,
    data_requests,
    indicators,
    levels,
    mandates,
    meetings,
    minutes,
    notices,
    obligations,
    past_years,
    plans,
    report_acts,
    report_proof,
    reports,
    text,
)


class PeriodConverter:
    """« 2025 » or « 2025-2026 »; whether the years follow each other is judged by the door."""

    regex = "[0-9]{4}(?:-[0-9]{4})?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PeriodConverter, "period")

app_name = "conventions"
urlpatterns = [
    path("conventions/", conventions.convention_list, name="list"),
    path("conventions/reunions/<int:pk>/", committee.meeting, name="meeting"),
    path("conventions/reunions/<int:pk>/vote-plan/<int:year>/", committee.vote_plan, name="vote_plan"),
    path("conventions/reunions/<int:pk>/vote-bilan/<period:period>/", committee.vote_report, name="vote_report"),
    path("lien/avenant/<str:token>/", accords.accord_link, name="accord_link"),
    path("conventions/<slug:slug>/", conventions.convention, name="convention"),
    path("lien/agenda/<str:token>/", obligations.agenda_feed, name="agenda_feed"),
    path("conventions/<slug:slug>/comite/", mandates.committee, name="committee"),
    path("conventions/<slug:slug>/comite/donner/", mandates.mandate_new, name="mandate_new"),
    path("conventions/<slug:slug>/comite/<int:pk>/finir/", mandates.mandate_end, name="mandate_end"),
    path("conventions/<slug:slug>/echeances/", obligations.obligations, name="obligations"),
    path("conventions/<slug:slug>/echeances/agenda/", obligations.agenda_renew, name="agenda_renew"),
    path("conventions/<slug:slug>/actes/", notices.notices, name="notices"),
    path("conventions/<slug:slug>/actes/nouveau/", notices.notice_new, name="notice_new"),
    path("conventions/<slug:slug>/actes/<int:number>/", notices.notice, name="notice"),
    path(
        "conventions/<slug:slug>/actes/<int:number>/envois/<int:pk>/", notices.notice_delivery, name="notice_delivery"
    ),
    path("conventions/<slug:slug>/actes/<int:number>/retirer/", notices.notice_withdraw, name="notice_withdraw"),
    path("conventions/<slug:slug>/actes/<int:number>/prononcer/", notices.notice_end, name="notice_end"),
    path("conventions/<slug:slug>/desaccords/nouveau/", notices.dispute_new, name="dispute_new"),
    path("conventions/<slug:slug>/desaccords/<int:number>/", notices.dispute, name="dispute"),
    path("conventions/reunions/<int:pk>/modifier/", meetings.meeting_change, name="meeting_change"),
    path("conventions/reunions/<int:pk>/annuler/", meetings.meeting_cancel, name="meeting_cancel"),
    path("conventions/reunions/<int:pk>/points/nouveau/", meetings.item_new, name="item_new"),
    path("conventions/reunions/<int:pk>/points/<int:item>/retirer/", meetings.item_remove, name="item_remove"),
    path("conventions/reunions/<int:pk>/points/<int:item>/documents/", meetings.document_new, name="document_new"),
    path("conventions/reunions/<int:pk>/points/<int:item>/approuver/", minutes.minutes_approve, name="minutes_approve"),
    path("conventions/reunions/<int:pk>/dossier/", meetings.bundle, name="bundle"),
    path("conventions/reunions/<int:pk>/presents/", meetings.attendance, name="attendance"),
    path("conventions/reunions/<int:pk>/compte-rendu/", minutes.minutes, name="minutes"),
    path("conventions/reunions/<int:pk>/compte-rendu/ecrire/", minutes.minutes_write, name="minutes_write"),
    path("conventions/reunions/<int:pk>/actions/nouvelle/", minutes.action_new_in, name="action_new_in"),
    path("conventions/reunions/<int:pk>/actions/<int:action>/", minutes.action_done, name="action_done"),
    path(
        "conventions/reunions/<int:pk>/vote-resolution/<int:number>/", committee.vote_resolution, name="vote_resolution"
    ),
    path("conventions/consultations/<int:pk>/", consultations.consultation, name="consultation"),
    path("conventions/consultations/<int:pk>/modifier/", consultations.consultation_change, name="consultation_change"),
    path("conventions/consultations/<int:pk>/questions/", consultations.question_new, name="consultation_question"),
    path(
        "conventions/consultations/<int:pk>/questions/<int:item>/retirer/",
        consultations.question_remove,
        name="consultation_question_remove",
    ),
    path("conventions/consultations/<int:pk>/documents/", consultations.document_new, name="consultation_document"),
    path("conventions/consultations/<int:pk>/ouvrir/", consultations.consultation_open, name="consultation_open"),
    path(
        "conventions/consultations/<int:pk>/retirer/", consultations.consultation_withdraw, name="consultation_withdraw"
    ),
    path("conventions/consultations/<int:pk>/voix/", consultations.voices, name="consultation_voices"),
    path("conventions/consultations/<int:pk>/accord/", consultations.agree, name="consultation_agree"),
    path("conventions/<slug:slug>/consultations/nouvelle/", consultations.consultation_new, name="consultation_new"),
    path("conventions/<slug:slug>/decisions/", minutes.decisions, name="decisions"),
    path("conventions/<slug:slug>/resolutions/nouvelle/", minutes.resolution_new, name="resolution_new"),
    path("conventions/<slug:slug>/indicateurs/", indicators.indicators, name="indicators"),
    path(
        "conventions/<slug:slug>/indicateurs/versions/nouvelle/", indicators.indicator_set_new, name="indicator_set_new"
    ),
    path("conventions/<slug:slug>/indicateurs/versions/<int:version>/", indicators.indicator_set, name="indicator_set"),
    path(
        "conventions/<slug:slug>/indicateurs/versions/<int:version>/proposer/",
        indicators.indicator_set_propose,
        name="indicator_set_propose",
    ),
    path(
        "conventions/<slug:slug>/indicateurs/versions/<int:version>/<slug:code>/",
        indicators.indicator_change,
        name="indicator_change",
    ),
    path(
        "conventions/<slug:slug>/indicateurs/<int:year>/cibles/", indicators.indicator_targets, name="indicator_targets"
    ),
    path("conventions/<slug:slug>/indicateurs/<int:year>/niveaux/", levels.indicator_levels, name="indicator_levels"),
    path("conventions/<slug:slug>/indicateurs/<int:year>/<slug:code>/", indicators.indicator, name="indicator"),
    path("conventions/<slug:slug>/donnees/", data_requests.data_requests, name="data_requests"),
    path("conventions/<slug:slug>/donnees/nouvelle/", data_requests.data_request_new, name="data_request_new"),
    path("conventions/<slug:slug>/donnees/<int:number>/", data_requests.data_request, name="data_request"),
    path("conventions/<slug:slug>/donnees/<int:number>/preparer/", data_requests.prepare, name="data_request_prepare"),
    path("conventions/<slug:slug>/donnees/<int:number>/remettre/", data_requests.hand, name="data_request_hand_over"),
    path("conventions/<slug:slug>/donnees/<int:number>/refuser/", data_requests.refuse, name="data_request_refuse"),
    path("conventions/<slug:slug>/donnees/<int:number>/retirer/", data_requests.withdraw, name="data_request_withdraw"),
    path("conventions/<slug:slug>/donnees/<int:number>/recu/", data_requests.receive, name="data_request_receive"),
    path("conventions/<slug:slug>/texte/", text.text, name="text"),
    path("conventions/<slug:slug>/signatures/", accords.signing, name="signing"),
    path("conventions/<slug:slug>/signatures/nouvelle/", accords.signing_new, name="signing_new"),
    path("conventions/<slug:slug>/signatures/<int:pk>/", accords.signing_change, name="signing_change"),
    path("conventions/<slug:slug>/signatures/<int:pk>/delegation/", accords.delegation_act, name="delegation_act"),
    path("conventions/<slug:slug>/avenants/verifier/", accords.proof_check, name="proof_check"),
    path("conventions/<slug:slug>/avenants/nouveau/", amendments.amendment_new, name="amendment_new"),
    path("conventions/<slug:slug>/avenants/<int:number>/", amendments.amendment, name="amendment"),
    path(
        "conventions/<slug:slug>/avenants/<int:number>/articles/<int:article>/",
        amendments.amendment_article,
        name="amendment_article",
    ),
    path("conventions/<slug:slug>/avenants/<int:number>/dates/", amendments.amendment_dates, name="amendment_dates"),
    path(
        "conventions/<slug:slug>/avenants/<int:number>/proposer/",
        amendments.amendment_propose,
        name="amendment_propose",
    ),
    path(
        "conventions/<slug:slug>/avenants/<int:number>/retirer/",
        amendments.amendment_withdraw,
        name="amendment_withdraw",
    ),
    path("conventions/<slug:slug>/avenants/<int:number>/accord/", accords.accord, name="accord"),
    path("conventions/<slug:slug>/avenants/<int:number>/demandes/<int:pk>/", accords.accord_again, name="accord_again"),
    path("conventions/<slug:slug>/reunions/nouvelle/", committee.meeting_new, name="meeting_new"),
    path("conventions/<slug:slug>/plans/nouveau/", plans.plan_new, name="plan_new"),
    path("conventions/<slug:slug>/plans/<int:year>/", plans.plan, name="plan"),
    path("conventions/<slug:slug>/plans/", plans.plans_over_years, name="plans"),
    path("conventions/<slug:slug>/plans/<int:year>/reprendre/", plans.plan_carry, name="plan_carry"),
    path("conventions/<slug:slug>/plans/<int:year>/actions/nouvelle/", actions.action_new, name="action_new"),
    path("conventions/<slug:slug>/plans/<int:year>/actions/<int:number>/", actions.action, name="action"),
    path(
        "conventions/<slug:slug>/plans/<int:year>/actions/<int:number>/modifier/",
        actions.action_change,
        name="action_change",
    ),
    path(
        "conventions/<slug:slug>/plans/<int:year>/actions/<int:number>/rattacher/",
        actions.action_tie,
        name="action_tie",
    ),
    path(
        "conventions/<slug:slug>/plans/<int:year>/actions/<int:number>/retirer/",
        actions.action_remove,
        name="action_remove",
    ),
    path("conventions/<slug:slug>/plans/<int:year>/actions/<int:number>/noter/", actions.deed_new, name="deed_new"),
    path("conventions/<slug:slug>/plans/<int:year>/proposer/", plans.plan_propose, name="plan_propose"),
    path("bilans/", reports.report_list, name="reports"),
    path("bilans/ouvrir/", report_acts.report_new, name="report_new"),
    path("bilans/annees-passees/", past_years.past_years, name="past_years"),
    path("bilans/verifier/<slug:figures_hash>/", report_proof.proof, name="report_proof"),
    path("bilans/<period:period>/", reports.report, name="report"),
    path("bilans/<period:period>/document/", reports.document, name="report_document"),
    path("bilans/<period:period>/avancement/", reports.progress, name="report_progress"),
    path("bilans/<period:period>/telechargements/", report_proof.downloads, name="report_downloads"),
    path("bilans/<period:period>/etablir/", report_acts.build, name="report_build"),
    path("bilans/<period:period>/cloturer/", report_acts.close, name="report_close"),
    path("bilans/<period:period>/presenter/", report_acts.present, name="report_present"),
    path("bilans/<period:period>/publier/", report_acts.publish, name="report_publish"),
    path("bilans/<period:period>/corriger/", report_acts.correct, name="report_correct"),
    path("bilans/<period:period>/arreter/", report_acts.stop, name="report_stop"),
    path("bilans/<period:period>/images/<int:pk>/", contribution_pictures.report_picture, name="report_picture"),
    path(
        "bilans/<period:period>/contributions/<slug:body>/images/ajouter/",
        contribution_pictures.picture_add,
        name="picture_add",
    ),
    path(
        "bilans/<period:period>/contributions/<slug:body>/images/<int:pk>/retirer/",
        contribution_pictures.picture_remove,
        name="picture_remove",
    ),
    path("bilans/<period:period>/contributions/<slug:body>/", report_acts.contribution, name="contribution"),
]

"""Addresses of the review, the decisions, the money and the report."""

from django.urls import path

from projects.views import conditions, conflict, decision, money, queue, rates, report, review, team

urlpatterns = [
    path("instruction/", queue.queue, name="queue"),
    path("instruction/confier/", queue.assign_many, name="assign_many"),
    path("instruction/vues/", queue.keep_view, name="keep_view"),
    path("instruction/vues/<int:pk>/retirer/", queue.drop_view, name="drop_view"),
    path("instruction/vues/<int:pk>/ouvrir/", queue.first_view, name="first_view"),
    path("instruction/<str:number>/", review.review, name="review"),
    path("instruction/<str:number>/prendre/", review.take, name="take"),
    path("instruction/<str:number>/complements/", review.ask_complements, name="ask_complements"),
    path("instruction/<str:number>/avis/", review.opinion, name="opinion"),
    path("instruction/<str:number>/confier/", review.assign, name="assign"),
    path("instruction/<str:number>/relances/", review.pause, name="pause"),
    path("instruction/<str:number>/relances/reprendre/", review.resume, name="resume"),
    path("instruction/<str:number>/conflit/", conflict.declare, name="declare_conflict"),
    path("instruction/<str:number>/conflit/<int:pk>/lever/", conflict.lift, name="lift_conflict"),
    path("instruction/<str:number>/notes/", team.add_note, name="add_note"),
    path("instruction/<str:number>/notes/<int:pk>/retirer/", team.drop_note, name="drop_note"),
    path("instruction/<str:number>/etiquettes/", team.labels, name="labels"),
    path("decisions/", decision.decisions, name="decisions"),
    path("decisions/<str:number>/<str:section>/", decision.award, name="award"),
    path("decisions/<str:number>/<str:section>/reprendre/", decision.undo, name="undo"),
    path("decisions/<str:number>/<str:section>/conditions/", conditions.judge, name="conditions"),
    path("projets/<str:number>/decision/", decision.decision, name="decision"),
    path("projets/<str:number>/conditions/<int:pk>/", conditions.answer, name="answer_condition"),
    path("projets/<str:number>/plan/", decision.confirm_plan, name="confirm_plan"),
    path("projets/<str:number>/annuler/", decision.cancel, name="cancel"),
    path("projets/<str:number>/bilan/", report.report, name="report"),
    path("projets/<str:number>/bilan/renvoyer/", report.send_back, name="report_send_back"),
    path("projets/<str:number>/bilan/completer/", report.complete, name="report_complete"),
    path("projets/<str:number>/bilan/clore/", report.close, name="report_close"),
    path("paiements/", money.payments, name="payments"),
    path("paiements/<str:number>/<str:section>/", money.payment, name="payment"),
    path("taux/", rates.rates, name="rates"),
    path("taux/noter/", rates.note_rate, name="note_rate"),
    path("taux/importer/", rates.import_rates, name="import_rates"),
    path("enveloppes/", money.envelopes, name="envelopes"),
    path("enveloppes/<slug:code>/<str:section>/", money.envelope, name="envelope"),
]

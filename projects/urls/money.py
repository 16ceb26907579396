"""Addresses of the funding agreements and of what they pay."""

from django.urls import path

from projects.views import agreement, grant_money, payment_run, recovery, repayment_account

urlpatterns = [
    path("projets/<str:number>/convention/<str:section>/", agreement.agreement, name="agreement"),
    path("projets/<str:number>/convention/<str:section>/signer/", agreement.sign, name="sign_agreement"),
    path("projets/<str:number>/convention/<str:section>/refuser/", agreement.refuse, name="refuse_agreement"),
    path("projets/<str:number>/convention/<str:section>/preparer/", agreement.prepare, name="prepare_agreement"),
    path("projets/<str:number>/versements/", grant_money.money, name="money"),
    path("projets/<str:number>/coordonnees-bancaires/", grant_money.bank_details, name="bank_details"),
    path("paiements/<str:number>/<str:section>/compte/", grant_money.account, name="account"),
    path("paiements/<str:number>/<str:section>/compte/refuser/", grant_money.refuse_account, name="refuse_account"),
    path("paiements/<str:number>/<str:section>/compte/<int:pk>/", grant_money.share_account, name="share_account"),
    path(
        "paiements/<str:number>/<str:section>/compte/<int:pk>/refuser/",
        grant_money.refuse_share_account,
        name="refuse_share_account",
    ),
    path("paiements/<str:number>/<str:section>/trop-percu/", recovery.send, name="send_recovery"),
    path("paiements/<str:number>/<str:section>/trop-percu/rendu/", recovery.receive, name="receive_recovery"),
    path("paiements/<str:number>/<str:section>/trop-percu/abandonner/", recovery.waive, name="waive_recovery"),
    path(
        "comptes-de-remboursement/<str:section>/",
        repayment_account.repayment_account,
        name="repayment_account",
    ),
    path("ordres-de-paiement/", payment_run.runs, name="runs"),
    path("ordres-de-paiement/nouveau/<str:section>/<str:method>/", payment_run.prepare, name="prepare_run"),
    path("ordres-de-paiement/<int:pk>/", payment_run.run, name="run"),
    path("ordres-de-paiement/<int:pk>/confirmer/", payment_run.confirm, name="confirm_run"),
    path("ordres-de-paiement/<int:pk>/annuler/", payment_run.cancel, name="cancel_run"),
]

"""Addresses of the people: their list, their fiche, and the group of a dossier."""

from django.urls import path

from participants.views import group, imports, outcomes, participation, people, profile, stay, team

app_name = "participants"
urlpatterns = [
    path("participants/", people.people, name="people"),
    path("participants/droits-jamo/", profile.rights, name="rights"),
    path("participants/<int:pk>/", people.person, name="detail"),
    path("participants/<int:pk>/modifier/", people.edit, name="edit"),
    path("participants/<int:pk>/consentements/", profile.consents, name="consents"),
    path("participants/<int:pk>/profil-jamo/", profile.opportunities, name="opportunities"),
    path("projets/<str:number>/groupe/", group.group, name="group"),
    path("projets/<str:number>/groupe/ajouter/", group.add, name="group_add"),
    path("projets/<str:number>/groupe/nouvelle-personne/", group.add_new, name="group_new"),
    path("projets/<str:number>/groupe/importer/", imports.bring, name="group_import"),
    path("projets/<str:number>/groupe/importer/modele.xlsx", imports.template, name="group_import_template"),
    path("projets/<str:number>/groupe/importer/<uuid:key>/", imports.preview, name="group_import_preview"),
    path("projets/<str:number>/groupe/importer/<uuid:key>/colonnes/", imports.columns, name="group_import_columns"),
    path("projets/<str:number>/groupe/importer/<uuid:key>/a-corriger.csv", imports.errors, name="group_import_errors"),
    path("projets/<str:number>/groupe/depart/", stay.departure, name="departure"),
    path("projets/<str:number>/groupe/retour/", stay.come_back, name="return"),
    path("projets/<str:number>/groupe/arret/", stay.stop, name="stop"),
    path("projets/<str:number>/groupe/equipe/", team.add, name="team_add"),
    path("projets/<str:number>/groupe/equipe/<int:pk>/retirer/", team.remove, name="team_remove"),
    path("projets/<str:number>/groupe/<int:pk>/", participation.participation, name="participation"),
    path("projets/<str:number>/groupe/<int:pk>/confirmer/", participation.confirm, name="confirm"),
    path("projets/<str:number>/groupe/<int:pk>/inscrire/", participation.admit, name="admit"),
    path("projets/<str:number>/groupe/<int:pk>/desistement/", participation.withdraw, name="withdraw"),
    path("projets/<str:number>/groupe/<int:pk>/interruption/", participation.interrupt, name="interrupt"),
    path("projets/<str:number>/groupe/<int:pk>/situations/", outcomes.situations, name="situations"),
    path("projets/<str:number>/groupe/<int:pk>/autoevaluation/<slug:moment>/", outcomes.assessment, name="assessment"),
]

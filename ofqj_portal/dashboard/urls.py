from django.urls import path

from ofqj_portal.dashboard.views import agenda, departure, exports, home, network, rights, search, structure

app_name = "dashboard"
urlpatterns = [
    path("", home.home, name="home"),
    path("structures/reseau/", network.network, name="network"),
    path("structures/<int:pk>/", structure.sheet, name="structure"),
    path("structures/<int:pk>/membres/<int:membership_pk>/depart/", departure.departure, name="departure"),
    path("droits/", rights.rights, name="rights"),
    path("recherche/", search.look, name="search"),
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda/<int:pk>/fermer/", agenda.close, name="agenda_close"),
    path("lien/mon-agenda/<str:token>/", agenda.feed, name="agenda_feed"),
    path("exports/projets/", exports.export, {"code": "projects"}, name="export_projects"),
    path("exports/instruction/", exports.export, {"code": "queue"}, name="export_queue"),
    path("exports/structures/", exports.export, {"code": "structures"}, name="export_structures"),
    path("exports/ententes/", exports.export, {"code": "agreements"}, name="export_agreements"),
    path("exports/versements/", exports.export, {"code": "payments"}, name="export_payments"),
    path("exports/personnes/", exports.export, {"code": "people"}, name="export_people"),
]

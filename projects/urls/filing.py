"""Addresses of the calls and of the dossier, until it is answered."""

from django.urls import path, re_path

from projects.sections import SECTIONS
from projects.views import (
    bookings,
    call_desk,
    calls,
    dossier,
    filing,
    hosting_links,
    lists,
    messages,
    partners,
    piece_templates,
    pieces,
    sections,
    terms,
    versions,
)

_SLUGS = "|".join(section.slug for section in SECTIONS)
_DOSSIER = "projets/<str:number>"

urlpatterns = [
    path("appels/", calls.call_list, name="calls"),
    path("appels/gestion/", call_desk.call_desk, name="call_desk"),
    path("appels/nouveau/", call_desk.create, name="call_new"),
    path("appels/<slug:code>/", calls.call, name="call"),
    path("appels/<slug:code>/formulaire-vierge/", calls.blank_form, name="blank_form"),
    path("appels/<slug:code>/modifier/", call_desk.edit, name="call_edit"),
    path("appels/<slug:code>/publier/", call_desk.publish, name="call_publish"),
    path("appels/<slug:code>/depublier/", call_desk.unpublish, name="call_unpublish"),
    path("appels/<slug:code>/modeles/", piece_templates.templates, name="piece_templates"),
    path("appels/<slug:code>/modeles/<int:pk>/retirer/", piece_templates.remove, name="piece_template_remove"),
    path("appels/<slug:code>/versements/", terms.call_payments, name="call_payments"),
    path("appels/<slug:code>/versements/<str:section>/", terms.call_schedule, name="call_schedule"),
    path("appels/<slug:code>/versements/<str:section>/habituel/", terms.usual_schedule, name="usual_schedule"),
    path("appels/<slug:code>/historique/", call_desk.history, name="call_history"),
    path("projets/", lists.project_list, name="list"),
    path("projets/nouveau/", dossier.create, name="create"),
    path(f"{_DOSSIER}/", dossier.detail, name="detail"),
    re_path(rf"^projets/(?P<number>[^/]+)/(?P<slug>{_SLUGS})/$", sections.section, name="section"),
    path(f"{_DOSSIER}/structures/inviter/", partners.invite, name="invite"),
    path(f"{_DOSSIER}/structures/<int:pk>/retirer/", partners.remove, name="remove_partner"),
    path(f"{_DOSSIER}/structures/<int:pk>/lien/", hosting_links.manage, name="manage_link"),
    path(f"{_DOSSIER}/structures/<int:pk>/lien/annuler/", hosting_links.revoke, name="revoke_link"),
    path("lien/accueil/<str:token>/", hosting_links.answer, name="hosting_link"),
    path(f"{_DOSSIER}/pieces/<int:pk>/retirer/", pieces.remove, name="remove_piece"),
    path(f"{_DOSSIER}/reservations/", bookings.plan, name="bookings"),
    path(f"{_DOSSIER}/reservations/nouvelle/", bookings.add, name="booking_new"),
    path(f"{_DOSSIER}/reservations/<int:pk>/", bookings.edit, name="booking_edit"),
    path(f"{_DOSSIER}/reservations/<int:pk>/enlever/", bookings.remove, name="booking_remove"),
    path(f"{_DOSSIER}/accueil/", partners.hosting, name="hosting"),
    path(f"{_DOSSIER}/accueil/refus/", partners.refuse, name="refuse_hosting"),
    path(f"{_DOSSIER}/retrait/", filing.withdraw, name="withdraw"),
    path(f"{_DOSSIER}/reouverture/", filing.reopen, name="reopen"),
    path(f"{_DOSSIER}/complements/", filing.complements, name="complements"),
    path(f"{_DOSSIER}/messages/", messages.thread, name="messages"),
    path(f"{_DOSSIER}/messages/envoyer/", messages.send, name="send_message"),
    path(f"{_DOSSIER}/messages/<int:pk>/retirer/", messages.withdraw, name="withdraw_message"),
    path(f"{_DOSSIER}/archive/", dossier.archive, name="archive"),
    path(f"{_DOSSIER}/versions/", versions.versions, name="versions"),
    path(f"{_DOSSIER}/versions/<int:old>/<int:new>/", versions.difference, name="difference"),
]

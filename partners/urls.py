"""The directory of structures and their ententes; the sheet itself, /structures/<pk>/, is the dashboard's."""

from django.urls import URLPattern, URLResolver, path

from partners.views import agreements, imports, invitations, joining, managers, members, merging, structures, switch

app_name = "partners"
urlpatterns: list[URLPattern | URLResolver] = [
    path("structures/", structures.structure_list, name="list"),
    path("structures/carte/", structures.structure_map, name="map"),
    path("structures/nouvelle/", structures.new, name="new"),
    path("structures/travailler-pour/", switch.switch, name="switch"),
    path("structures/importer/", imports.upload, name="import"),
    path("structures/importer/<uuid:file_id>/", imports.preview, name="import_preview"),
    path("structures/importer/<uuid:file_id>/a-corriger/", imports.errors, name="import_errors"),
    path("structures/sans-responsable/", managers.unmanaged, name="unmanaged"),
    path("structures/doublons/", merging.duplicates, name="duplicates"),
    path("structures/doublons/reunir/", merging.merge, name="merge"),
    path("structures/doublons/<int:pk>/defaire/", merging.undo, name="merge_undo"),
    path("structures/doublons/<int:one>/<int:other>/distinguer/", merging.apart, name="apart"),
    path("structures/doublons/distinctions/<int:pk>/defaire/", merging.again, name="again"),
    path("structures/ententes/", agreements.agreement_list, name="agreements"),
    path("structures/ententes/nouvelle/", agreements.new, name="agreement_new"),
    path("structures/ententes/<int:pk>/", agreements.agreement, name="agreement"),
    path("structures/ententes/<int:pk>/modifier/", agreements.edit, name="agreement_edit"),
    path("structures/ententes/<int:pk>/confirmer/", agreements.confirm, name="agreement_confirm"),
    path("structures/ententes/<int:pk>/texte/", agreements.text, name="agreement_text"),
    path("structures/ententes/<int:pk>/renouveler/", agreements.renew, name="agreement_renew"),
    path("structures/ententes/<int:pk>/arreter/", agreements.end, name="agreement_end"),
    path("structures/invitations/", invitations.mine, name="my_invitations"),
    path("structures/invitations/<int:pk>/repondre/", invitations.answer, name="invitation_answer"),
    path("lien/invitation/<str:token>/", invitations.by_personal_link, name="invitation_link"),
    path("structures/<int:pk>/verifier/", structures.check, name="check"),
    path("structures/<int:pk>/modifier/", structures.edit, name="edit"),
    path("structures/<int:pk>/demander-un-acces/", joining.join, name="join"),
    path("structures/<int:pk>/membres/demandes/<int:request_pk>/", joining.answer, name="join_answer"),
    path("structures/<int:pk>/membres/<int:membership_pk>/proposer-le-role/", managers.propose, name="propose_manager"),
    path("structures/<int:pk>/membres/", members.members, name="members"),
    path("structures/<int:pk>/membres/inviter/", invitations.invite, name="invite"),
    path(
        "structures/<int:pk>/membres/invitations/<int:invitation_pk>/relancer/",
        invitations.resend,
        name="invitation_resend",
    ),
    path(
        "structures/<int:pk>/membres/invitations/<int:invitation_pk>/annuler/",
        invitations.revoke,
        name="invitation_revoke",
    ),
    path("structures/<int:pk>/membres/<int:membership_pk>/fin/", members.end, name="member_end"),
]

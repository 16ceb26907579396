"""Every address of the portal, in the words its readers use."""

from django.urls import include, path

from ofqj_portal.core import administration

#: They are tried in this order: what is read most often comes first.
urlpatterns = [
    path("", include("ofqj_portal.dashboard.urls")),
    path("", include("projects.urls")),
    path("", include("participants.urls")),
    path("", include("partners.urls")),
    path("", include("conventions.urls")),
    path("", include("ofqj_portal.notifications.urls")),
    path("", include("ofqj_portal.privacy.urls")),
    path("", include("ofqj_portal.core.urls")),
    path("", include("ofqj_portal.accounts.urls")),
    path("administration/", administration.site.urls),
]
handler400 = "ofqj_portal.core.views.errors.bad_request"
handler403 = "ofqj_portal.core.views.errors.forbidden"
handler404 = "ofqj_portal.core.views.errors.not_found"
handler500 = "ofqj_portal.core.views.errors.server_error"

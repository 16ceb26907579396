from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from ofqj_portal.core.views import appearance, files, gallery, health

app_name = "core"
urlpatterns: list[URLPattern | URLResolver] = [
    path("apparence/", appearance.appearance, name="appearance"),
    path("fichiers/<uuid:file_id>/", files.download, name="file"),
    path("sante/", health.sante, name="health"),
]
if settings.DEBUG or settings.DEMO:
    urlpatterns.append(path("galerie/", gallery.gallery, name="gallery"))

from django.urls import URLPattern, URLResolver, path

from ofqj_portal.core.views import files

app_name = "core"
urlpatterns: list[URLPattern | URLResolver] = [
    path("fichiers/<uuid:file_id>/", files.download, name="file"),
]

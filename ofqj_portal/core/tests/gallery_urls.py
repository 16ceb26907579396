"""The portal's addresses as the demo has them: with the gallery."""

from django.urls import path

from ofqj_portal.core.views.gallery import gallery
from ofqj_portal.urls import handler400, handler403, handler404, handler500, urlpatterns  # noqa: F401

urlpatterns = [path("galerie/", gallery), *urlpatterns]

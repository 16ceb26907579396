from django.urls import path
from django.views.generic import TemplateView

from ofqj_portal.privacy.views import registers, requests

app_name = "privacy"
urlpatterns = [
    path("accessibilite/", TemplateView.as_view(template_name="privacy/accessibility.html"), name="accessibility"),
    path("confidentialite/", TemplateView.as_view(template_name="privacy/privacy_notice.html"), name="privacy_notice"),
    path("confidentialite/conflits/", registers.conflicts, name="conflicts"),
    path("confidentialite/demandes/", requests.desk, name="requests"),
    path("confidentialite/demandes/noter/", requests.record, name="request_record"),
    path("confidentialite/demandes/<int:pk>/", requests.detail, name="request"),
    path("confidentialite/demandes/<int:pk>/prendre/", requests.take, name="request_take"),
    path("confidentialite/demandes/<int:pk>/fichiers/", requests.make_files, name="request_files"),
    path("confidentialite/demandes/<int:pk>/repondre/", requests.answer, name="request_answer"),
    path("confidentialite/demandes/<int:pk>/effacer/", requests.erase, name="request_erase"),
    path("confidentialite/conservation/", registers.retention, name="retention"),
    path("confidentialite/demandes/<int:pk>/corriger/", requests.correct, name="request_correct"),
    path("mentions-legales/", TemplateView.as_view(template_name="privacy/legal_notice.html"), name="legal_notice"),
    path("etat-du-service/", registers.service_status, name="service_status"),
]

from django.urls import path

from ofqj_portal.privacy.views import notices, registers, requests

app_name = "privacy"
urlpatterns = [
    path("accessibilite/", notices.accessibility, name="accessibility"),
    path("confidentialite/", notices.privacy_notice, name="privacy_notice"),
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
    path("mentions-legales/", notices.legal_notice, name="legal_notice"),
    path("etat-du-service/", registers.service_status, name="service_status"),
]

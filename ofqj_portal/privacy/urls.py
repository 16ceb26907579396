from django.urls import path
from django.views.generic import TemplateView

from ofqj_portal.privacy import views

app_name = "privacy"
urlpatterns = [
    path("accessibilite/", TemplateView.as_view(template_name="privacy/accessibility.html"), name="accessibility"),
    path("confidentialite/", TemplateView.as_view(template_name="privacy/privacy_notice.html"), name="privacy_notice"),
    path("confidentialite/conflits/", views.conflicts, name="conflicts"),
    path("mentions-legales/", TemplateView.as_view(template_name="privacy/legal_notice.html"), name="legal_notice"),
    path("etat-du-service/", views.service_status, name="service_status"),
]

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "ofqj_portal.dashboard"
    label = "dashboard"
    verbose_name = "Tableau de bord"

from django.urls import path

from ofqj_portal.dashboard.views import home, structure

app_name = "dashboard"
urlpatterns = [
    path("", home.home, name="home"),
    path("structures/<int:pk>/", structure.sheet, name="structure"),
]

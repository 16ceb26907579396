"""The directory of structures and their ententes; the sheet itself, /structures/<pk>/, is the dashboard's."""

from django.urls import URLPattern, URLResolver, path

from partners.views import switch

app_name = "partners"
urlpatterns: list[URLPattern | URLResolver] = [
    path("structures/travailler-pour/", switch.switch, name="switch"),
]

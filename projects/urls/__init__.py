"""Addresses of the dossiers: what a structure files, what the OFQJ decides, what changes afterwards."""

from projects.urls import changes, decision, filing

app_name = "projects"
urlpatterns = [*decision.urlpatterns, *changes.urlpatterns, *filing.urlpatterns]

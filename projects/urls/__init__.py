"""Addresses of the dossiers: what a structure files, what the OFQJ decides."""

from projects.urls import decision, filing

app_name = "projects"
urlpatterns = [*decision.urlpatterns, *filing.urlpatterns]

"""Addresses of the dossiers: what a structure files, what the OFQJ decides, what changes, is agreed and paid."""

from projects.urls import advice, changes, decision, filing, money

app_name = "projects"
urlpatterns = [
    *advice.urlpatterns,
    *decision.urlpatterns,
    *changes.urlpatterns,
    *filing.urlpatterns,
    *money.urlpatterns,
]

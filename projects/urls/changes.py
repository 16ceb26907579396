"""Addresses of what changes after the answer."""

from django.urls import path

from projects.views import changes

_CHANGES = "projets/<str:number>/changements"

urlpatterns = [
    path(f"{_CHANGES}/", changes.changes, name="changes"),
    path(f"{_CHANGES}/demander/", changes.ask, name="ask_change"),
    path(f"{_CHANGES}/<int:pk>/repondre/", changes.answer, name="answer_change"),
    path(f"{_CHANGES}/<int:pk>/abandonner/", changes.drop, name="drop_change"),
]

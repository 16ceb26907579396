"""Addresses of the calls and of the dossier, until it is answered."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []

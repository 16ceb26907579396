"""Addresses of the review, the decisions, the money and the report."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []

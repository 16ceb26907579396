"""Addresses of the requests for advice."""

from django.urls import path

from projects.views import advice

urlpatterns = [
    path("conseil/", advice.advice_list, name="advice_list"),
    path("conseil/demander/", advice.ask, name="advice_ask"),
    path("conseil/<int:pk>/", advice.advice, name="advice"),
    path("conseil/<int:pk>/confier/", advice.assign, name="advice_assign"),
    path("conseil/<int:pk>/clore/", advice.close, name="advice_close"),
]

"""The portal's addresses with one sensitive page more."""

from django.urls import path

from ofqj_portal.accounts.tests import test_second_factor
from ofqj_portal.urls import *  # noqa: F403
from ofqj_portal.urls import urlpatterns as portal

urlpatterns = [*portal, path("sensible/", test_second_factor.sensitive, name="sensitive")]

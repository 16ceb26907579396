"""The administration: reference data that the technical administrator keeps, and nothing about people or money."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from ofqj_portal.core.roles import Role, has_role

# Signing in, leaving and passwords are the portal's own; see accounts.
_ELSEWHERE = frozenset({"login", "logout", "password_change", "password_change_done"})


class AdministrationSite(admin.AdminSite):
    """Django's admin behind the portal's own door; the second factor is asked by the accounts' middleware."""

    site_header = site_title = _("Administration du portail")
    index_title = _("Données de référence")
    site_url = "/"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Open to the technical administrator, whatever the flags of the account."""
        return bool(request.user.is_active and has_role(request.user, Role.ADMIN))

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Callable[..., HttpResponse]:
        """Send nobody signed in to sign in; for everybody else but the administrator, nothing is here."""
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not self.has_permission(request):
                raise Http404
            return inner(request, *args, **kwargs)

        return guarded

    def get_urls(self) -> list[Any]:
        """Leave out what the portal has of its own."""
        return [url for url in super().get_urls() if getattr(url, "name", None) not in _ELSEWHERE]


site = AdministrationSite(name="admin")


class ReferenceAdmin(admin.ModelAdmin):
    """Reference data: read and changed by whoever passed the door, never deleted, since dossiers rest on it."""

    may_add = True

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the app of this data."""
        return site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Read it."""
        return site.has_permission(request)

    has_change_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Add to it, unless its rows come from elsewhere."""
        return self.may_add and site.has_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted here: the page that asks would name the dossiers that hold the row."""
        return False

"""What one was told, and how one wants to be written to."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.core import calendar
from ofqj_portal.core.access import only_by_post, open_door, signed_in
from ofqj_portal.notifications.forms import PreferenceForm
from ofqj_portal.notifications.models import Notification, Preference
from ofqj_portal.notifications.queries.told import told_lines, told_rows
from ofqj_portal.notifications.services.preferences import keep_preference, mark_read

PER_PAGE = 25


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def centre(request: HttpRequest) -> HttpResponse:
    """List what one was told, the latest first; POST marks all of it as read."""
    real_now = calendar.real_now()
    if request.method == "POST":
        mark_read(user=request.user, now=real_now)
        messages.success(request, _("Tout est marqué comme lu."))
        return redirect("notifications:centre")
    only_unread = request.GET.get("lire") == "non-lu"
    rows = told_rows(request.user, real_now, only_unread=only_unread)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": told_lines(page.object_list), "only_unread": only_unread}
    return render(request, "notifications/centre.html", context)


@signed_in
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one's own notification as read, and go to the page it leads to."""
    real_now = calendar.real_now()
    found = open_door(Notification.objects.told_to(request.user, real_now), request.user, pk=pk)
    only_by_post(request)
    mark_read(user=request.user, now=real_now, notification=found)
    return redirect(found.path or "notifications:centre")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Choose how often mails arrive, which kinds stay in the portal, and a pause."""
    preference = Preference.objects.filter(user=request.user).first() or Preference(user=request.user)
    told = Notification.objects.filter(user=request.user).order_by().values_list("mail__kind", flat=True).distinct()
    form = PreferenceForm(request.POST or None, preference=preference, kinds=set(told), today=calendar.today())
    if form.is_valid():
        said = {"muted": [], **form.cleaned_data}
        keep_preference(user=request.user, **said)
        messages.success(request, _("Vos préférences sont enregistrées."))
        return redirect("notifications:preferences")
    return render(request, "notifications/preferences.html", {"form": form})

"""The outbox, for the administrator: to whom, when, with what end; never what the mails say."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.core import calendar
from ofqj_portal.core.access import allow, only_by_post, open_door, signed_in
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.models import OutboxMail
from ofqj_portal.notifications.access import can_see_outbox
from ofqj_portal.notifications.forms import BounceForm, OutboxFilterForm
from ofqj_portal.notifications.queries.outbox import outbox_counts, outbox_line, outbox_rows, sending_of
from ofqj_portal.notifications.services.bounces import Bounce, mail_of, note_bounce, read_bounce, resend_mail

PER_PAGE = 25


@signed_in
@require_http_methods(["GET", "HEAD"])
def outbox(request: HttpRequest) -> HttpResponse:
    """List the mails, with filters in the address."""
    allow(can_see_outbox(request.user))
    form = OutboxFilterForm(request.GET)
    wanted = dict(form.cleaned_data) if form.is_valid() else {}
    active = any(wanted.values())
    if bounced := wanted.get("state") == OutboxFilterForm.BOUNCED:
        wanted["state"] = ""
    page = Paginator(outbox_rows(bounced=bounced, **wanted), PER_PAGE).get_page(request.GET.get("page"))
    lines = [outbox_line(mail) for mail in page.object_list]
    context = {"form": form, "active": active, "page": page, "lines": lines, "counts": outbox_counts()}
    return render(request, "notifications/outbox.html", context)


@signed_in
@require_http_methods(["GET", "HEAD"])
def outbox_mail(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    """Show the life of one mail: queued, held, tried, sent, come back."""
    allow(can_see_outbox(request.user))
    mail = open_door(OutboxMail.objects.select_related("bundle"), request.user, pk=mail_id)
    context = {"line": outbox_line(mail), "attempts": sending_of(mail.bundle or mail)}
    return render(request, "notifications/outbox_mail.html", context)


@signed_in
def resend(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    """Send again a mail that failed or came back."""
    allow(can_see_outbox(request.user))
    mail = open_door(OutboxMail.objects.all(), request.user, pk=mail_id)
    only_by_post(request)
    try:
        resend_mail(mail=mail, by=request.user, real_now=calendar.real_now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Le courriel repart à %s.") % mail.to_email)
    return redirect("notifications:outbox_mail", mail.pk)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def bounce(request: HttpRequest) -> HttpResponse:
    """Note a mail that came back, from the report as it came or by hand."""
    allow(can_see_outbox(request.user))
    form, status = BounceForm(request.POST or None), 200
    if form.is_valid():
        said = form.cleaned_data
        try:
            found = read_bounce(said["report"]) if said["report"] else Bounce(None, said["address"], said["reason"])
            mail = mail_of(found)
            note_bounce(mail=mail, reason=found.reason, by=request.user, real_now=calendar.real_now())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            messages.success(request, _("Le retour est noté."))
            return redirect("notifications:outbox_mail", mail.pk)
    return render(request, "notifications/bounce.html", {"form": form}, status=status)

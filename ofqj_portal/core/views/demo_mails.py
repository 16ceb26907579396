"""Demo only: every mail that left, with its links. Elsewhere these pages do not exist."""

import re
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ofqj_portal.core.access import exists_for, open_door
from ofqj_portal.core.models import MailState, OutboxMail

MAILS_PER_PAGE = 50
LOCAL_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
SANDBOX = "sandbox allow-top-navigation-by-user-activation allow-popups; default-src 'none'; frame-ancestors 'none'"


@require_safe
@never_cache
def mails(request: HttpRequest) -> HttpResponse:
    """List the mails that left, the latest first; `a` keeps those of one address."""
    exists_for(settings.DEMO)
    sent = OutboxMail.objects.filter(state=MailState.SENT).order_by("-sent_at", "-created_at")
    address = request.GET.get("a", "").replace("\0", "").strip()
    if address:
        sent = sent.filter(to_email__iexact=address)
    page = Paginator(sent.defer("text", "html", "secret"), MAILS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "core/demo_mails.html", {"page": page, "address": address})


@require_safe
@never_cache
def mail(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    """Show one mail as text, its links alive."""
    mail = _sent_mail(request, mail_id)
    return render(request, "core/demo_mail.html", {"mail": mail, "text": _at_home(mail.whole_text)})


@require_safe
@never_cache
def mail_html(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    """Show one mail as a mail program would, in a sandbox of its own."""
    page = _at_home(_sent_mail(request, mail_id).whole_html)
    return HttpResponse(page, headers={"Content-Security-Policy": SANDBOX})


def _at_home(words: str) -> str:
    """Lead the links of a mail to where the demo answers today: its port may have been another when the mail left."""
    return LOCAL_ADDRESS.sub(settings.BASE_URL.rstrip("/"), words)


def _sent_mail(request: HttpRequest, mail_id: UUID) -> OutboxMail:
    exists_for(settings.DEMO)
    rows = OutboxMail.objects.filter(state=MailState.SENT).prefetch_related("attachments")
    return open_door(rows, request.user, pk=mail_id)

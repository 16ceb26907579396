"""Somebody asked for advice, or answered: who, and where to read it; never the words."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.accounts.emails import recipient
from ofqj_portal.core.outbox import Mail, Recipient
from ofqj_portal.core.roles import Role
from partners.models import Structure
from partners.queries import recipients_of
from projects.emails.filing import people_of
from projects.enums import Speaker
from projects.models import AdviceMessage, AdviceRequest


def _address(request: AdviceRequest) -> str:
    return settings.BASE_URL.rstrip("/") + reverse("projects:advice", args=[request.pk])


@dataclass(frozen=True)
class AdviceMail(Mail):
    """Tell the other side that a message waits for it."""

    message: AdviceMessage
    on: date
    kind: ClassVar[str] = "projects.advice"
    template: ClassVar[str] = "projects/emails/advice"
    reason: ClassVar[Any] = gettext_lazy("Vous recevez ce message parce que vous suivez cette demande de conseil.")

    def recipients(self) -> list[Recipient]:
        request = self.message.request
        if self.message.side == Speaker.OFQJ:
            return people_of([request.structure], on=self.on)
        if request.officer and request.officer.is_active:
            return [recipient(request.officer)]
        places = Structure.objects.filter(section=request.section)
        return [person for place in places for person in recipients_of(place, Role.OFFICER, on=self.on)]

    def subject(self) -> str:
        if self.message.side == Speaker.OFQJ:
            return _("L’OFQJ a répondu à votre demande de conseil")
        return _("%(structure)s vous demande conseil") % {"structure": self.message.request.structure}

    def context(self) -> dict[str, Any]:
        request = self.message.request
        return {
            "request": request,
            "author": str(self.message.author),
            "from_ofqj": self.message.side == Speaker.OFQJ,
            "advice_url": _address(request),
        }


@dataclass(frozen=True)
class AdviceAssignedMail(Mail):
    """Tell an officer that she follows a request from now on."""

    request: AdviceRequest
    kind: ClassVar[str] = "projects.advice_assigned"
    template: ClassVar[str] = "projects/emails/advice_assigned"
    reason: ClassVar[Any] = gettext_lazy("Vous recevez ce message parce qu’on vous confie cette demande.")

    def recipients(self) -> list[Recipient]:
        return [recipient(self.request.officer)]

    def subject(self) -> str:
        return _("Une demande de conseil vous est confiée")

    def context(self) -> dict[str, Any]:
        return {"request": self.request, "advice_url": _address(self.request)}

"""What is written about the conditions of a yes: answered, sent back, past their day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ofqj_portal.core import calendar
from ofqj_portal.core.outbox import Mail, Recipient
from partners.models import Membership
from projects.emails.base import CarrierMail
from projects.emails.filing import officer_of
from projects.models import Condition, Decision, Project

_YOU_DECIDE = gettext_lazy("Vous recevez ce message parce que vous instruisez ou décidez ce dossier.")


def deciders_of(decision: Decision) -> list[Recipient]:
    """Return who said yes, while she is still of that section, and the officer in charge; each once."""
    on = calendar.today()
    people = officer_of(decision.project, on=on)
    rows = Membership.objects.of(decision.decided_by).current(on).filter(structure__section=decision.section)
    if row := rows.select_related("structure").first():
        who = decision.decided_by
        people.append(Recipient(email=who.email, name=str(who), shore=row.structure.shore, user_id=who.pk))
    return list({person.email: person for person in people}.values())


class _ConditionsMail(Mail):
    reason: ClassVar[Any] = _YOU_DECIDE
    decision: Decision

    def context(self) -> dict[str, Any]:
        project = self.decision.project
        address = reverse("projects:conditions", args=[project.number, self.decision.section])
        return {"project": project, "conditions_url": settings.BASE_URL.rstrip("/") + address}


@dataclass(frozen=True)
class ConditionsAnsweredMail(_ConditionsMail):
    """Tell who decided, and the officer, that the carrier answered every condition."""

    decision: Decision
    kind: ClassVar[str] = "projects.conditions_answered"
    template: ClassVar[str] = "projects/emails/conditions_answered"

    def recipients(self) -> list[Recipient]:
        return deciders_of(self.decision)

    def subject(self) -> str:
        return _("Dossier %(number)s : la structure a répondu aux conditions") % {
            "number": self.decision.project.number
        }


@dataclass(frozen=True)
class ConditionsLateMail(_ConditionsMail):
    """Tell who decided that conditions are past their day: nothing happens by itself."""

    decision: Decision
    to: Recipient
    kind: ClassVar[str] = "projects.conditions_late"
    template: ClassVar[str] = "projects/emails/conditions_late"

    def recipients(self) -> list[Recipient]:
        return [self.to]

    def subject(self) -> str:
        return _("Dossier %(number)s : des conditions ne sont pas remplies à temps") % {
            "number": self.decision.project.number
        }


@dataclass(frozen=True)
class ConditionsSentBackMail(CarrierMail):
    """Tell the carriers what is still missing, condition by condition."""

    decision: Decision
    conditions: Sequence[Condition]
    kind = "projects.conditions_sent_back"
    template = "projects/emails/conditions_sent_back"

    @property
    def project(self) -> Project:
        return self.decision.project

    def subject(self) -> str:
        return _("« %s » : il manque encore quelque chose") % self.project.title

    def context(self) -> dict[str, Any]:
        return super().context() | {"conditions": self.conditions}

"""The home of the data protection officer and of the technical administrator: no dossier, no person."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.models import Job, JobState, Reading
from ofqj_portal.core.roles import Role, has_role
from ofqj_portal.dashboard.queries.home.parts import Figure, Home, Link
from participants.models import Participant, PersonRequest


def add_to(home: Home, user: Any, now: datetime) -> None:
    """Add the health of the background work for the administrator, and what is held and read for the officer."""
    if has_role(user, Role.ADMIN):
        home.figures += [
            Figure(str(User.objects.filter(is_active=True).count()), _("comptes actifs")),
            Figure(str(Job.objects.live().count()), _("travaux en attente ou en cours")),
            Figure(str(Job.objects.filter(state=JobState.FAILED).count()), _("travaux en échec")),
        ]
        home.welcome = _("Vous gérez les comptes et les réglages. Les profils des personnes ne vous sont pas ouverts.")
    if has_role(user, Role.DPO):
        month_ago = now - timedelta(days=30)
        home.figures += [
            Figure(str(PersonRequest.objects.open().count()), _("demandes de personnes à répondre")),
            Figure(str(Participant.objects.count()), _("personnes dans le portail")),
            Figure(
                str(Reading.objects.filter(at__gte=month_ago).count()),
                _("lectures de profils en trente jours"),
            ),
        ]
        home.links.append(Link(_("Demandes des personnes"), reverse("privacy:requests")))
        home.links.append(Link(_("Conservation des données"), reverse("privacy:retention")))
        home.links.append(Link(_("Conflits d’intérêts déclarés"), reverse("privacy:conflicts")))
        home.links.append(Link(_("Notices de confidentialité des deux rives"), reverse("privacy:privacy_notice")))
        home.welcome = _("Chaque lecture d’un profil est notée. Les noms ne vous sont ouverts que sur demande.")

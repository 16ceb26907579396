"""A tie with a dossier is declared by who has it, and lifted by a decider of her section, with a reason."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.account_facts import forget_facts
from ofqj_portal.core.errors import DomainError, WrongState
from ofqj_portal.core.journal import record
from ofqj_portal.core.roles import Role, grants_of
from projects.models import ConflictDeclaration, Project
from projects.services.drafting import lock, touch


class ReasonUnsaid(DomainError):
    """A tie is declared, and lifted, with a reason."""


class NotYoursToLift(DomainError):
    """Only a decider of the same section lifts a tie, and never her own."""


@transaction.atomic
def declare_conflict(*, project: Project, reason: str, by: User, now: datetime) -> ConflictDeclaration:
    """Write down that `by` has a tie with the dossier: it leaves her desk, and her opinion no longer counts.

    `reason` is read by the data protection officer alone. Raises ReasonUnsaid, WrongState if it is declared already.
    """
    project = lock(project)
    if not reason.strip():
        raise ReasonUnsaid(_("Dites en quelques mots quel est ce lien : seule la protection des données le lira."))
    if project.conflicts.standing().filter(person=by).exists():
        raise WrongState(_("Vous avez déjà déclaré ce lien : le dossier n’est plus sur votre bureau."))
    section = _section_of(project, by)
    declared = ConflictDeclaration.objects.create(
        project=project, person=by, section=section, reason=reason.strip(), declared_at=now
    )
    set_aside = project.reviews.standing().filter(reviewer=by).update(set_aside_at=now)
    if project.officer_id == by.pk:
        project.officer = None
        touch(project, now, fields=["officer"])
    forget_facts(by)
    facts = {"conflict": declared.pk, "section": section, "opinion_set_aside": bool(set_aside)}
    record(project, "project.conflict_declared", by=by, **facts)
    return declared


@transaction.atomic
def lift_conflict(*, declared: ConflictDeclaration, reason: str, by: User, now: datetime) -> ConflictDeclaration:
    """Give the dossier back to who had declared a tie; the opinion that was set aside stays so until she gives it anew.

    Raises NotYoursToLift unless `by` decides for the same section and is somebody else, ReasonUnsaid, WrongState.
    """
    project = lock(declared.project)
    declared = ConflictDeclaration.objects.select_for_update(of=("self",)).select_related("person").get(pk=declared.pk)
    if declared.lifted_at is not None:
        raise WrongState(_("Ce conflit est déjà levé."))
    decides = {grant.section for grant in grants_of(by) if grant.role == Role.DECIDER}
    if declared.person_id == by.pk or declared.section not in decides:
        raise NotYoursToLift(_("Une personne qui décide pour la même section lève ce conflit, jamais la sienne."))
    if not reason.strip():
        raise ReasonUnsaid(_("Dites pourquoi ce lien ne compte plus : la protection des données le lira."))
    declared.lifted_at, declared.lifted_by, declared.lift_reason = now, by, reason.strip()
    declared.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    forget_facts(declared.person)
    record(project, "project.conflict_lifted", by=by, conflict=declared.pk, section=declared.section)
    return declared


def _section_of(project: Project, by: User) -> str:
    asked = set(project.aid_requests.values_list("section", flat=True))
    own = {grant.section for grant in grants_of(by) if grant.role in {Role.OFFICER, Role.DECIDER}}
    if not asked & own:
        raise NotYoursToLift(_("Vous n’instruisez ni ne décidez ce dossier : il n’y a rien à déclarer."))
    return sorted(asked & own)[0]

"""What happens to the sheet of a structure."""

from datetime import date
from typing import Any, NotRequired, TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from ofqj_portal.accounts.models import User
from ofqj_portal.core.errors import EditedMeanwhile, WrongState
from ofqj_portal.core.journal import record
from partners.models import Contact, Structure


class ContactFields(TypedDict):
    """One contact as typed; `pk` is None for a new one. Who does not say `is_mobility` is no contact for mobility."""

    pk: int | None
    name: str
    duty: str
    email: str
    phone: str
    is_mobility: NotRequired[bool]


@transaction.atomic
def create_structure(*, fields: dict[str, Any], by: User, on: date) -> Structure:
    """Add a structure to the directory; `fields` are columns of Structure, already checked by a form."""
    structure = Structure.objects.create(**fields, checked_on=on, checked_by=by)
    record(structure, "structure.created", by=by)
    return structure


@transaction.atomic
def update_structure(
    *, structure: Structure, fields: dict[str, Any], contacts: list[ContactFields], version: int, by: User, on: date
) -> Structure:
    """Write the sheet as its manager typed it, with all its contacts, and count it as checked on that day.

    `fields` are columns of Structure; contacts that are not listed go. Raises EditedMeanwhile if somebody saved the
    sheet since `version` was read.
    """
    structure = Structure.objects.select_for_update().get(pk=structure.pk)
    if structure.version != version:
        raise EditedMeanwhile(
            _("Quelqu’un a enregistré cette fiche entre-temps. Comparez avec votre saisie, puis enregistrez.")
        )
    changed = [name for name, value in fields.items() if getattr(structure, name) != value]
    for name in changed:
        setattr(structure, name, fields[name])
    structure.checked_on, structure.checked_by = on, by
    structure.version += 1
    structure.save()
    before, after = _replace_contacts(structure, contacts)
    personal = {"before": before, "after": after} if before != after else None
    if changed or personal:
        record(structure, "structure.changed", by=by, personal=personal, fields=sorted(changed))
    else:
        record(structure, "structure.checked", by=by)
    return structure


@transaction.atomic
def check_structure(*, structure: Structure, by: User, on: date) -> Structure:
    """Vouch for the sheet as it stands, on that day. Raises WrongState if the structure left the directory."""
    structure = Structure.objects.select_for_update().get(pk=structure.pk)
    if not structure.is_active:
        raise WrongState(_("Cette structure n’est plus dans l’annuaire : sa fiche ne se vérifie plus."))
    if structure.checked_on == on and structure.checked_by_id == by.pk:
        return structure
    structure.checked_on, structure.checked_by = on, by
    structure.save(update_fields=["checked_on", "checked_by"])
    record(structure, "structure.checked", by=by)
    return structure


def _replace_contacts(structure: Structure, contacts: list[ContactFields]) -> tuple[list[Any], list[Any]]:
    """Make the contacts of `structure` those typed; return them as they were and as they are."""
    existing = {contact.pk: contact for contact in structure.contacts.order_by("pk")}
    before = [_contact_values(contact) for contact in existing.values()]
    kept = []
    for typed in contacts:
        contact = existing.get(typed["pk"]) if typed["pk"] else None
        contact = contact or Contact(structure=structure)
        contact.name, contact.duty = typed["name"], typed["duty"]
        contact.email, contact.phone = typed["email"], typed["phone"]
        contact.is_mobility = typed.get("is_mobility", False)
        contact.save()
        kept.append(contact)
    structure.contacts.exclude(pk__in=[contact.pk for contact in kept]).delete()
    return before, [_contact_values(contact) for contact in sorted(kept, key=lambda contact: contact.pk)]


def _contact_values(contact: Contact) -> dict[str, Any]:
    said = {"name": contact.name, "duty": contact.duty, "email": contact.email, "phone": contact.phone}
    return said | ({"is_mobility": True} if contact.is_mobility else {})

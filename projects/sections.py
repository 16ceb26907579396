"""The sections of a dossier and the fields each holds: data that pages, rules, complements and diffs share."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class DossierSection:
    """One step of the dossier: its code, its address, its title, the fields it holds and those a filing needs."""

    code: str
    slug: str
    title: str
    fields: tuple[str, ...]
    required: tuple[str, ...] = ()


STRUCTURES, PROJECT, STAY, GROUP = "structures", "project", "stay", "group"
SAFETY, BUDGET, PIECES, SUBMISSION = "safety", "budget", "pieces", "submission"

#: A step of the plan that holds no field of its own: what is booked, and what is left to book (`models.Booking`).
BOOKINGS, BOOKINGS_TITLE = "bookings", _("Hébergement et voyage")

SECTIONS: tuple[DossierSection, ...] = (
    DossierSection(STRUCTURES, "structures", _("Structures et partenaires"), ("agreement", "partners"), ("partners",)),
    DossierSection(
        PROJECT, "projet", _("Le projet"), ("title", "theme", "aims", "public"), ("title", "theme", "aims", "public")
    ),
    DossierSection(
        STAY,
        "sejour",
        _("Séjour et phases"),
        (
            "departs_on",
            "returns_on",
            "destination_city",
            "destination_country",
            "activities",
            "observation_programme",
            "lodging",
            "travel",
            "has_work_period",
            "phases",
        ),
        ("departs_on", "returns_on", "destination_city", "activities", "lodging", "travel"),
    ),
    DossierSection(
        GROUP,
        "groupe-prevu",
        _("Groupe prévu"),
        ("places", "age_from", "age_to", "profile", "age_reason", "leaders_planned"),
        ("places", "age_from", "age_to", "profile", "leaders_planned"),
    ),
    DossierSection(
        SAFETY,
        "preparation",
        _("Préparation et sécurité"),
        ("preparation", "preparation_hours", "supervision", "safety", "insurance", "follow_up"),
        ("preparation", "preparation_hours", "supervision", "safety", "insurance"),
    ),
    DossierSection(BUDGET, "budget", _("Budget"), ("budget", "extras", "aid"), ("budget", "aid")),
    DossierSection(PIECES, "pieces", _("Pièces"), ("pieces",)),
    DossierSection(SUBMISSION, "depot", _("Relire et déposer"), ()),
)
BY_CODE = {section.code: section for section in SECTIONS}
BY_SLUG = {section.slug: section for section in SECTIONS}

#: Words of the fields that are not columns of the dossier.
OTHER_LABELS = {
    "partners": _("partenaires du projet"),
    "phases": _("phases"),
    "budget": _("lignes du budget"),
    "extras": _("compléments d’aide"),
    "aid": _("aide demandée à l’OFQJ"),
    "pieces": _("pièces jointes"),
}
#: Which section holds a field.
SECTION_OF = {field: section.code for section in SECTIONS for field in section.fields}
FIELDS: tuple[str, ...] = tuple(SECTION_OF)


def field_label(field: str) -> str:
    """Return the French words of a field of the dossier."""
    from projects.models import Project  # the words are those of the model

    if field in OTHER_LABELS:
        return str(OTHER_LABELS[field])
    return str(Project._meta.get_field(field).verbose_name)


def field_choices(left_out: Collection[str] = ()) -> list[tuple[str, list[tuple[str, str]]]]:
    """List the fields a request for complements may re-open, grouped by section, ready for a form.

    `left_out` are those that the programme of the dossier does not have.
    """
    return [
        (str(section.title), [(field, field_label(field)) for field in section.fields if field not in left_out])
        for section in SECTIONS
        if set(section.fields) - set(left_out)
    ]

"""What the directory gives to the business export."""

from ofqj_portal.core.business_export import register_export
from partners import models

register_export(models.Territory, key=["country", "level", "code"])
register_export(models.Network, key=["code"])
register_export(
    models.Structure,
    key=["country", "kind", "siret", "rna", "neq", "imilo_code", "service_public_id", "section", "name"],
    skip=["search_text", "sort_name"],
)
register_export(models.Contact, key=["structure", "name", "email"], hashed=["name", "email", "phone"])
register_export(models.Membership, key=["user", "structure", "role", "starts_on"])
register_export(models.Invitation, key=["structure", "role", "invited_at", "email"], hashed=["email"])
register_export(models.JoinRequest, key=["structure", "asked_at", "email"], hashed=["email", "name", "words", "reason"])
register_export(models.Agreement, key=["first_structure", "second_structure", "starts_on", "title"])
register_export(models.Distinction, key=["one", "other"])
register_export(models.DirectoryRule, key=["stale_days", "obsolete_days", "entente_days"])
register_export(models.StructureMerge, key=["merged", "merged_at"])

"""What comes back every day for the directory."""

from datetime import datetime

from ofqj_portal.core import calendar
from ofqj_portal.core.periodic import every
from partners.enums import MembershipRole, StructureKind
from partners.models import Agreement, Structure, directory_rule
from partners.services.agreement_reminder import remind_end
from partners.services.freshness import remind_check
from partners.services.imports import forget_uploads
from partners.services.joining import forget_join_requests
from partners.services.managers import tell_of_missing_managers


@every("day", "partners.forget_uploads", at_hour=4)
def forget_old_uploads(now: datetime) -> None:
    """Drop the directory files that were uploaded a month ago: their structures are in, or were left out."""
    forget_uploads(now=now)


@every("day", "partners.forget_join_requests", at_hour=4)
def forget_old_join_requests(now: datetime) -> None:
    """Forget who asked to join a structure three months ago."""
    forget_join_requests(real_now=calendar.real_now())


@every("day", "partners.tell_of_missing_managers", at_hour=7)
def notice_structures_without_manager(now: datetime) -> None:
    """Tell who looks after a structure that nobody manages it, or soon nobody."""
    tell_of_missing_managers(on=now.astimezone(calendar.PARIS).date())


@every("day", "partners.remind_sheets", at_hour=5)
def remind_sheets(now: datetime) -> None:
    """Ask who keeps a sheet that nobody checked for a year whether it is still right."""
    today = now.astimezone(calendar.PARIS).date()
    rows = Structure.objects.active().stale(today, directory_rule()).exclude(kind=StructureKind.OFQJ)
    keepers = (MembershipRole.MANAGER, MembershipRole.ADVISER)
    for structure in rows.filter(memberships__role__in=keepers).distinct().order_by("pk"):
        remind_check(structure=structure, now=now)


@every("day", "partners.remind_agreements", at_hour=5)
def remind_agreements(now: datetime) -> None:
    """Ask both sides of an entente that ends within two months whether it goes on."""
    today = now.astimezone(calendar.PARIS).date()
    rows = Agreement.objects.ending_between(today, today + directory_rule().asked_before)
    for agreement in rows.select_related("first_structure", "second_structure").order_by("pk"):
        remind_end(agreement=agreement, now=now)

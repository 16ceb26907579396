"""What people said of themselves ends with the reports that count it (R17)."""

from datetime import date

from django.db.models import Q

from conventions.enums import ReportState
from conventions.models import AnnualReport
from participants.services.opportunity import forget_reported_profiles


def forget_profiles_of_published_reports() -> int:
    """Have the JAMO profiles deleted whose reports, of both kinds of year, are published; return how many.

    A period whose last version is under correction is not over: its figures are counted again.
    """
    years, fiscal_years = published_periods()
    return forget_reported_profiles(years=years, fiscal_years=fiscal_years)


def published_periods() -> tuple[list[tuple[date, date]], list[tuple[date, date]]]:
    """List the periods whose last version is published: calendar years, then years from 1 April."""
    rows = AnnualReport.objects.latest_versions().filter(state=ReportState.PUBLISHED).order_by("starts_on", "pk")
    is_fiscal = Q(period__contains="-")
    days = "starts_on", "ends_on"
    return list(rows.exclude(is_fiscal).values_list(*days)), list(rows.filter(is_fiscal).values_list(*days))

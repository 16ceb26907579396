"""What comes back for the convention: reminders, the week ahead, what closes or is erased once its day has come."""

from datetime import datetime

from conventions.enums import DataRequestState, PlanState
from conventions.models import ActionPlan, Consultation, DataRequest
from conventions.queries.obligations import conventions_in_force
from conventions.services.agenda import remind_of_obligations, send_week_ahead
from conventions.services.consultations import close_consultation
from conventions.services.data_requests import purge_request, remind_of_requests
from conventions.services.plans import close_plan
from conventions.services.retention import forget_profiles_of_published_reports
from ofqj_portal.core import calendar
from ofqj_portal.core.periodic import every

MONDAY = 0


@every("day", "conventions.remind_of_obligations", at_hour=7)
def remind(now: datetime) -> None:
    """Remind the committee of the dates that come near or have passed."""
    for convention in conventions_in_force(now.astimezone(calendar.PARIS).date()):
        remind_of_obligations(convention=convention, now=now)


@every("day", "conventions.week_ahead", at_hour=8)
def tell_the_week(now: datetime) -> None:
    """Send the week ahead, on Mondays."""
    today = now.astimezone(calendar.PARIS).date()
    if today.weekday() == MONDAY:
        for convention in conventions_in_force(today):
            send_week_ahead(convention=convention, now=now)


@every("day", "conventions.close_past_plans", at_hour=3)
def close_plans(now: datetime) -> None:
    """Close the plans that the committee validated, once their year is over."""
    year = now.astimezone(calendar.PARIS).year
    for plan in ActionPlan.objects.filter(state=PlanState.VALIDATED, year__lt=year).order_by("pk"):
        close_plan(plan=plan, by=None, now=now)


@every("minute", "conventions.close_consultations")
def close_consultations(now: datetime) -> None:
    """Close the written consultations whose deadline has come."""
    for consultation in Consultation.objects.due(now).order_by("closes_at", "pk"):
        close_consultation(consultation=consultation, now=now)


@every("day", "conventions.forget_reported_profiles", at_hour=5)
def forget_reported_profiles(now: datetime) -> None:
    """Delete the JAMO profiles that every report has counted."""
    forget_profiles_of_published_reports()


@every("day", "conventions.data_requests", at_hour=5)
def follow_data_requests(now: datetime) -> None:
    """Remind of data still to be given, and erase the files whose day has come."""
    today = now.astimezone(calendar.PARIS).date()
    given = DataRequest.objects.filter(state__in=[DataRequestState.ANSWERED, DataRequestState.RECEIVED])
    for request in given.filter(purge_on__lte=today).order_by("pk"):
        purge_request(request=request, now=now)
    for convention in conventions_in_force(today):
        remind_of_requests(convention=convention, now=now)

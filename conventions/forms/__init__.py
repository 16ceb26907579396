"""What people type about conventions, committees and reports."""

from conventions.forms.committee import (
    ContributionForm,
    ErratumForm,
    MeetingForm,
    PeriodForm,
    VoteForm,
)
from conventions.forms.plan import ActionForm, CarryForm, DeedForm, PlanYearForm

__all__ = [
    "ActionForm",
    "CarryForm",
    "ContributionForm",
    "DeedForm",
    "ErratumForm",
    "MeetingForm",
    "PeriodForm",
    "PlanYearForm",
    "VoteForm",
]

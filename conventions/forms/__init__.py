"""What people type about conventions, committees and reports."""

from conventions.forms.committee import (
    ActionForm,
    ContributionForm,
    DeedForm,
    ErratumForm,
    MeetingForm,
    PeriodForm,
    PlanYearForm,
    VoteForm,
)

__all__ = [
    "ActionForm",
    "ContributionForm",
    "DeedForm",
    "ErratumForm",
    "MeetingForm",
    "PeriodForm",
    "PlanYearForm",
    "VoteForm",
]

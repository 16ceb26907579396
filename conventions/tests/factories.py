"""Conventions, plans, mandates and reports for tests; traits are named after situations.

convention()                                          the real one, loaded from its data
MandateFactory(unml=True).user                        a committee member's account; ofqj_fr, ofqj_qc, rcjeq
committee()                                           the four seats at once, by name
ActionFactory(plan=plan, measure="projects")          serves the second objective
ConsultationFactory(open=True)                        put to the parties; without it, in preparation
ReportFactory(period="2025")                          open, with its four contributions expected
walk(report, "contributions_in", "drafted")           the same, further on
picture_of(contribution)                              a small picture that it shows; photo() are its bytes
"""

from datetime import date, timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import factory
from PIL import Image

from conventions.enums import Body, Measure, PlanState
from conventions.models import (
    Action,
    ActionPlan,
    AnnualReport,
    Consultation,
    ContributionPicture,
    Convention,
    DataRequest,
    IndicatorSet,
    Mandate,
    Meeting,
    ReportContribution,
)
from conventions.periods import read_period
from conventions.services.load import load_convention
from conventions.services.pictures import add_picture
from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import calendar
from partners.enums import Party, Section


def convention() -> Convention:
    """Load the convention once."""
    return Convention.objects.first() or load_convention()


class MandateFactory(factory.django.DjangoModelFactory):
    """A seat held since the signature."""

    class Meta:
        model = Mandate

    committee = factory.LazyFunction(lambda: convention().committee)
    user = factory.SubFactory(UserFactory)
    party = Party.UNML
    starts_on = date(2024, 10, 1)

    class Params:
        unml = factory.Trait(party=Party.UNML)
        rcjeq = factory.Trait(party=Party.RCJEQ)
        ofqj_fr = factory.Trait(party=Party.OFQJ, section=Section.FRANCE)
        ofqj_qc = factory.Trait(party=Party.OFQJ, section=Section.QUEBEC)
        over = factory.Trait(ends_on=date(2024, 12, 31))


def committee() -> SimpleNamespace:
    """Fill the four seats."""
    return SimpleNamespace(**{seat: MandateFactory(**{seat: True}) for seat in ("ofqj_fr", "ofqj_qc", "unml", "rcjeq")})


class MeetingFactory(factory.django.DjangoModelFactory):
    """A meeting of March 2026; give `present` as mandates."""

    class Meta:
        model = Meeting
        skip_postgeneration_save = True

    committee = factory.LazyFunction(lambda: convention().committee)
    title = "Réunion de printemps"
    meets_at = factory.LazyFunction(lambda: read_period("2026").instants[0].replace(month=3, day=12, hour=15))

    @factory.post_generation
    def present(self: Meeting, create: bool, extracted: Any, **_kwargs: Any) -> None:
        self.present.set(extracted or [])


class ConsultationFactory(factory.django.DjangoModelFactory):
    """A written consultation in preparation; `open=True` asks until ten days from now."""

    class Meta:
        model = Consultation

    committee = factory.LazyFunction(lambda: convention().committee)
    number = factory.Sequence(lambda n: n + 1)
    title = "Consultation d’essai"
    closes_at = factory.LazyFunction(lambda: calendar.now() + timedelta(days=10))
    drafted_by = factory.SubFactory(MandateFactory)

    class Params:
        open = factory.Trait(state="open", opened_at=factory.LazyFunction(calendar.now))


class DataRequestFactory(factory.django.DjangoModelFactory):
    """The UNML asks OFQJ France for the departures of 2025 by gender, to be erased in a month."""

    class Meta:
        model = DataRequest

    convention = factory.LazyFunction(convention)
    number = factory.Sequence(lambda n: n + 1)
    asker, asked = Body.UNML, Body.OFQJ_FRANCE
    purpose = "Situer le réseau."
    period, tables, legal_basis = "2025", ["gender"], "convention"
    due_on = factory.LazyFunction(lambda: calendar.today() + timedelta(days=10))
    purge_on = factory.LazyFunction(lambda: calendar.today() + timedelta(days=30))
    asked_at = factory.LazyFunction(calendar.now)
    asked_by = factory.SubFactory(UserFactory)


class PlanFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ActionPlan

    convention = factory.LazyFunction(convention)
    year = 2025

    class Params:
        proposed = factory.Trait(
            state=PlanState.PROPOSED, proposed_at=factory.LazyFunction(lambda: read_period("2025").instants[0])
        )


class ActionFactory(factory.django.DjangoModelFactory):
    """Ten group stays to Québec, led by OFQJ France."""

    class Meta:
        model = Action
        skip_postgeneration_save = True

    plan = factory.SubFactory(PlanFactory)
    objective = factory.LazyAttribute(lambda action: action.plan.convention.objectives.get(number=2))
    number = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Action d’essai {n}")
    owner = Body.OFQJ_FRANCE
    starts_on = factory.LazyAttribute(lambda action: date(action.plan.year, 1, 1))
    ends_on = factory.LazyAttribute(lambda action: date(action.plan.year, 12, 31))
    measure = Measure.PROJECTS
    target = 10

    @factory.post_generation
    def calls(self: Action, create: bool, extracted: Any, **_kwargs: Any) -> None:
        self.calls.set(extracted or [])

    @factory.post_generation
    def projects(self: Action, create: bool, extracted: Any, **_kwargs: Any) -> None:
        self.projects.set(extracted or [])


class ReportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AnnualReport
        skip_postgeneration_save = True

    convention = factory.LazyFunction(convention)
    period = "2025"
    starts_on = factory.LazyAttribute(lambda report: read_period(report.period).starts_on)
    ends_on = factory.LazyAttribute(lambda report: read_period(report.period).ends_on)
    indicator_set = factory.LazyAttribute(lambda report: IndicatorSet.objects.get(convention=report.convention))

    @factory.post_generation
    def expects(self: AnnualReport, create: bool, extracted: Any, **_kwargs: Any) -> None:
        ReportContribution.objects.bulk_create(ReportContribution(report=self, body=body) for body in Body)


def walk(report: AnnualReport, *states: str, **columns: Any) -> AnnualReport:
    """Take a report through `states`, one legal move after the other, setting `columns` on the way."""
    for state in states:
        AnnualReport.objects.filter(pk=report.pk).update(state=state, **columns)
    report.refresh_from_db()
    return report


def photo() -> bytes:
    """A picture of a few dots."""
    out = BytesIO()
    Image.new("RGB", (40, 30), "#23804f").save(out, "PNG")
    return out.getvalue()


def picture_of(contribution: ReportContribution) -> ContributionPicture:
    """Add a picture to a contribution."""
    return add_picture(
        contribution=contribution, content=photo(), name="groupe.png", description="Un groupe devant un chantier.",
        caption="Le chantier de mai.", by=UserFactory(), now=read_period("2025").instants[1],
    )  # fmt: skip

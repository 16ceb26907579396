"""Calls and dossiers for tests; traits are named after situations.

project = ProjectFactory()                              a complete draft: a Mission Locale, a confirmed CJE, a balanced
                                                        budget of 8 000 €, 4 000 € asked from OFQJ France, 8 places
ProjectFactory(under_review=True, carrier=ml)           every state of the workflow has its trait
ProjectFactory(bare=True)                               a draft with a title and nothing else
ProjectFactory(both_sections=True)                      also asks OFQJ Québec, in Canadian dollars
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import factory

from partners.enums import Country, Section
from partners.tests.factories import MembershipFactory, StructureFactory
from projects.enums import (
    AFTER_DEPARTURE,
    AFTER_RETURN,
    DECIDED,
    FOR_PROFESSIONALS,
    BudgetSide,
    ChangeState,
    Currency,
    Direction,
    HostingState,
    PhaseKind,
    Programme,
    ProjectState,
    Side,
)
from projects.models import (
    AdviceRequest,
    AidRequest,
    BudgetAccount,
    BudgetLine,
    Call,
    ChangeRequest,
    ExternalOpinion,
    InformationRequest,
    Phase,
    Project,
    ProjectStructure,
)

SUBMITTED_AT = datetime(2026, 2, 1, 10, 0, tzinfo=UTC)
DECIDED_AT = datetime(2026, 3, 25, 15, 0, tzinfo=UTC)
#: A grid of three criteria that weigh 100 in all; the last one may be left out.
GRID = [
    {"code": "effect", "label": "Effet pour les jeunes", "weight": 50, "scale": 5},
    {"code": "partners", "label": "Partenariat", "weight": 40, "scale": 5, "help": "Ancien ou nouveau."},
    {"code": "budget", "label": "Budget", "weight": 10, "scale": 10, "required": False},
]
_TEXTS = [
    *("theme", "aims", "public", "destination_city", "activities", "observation_programme", "lodging", "travel"),
    *("profile", "preparation", "supervision", "safety", "insurance", "follow_up"),
]
_FIGURES = ["departs_on", "returns_on", "places", "age_from", "age_to", "preparation_hours", "leaders_planned"]
RATE = {"rate": Decimal("0.617280"), "rate_on": date(2026, 1, 15), "rate_source": "Banque du Canada"}


class CallFactory(factory.django.DjangoModelFactory):
    """A call for group stays to Québec, open from November 2025 to 15 February 2026 in Paris, 500 € a head."""

    class Meta:
        model = Call

    code = factory.Sequence(lambda n: f"appel-{n}")
    title = factory.Sequence(lambda n: f"Appel d’essai {n}")
    programme = Programme.GROUP_STAY
    direction = Direction.TO_QUEBEC
    opens_at = datetime(2025, 11, 15, 8, 0, tzinfo=UTC)
    closes_at = datetime(2026, 2, 15, 22, 59, tzinfo=UTC)
    aid_per_head_amount = Decimal("500.00")

    class Params:
        always_open = factory.Trait(
            opens_at=datetime(2020, 1, 1, tzinfo=UTC), closes_at=datetime(2060, 1, 1, tzinfo=UTC)
        )
        chantier = factory.Trait(
            programme=Programme.CHANTIER,
            direction=Direction.TO_FRANCE,
            currency=Currency.CAD,
            aid_per_head_amount=Decimal("900.00"),
            preparation_weeks_min=5,
            hours_per_week_min=20,
            days_max=60,
            zone="America/Toronto",
        )
        grant = factory.Trait(
            programme=Programme.PROJECT_GRANT,
            aid_per_head_amount=None,
            grant_floor_amount=Decimal("2000.00"),
            grant_cap_amount=Decimal("20000.00"),
        )
        cross_mission = factory.Trait(programme=Programme.CROSS_MISSION, group_min=1, group_alert_min=1, leaders_min=0)


class ProjectFactory(factory.django.DjangoModelFactory):
    """A complete draft that meets every rule; see the module for the traits."""

    class Meta:
        model = Project
        skip_postgeneration_save = True

    number = factory.Sequence(lambda n: f"OFQJ-2026-{n + 1:04d}")
    call = factory.SubFactory(CallFactory, always_open=True)
    carrier = factory.SubFactory(StructureFactory, ml=True)
    direction = factory.SelfAttribute("call.direction")
    title = factory.Sequence(lambda n: f"Premiers pas d’essai {n}")
    theme = "Métiers du bois"
    aims = "Reprendre confiance et découvrir un métier."
    public = "Jeunes suivis, sans emploi ni formation."
    departs_on = date(2026, 5, 4)
    returns_on = date(2026, 5, 15)
    destination_city = "Grand-Val"
    activities = "Visites d’entreprises et ateliers."
    observation_programme = factory.LazyAttribute(
        lambda o: "Trois jours dans chaque service." if o.call.programme in FOR_PROFESSIONALS else ""
    )
    lodging = "Auberge de jeunesse."
    travel = "Avion, puis autocar."
    places = 8
    age_from = 18
    age_to = 25
    profile = "Quatre femmes et quatre hommes, peu diplômés."
    preparation = "Six réunions de préparation."
    preparation_hours = 18
    supervision = "Deux conseillers présents jour et nuit."
    leaders_planned = 2
    safety = "Numéro d’astreinte et protocole écrit."
    insurance = "Contrat de groupe, assistance comprise."
    follow_up = "Entretien un mois après le retour."
    currency = Currency.EUR
    state = ProjectState.DRAFT
    created_at = datetime(2026, 1, 10, 9, 0, tzinfo=UTC)
    updated_at = datetime(2026, 1, 20, 9, 0, tzinfo=UTC)

    #: A structure to be the host, instead of a new CJE; False for no host yet.
    host = None
    host_state = HostingState.CONFIRMED
    with_budget = True
    both_sections = False

    class Params:
        bare = factory.Trait(
            **dict.fromkeys(_TEXTS, ""), **dict.fromkeys(_FIGURES, None), host=False, with_budget=False
        )
        invited_host = factory.Trait(host_state=HostingState.INVITED)
        to_france = factory.Trait(
            carrier=factory.SubFactory(StructureFactory, cje=True),
            currency=Currency.CAD,
            call=factory.SubFactory(CallFactory, always_open=True, direction=Direction.TO_FRANCE),
        )
        with_work_period = factory.Trait(has_work_period=True)
        submitted = factory.Trait(state=ProjectState.SUBMITTED)
        under_review = factory.Trait(state=ProjectState.UNDER_REVIEW)
        incomplete = factory.Trait(state=ProjectState.INCOMPLETE)
        withdrawn = factory.Trait(state=ProjectState.WITHDRAWN)
        accepted = factory.Trait(state=ProjectState.ACCEPTED)
        conditionally_accepted = factory.Trait(state=ProjectState.CONDITIONALLY_ACCEPTED)
        partially_accepted = factory.Trait(state=ProjectState.PARTIALLY_ACCEPTED)
        refused = factory.Trait(state=ProjectState.REFUSED)
        closed_without_action = factory.Trait(state=ProjectState.CLOSED_WITHOUT_ACTION)
        ongoing = factory.Trait(state=ProjectState.ONGOING)
        report_due = factory.Trait(state=ProjectState.REPORT_DUE)
        report_submitted = factory.Trait(state=ProjectState.REPORT_SUBMITTED)
        report_incomplete = factory.Trait(state=ProjectState.REPORT_INCOMPLETE)
        closed = factory.Trait(state=ProjectState.CLOSED)
        cancelled = factory.Trait(state=ProjectState.CANCELLED)

    @classmethod
    def _create(cls, model_class: type[Project], *args: Any, **fields: Any) -> Project:
        """Write the row whole in its state: the database judges moves, not births."""
        parts = {name: fields.pop(name) for name in ("host", "host_state", "with_budget", "both_sections")}
        state = fields["state"]
        if state != ProjectState.DRAFT:
            fields.setdefault("submitted_at", SUBMITTED_AT)
            fields.setdefault("rules", fields["call"].rules().to_json())
        if state == ProjectState.WITHDRAWN:
            fields.setdefault("withdrawn_at", SUBMITTED_AT + timedelta(days=3))
        if state in DECIDED:
            fields.setdefault("decided_at", DECIDED_AT)
        if state in AFTER_DEPARTURE:
            fields.setdefault("departed_on", fields["departs_on"])
        if state in AFTER_RETURN:
            fields.setdefault("returned_on", fields["returns_on"])
            fields.setdefault("report_due_on", fields["returns_on"] + timedelta(days=60))
        if state == ProjectState.CLOSED:
            fields.setdefault("closed_at", DECIDED_AT + timedelta(days=150))
        if state == ProjectState.CANCELLED:
            fields.setdefault("cancel_reason", "Le partenaire s’est retiré.")
        project = model_class.objects.create(**fields)
        add_structures(project, host=parts["host"], host_state=parts["host_state"])
        if parts["with_budget"]:
            add_budget(project, both_sections=parts["both_sections"])
        return project


def add_structures(project: Project, *, host: Any = None, host_state: str = HostingState.CONFIRMED) -> None:
    """Name the lead carrier and, unless `host` is False, a host on the other shore."""
    day = project.created_at.date()
    ProjectStructureFactory(project=project, structure=project.carrier, side=Side.CARRIER, is_lead=True)
    if host is not False:
        host = host or StructureFactory(**{"cje" if project.carrier.is_french else "ml": True})
        confirmed_on = day if host_state == HostingState.CONFIRMED else None
        ProjectStructureFactory(
            project=project, structure=host, side=Side.HOST, state=host_state, confirmed_on=confirmed_on
        )


def add_budget(project: Project, *, both_sections: bool = False) -> None:
    """Balance 8 000 of charges with 4 000 of aid and 4 000 of own and regional funds."""
    french = project.carrier.country == Country.FR
    charge, income = _account(project, BudgetSide.CHARGE), _account(project, BudgetSide.INCOME)
    same = {"project": project, "currency": project.currency}
    BudgetLine.objects.create(side=BudgetSide.CHARGE, account=charge, amount=Decimal("8000.00"), **same)
    own = Decimal("4000.00") - (Decimal("617.28") if both_sections else 0)
    BudgetLine.objects.create(
        side=BudgetSide.INCOME, account=income, amount=own, funder="Région d’essai", secured=True, **same
    )
    AidRequestFactory(project=project, section=Section.FRANCE if french else Section.QUEBEC)
    if both_sections:
        AidRequestFactory(
            project=project,
            section=Section.QUEBEC if french else Section.FRANCE,
            currency=Currency.CAD if french else Currency.EUR,
            requested_amount=Decimal("1000.00"),
            converted_amount=Decimal("617.28"),
            **RATE,
        )


def _account(project: Project, side: str) -> BudgetAccount:
    return BudgetAccount.objects.filter(country=project.carrier.country, side=side, is_in_kind=False)[0]


class ProjectStructureFactory(factory.django.DjangoModelFactory):
    """A structure that confirmed when the draft was begun."""

    class Meta:
        model = ProjectStructure

    project = factory.SubFactory(ProjectFactory)
    structure = factory.SubFactory(StructureFactory, cje=True)
    side = Side.HOST
    state = HostingState.CONFIRMED
    confirmed_on = date(2026, 1, 12)


class AidRequestFactory(factory.django.DjangoModelFactory):
    """4 000 asked from OFQJ France, in the currency of the budget."""

    class Meta:
        model = AidRequest

    project = factory.SubFactory(ProjectFactory, with_budget=False)
    section = Section.FRANCE
    requested_amount = Decimal("4000.00")
    currency = factory.SelfAttribute("project.currency")
    converted_amount = factory.SelfAttribute("requested_amount")


class PhaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Phase

    project = factory.SubFactory(ProjectFactory)
    kind = PhaseKind.PREPARATION
    starts_on = date(2026, 3, 23)
    ends_on = date(2026, 5, 1)
    hours_per_week = 20


class InformationRequestFactory(factory.django.DjangoModelFactory):
    """Lodging and insurance to be completed within a fortnight."""

    class Meta:
        model = InformationRequest

    project = factory.SubFactory(ProjectFactory, incomplete=True)
    asked_at = datetime(2026, 2, 20, 9, 0, tzinfo=UTC)
    due_at = datetime(2026, 3, 6, 22, 59, tzinfo=UTC)
    reason = "Dites où le groupe dort et ce que l’assurance couvre."
    fields = factory.LazyFunction(lambda: ["lodging", "insurance"])


class ChangeRequestFactory(factory.django.DjangoModelFactory):
    """The carrier asks for two places less."""

    class Meta:
        model = ChangeRequest

    project = factory.SubFactory(ProjectFactory, accepted=True)
    state = ChangeState.ASKED
    before = factory.LazyAttribute(lambda change: {"places": change.project.places})
    proposed = factory.LazyAttribute(lambda change: {"places": change.project.places - 2})
    reason = "Deux jeunes ont trouvé un emploi."
    asked_at = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)

    class Params:
        sent_back = factory.Trait(
            state=ChangeState.SENT_BACK,
            motive="Dites ce que devient le budget.",
            answered_at=datetime(2026, 4, 3, 9, 0, tzinfo=UTC),
        )


class ExternalOpinionFactory(factory.django.DjangoModelFactory):
    """OFQJ France asks somebody outside what she thinks of a dossier under review."""

    class Meta:
        model = ExternalOpinion

    project = factory.SubFactory(ProjectFactory, under_review=True)
    section = Section.FRANCE
    name = "Camille Exemple"
    email = factory.Sequence(lambda n: f"avis{n}@exemple.test")
    question = "Le calendrier est-il tenable ?"
    due_at = factory.LazyAttribute(lambda row: row.asked_at + timedelta(days=20))
    asked_by = factory.LazyFunction(lambda: MembershipFactory(officer_fr=True).user)
    asked_at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class AdviceFactory(factory.django.DjangoModelFactory):
    """A Mission Locale looks for a place to sleep; OFQJ France is asked."""

    class Meta:
        model = AdviceRequest

    structure = factory.SubFactory(StructureFactory, ml=True)
    section = Section.FRANCE
    kind = "logistics"
    subject = "Un gîte à Québec"
    asked_at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    moved_at = factory.SelfAttribute("asked_at")

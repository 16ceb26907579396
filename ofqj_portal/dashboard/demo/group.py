"""Third chapter of a dossier: the young people enter the group, are checked, and tell where they stand."""

from datetime import date, datetime, timedelta
from random import Random

from ofqj_portal.dashboard.demo.cast import Chapter
from participants.data_enums import Purpose
from participants.enums import (
    EducationLevel,
    Gender,
    Moment,
    Opportunity,
    PassportVerdict,
    ProfessionalDuty,
    SituationCategory,
)
from participants.models import Participant, Participation
from participants.services.checks import Checks, confirm_participation, record_checks
from participants.services.consent import answer_consents, give_notice
from participants.services.group import add_participant
from participants.services.opportunity import set_opportunities
from participants.services.outcome import record_situation
from participants.services.person import Identity, add_person
from participants.services.professional import TeamMember, add_professional
from projects.enums import FOR_PROFESSIONALS

# Names that say they are invented, of every origin, none too close to a real pairing.
FIRST_NAMES = (
    "Ada", "Bilal", "Chloé", "Dylan", "Élise", "Farah", "Gaël", "Hana", "Ilyès", "Jade", "Karim", "Léa", "Malo",
    "Nina", "Oumar", "Paola", "Quentin", "Rania", "Samuel", "Théa", "Ugo", "Vanessa", "William", "Yasmine", "Zoé",
)  # fmt: skip
LAST_NAMES = (
    "Essai", "Exemple", "Fictif", "Modèle", "Spécimen", "Témoin", "Maquette", "Brouillon", "Inventé", "Imaginaire",
    "Factice", "Prototype", "Ébauche", "Esquisse", "Canevas", "Gabarit", "Lambda", "Quelconque", "Pseudonyme",
)  # fmt: skip
FRENCH_LEVELS = (EducationLevel.FR_NONE, EducationLevel.FR_BELOW_3, EducationLevel.FR_3, EducationLevel.FR_4)
QUEBEC_LEVELS = (EducationLevel.QC_NONE, EducationLevel.QC_DES, EducationLevel.QC_DEP, EducationLevel.QC_DEC)
LEVEL_WEIGHTS = (34, 14, 34, 18)
OPPORTUNITY_WEIGHTS = {
    Opportunity.ECONOMIC: 24, Opportunity.SOCIAL: 15, Opportunity.EDUCATION: 18, Opportunity.GEOGRAPHIC: 12,
    Opportunity.CULTURE: 6, Opportunity.HEALTH: 5, Opportunity.DISABILITY: 4, Opportunity.DISCRIMINATION: 3,
}  # fmt: skip
ENTRY = (
    (SituationCategory.JOB_SEEKER, 58), (SituationCategory.NONE, 24), (SituationCategory.TRAINING, 8),
    (SituationCategory.EMPLOYMENT, 5), (SituationCategory.VOLUNTEERING, 3), (SituationCategory.NO_ANSWER, 2),
)  # fmt: skip
LATER = (
    (SituationCategory.EMPLOYMENT, 30), (SituationCategory.APPRENTICESHIP, 9), (SituationCategory.TRAINING, 20),
    (SituationCategory.SCHOOL, 6), (SituationCategory.VOLUNTEERING, 5), (SituationCategory.JOB_SEEKER, 16),
    (SituationCategory.NONE, 4), (SituationCategory.NO_ANSWER, 10),
)  # fmt: skip
MONTHS_AFTER = ((Moment.RETURN, 5, 95), (Moment.MONTH_3, 92, 82), (Moment.MONTH_6, 184, 74), (Moment.MONTH_12, 366, 55))


def gather(chapter: Chapter) -> None:
    """Put everybody in the group: the young people of a stay, the professionals of a mission, the leaders."""
    scenario = chapter.scenario
    if chapter.call.programme in FOR_PROFESSIONALS:
        for rank in range(scenario.places):
            _add_professional(chapter, rank, ProfessionalDuty.MISSION)
        return
    for _rank in range(scenario.places):
        _add_young_person(chapter)
    for rank in range(2):
        _add_professional(chapter, rank, ProfessionalDuty.LEADER)


def confirm_everybody(chapter: Chapter) -> list[Participation]:
    """Confirm every registered person, some three weeks before the departure; return them."""
    rows = Participation.objects.filter(project=chapter.project, state="registered").order_by("pk")
    with chapter.on(chapter.scenario.departs_on - timedelta(days=15)) as now:
        return [confirm_participation(participation=row, by=chapter.adviser, now=now) for row in rows]


def follow_up(chapter: Chapter, people: list[int]) -> None:
    """Note where each stands at return and later, for the moments that have passed; not everybody answers."""
    random, back = chapter.cast.random, chapter.scenario.returns_on
    for moment, days, answered_pct in MONTHS_AFTER:
        seen_on = back + timedelta(days=days)
        if seen_on >= chapter.cast.anchor:
            return
        for row in Participation.objects.filter(pk__in=people).order_by("pk"):
            if random.random() * 100 < answered_pct:
                _note(chapter, row, moment, ENTRY if moment == Moment.RETURN else LATER, seen_on)


def _add_young_person(chapter: Chapter) -> None:
    with chapter.on(chapter.decided_on + timedelta(days=random_days(chapter)), 14) as now:
        person = _meet(chapter, now)
        _register(chapter, person, now)


def _meet(chapter: Chapter, now: datetime) -> Participant:
    """Write down who the person is and what she agrees to."""
    random = chapter.cast.random
    identity = _identity(chapter, random)
    person = add_person(structure=chapter.carrier, identity=identity, by=chapter.adviser, now=now)
    give_notice(participant=person, given_on=now.date(), today=now.date(), by=chapter.adviser)
    answers = {
        purpose: random.random() * 100 < pct for purpose, pct in ((Purpose.CONTACT_AFTER, 92), (Purpose.IMAGE, 70))
    }
    answer_consents(participant=person, answers=answers, answered_on=now.date(), by=chapter.adviser)
    _set_opportunities(chapter, person, random, now)
    return person


def _register(chapter: Chapter, person: Participant, now: datetime) -> None:
    """Put the person in the group, her papers seen."""
    random = chapter.cast.random
    is_first = random.random() < 0.78
    row = add_participant(
        project=chapter.project, participant=person, by=chapter.adviser, now=now, first_time_abroad=is_first
    )
    checks = Checks(
        attested_on=now.date(),
        passport_verdict=PassportVerdict.SEEN,
        passport_expires_on=chapter.scenario.returns_on + timedelta(days=random.randint(200, 2400)),
        authorisation_checked_on=now.date(),
        insurance_checked_on=now.date(),
        first_time_abroad=is_first,
    )
    record_checks(participation=row, checks=checks, by=chapter.adviser)
    _note(chapter, row, Moment.ENTRY, ENTRY, now.date())


def random_days(chapter: Chapter) -> int:
    """Return how many days after the decision somebody joins: before the departure, and before today."""
    last = min(chapter.scenario.departs_on - timedelta(days=16), chapter.cast.anchor)
    return chapter.cast.random.randint(0, max(0, min(30, (last - chapter.decided_on).days)))


def _identity(chapter: Chapter, random: Random) -> Identity:
    oldest = 25 if chapter.is_french and chapter.carrier.kind == "ml" else 30
    departs_on = chapter.scenario.departs_on
    born_on = date(departs_on.year - random.randint(19, oldest), random.randint(1, 12), random.randint(1, 28))
    first, last = random.choice(FIRST_NAMES), f"{random.choice(LAST_NAMES)}-{random.choice(LAST_NAMES)}"
    territory = chapter.carrier.territory
    return Identity(
        first_name=first,
        last_name=last,
        born_on=born_on,
        email=f"jeune{random.randint(10000, 99999)}@exemple.test",
        gender=random.choices((Gender.WOMAN, Gender.MAN, Gender.OTHER, Gender.NOT_SAID), (49, 47, 2, 2))[0],
        education_level=random.choices(FRENCH_LEVELS if chapter.is_french else QUEBEC_LEVELS, LEVEL_WEIGHTS)[0],
        territory=territory,
        area_name=chapter.carrier.commune,
        is_rural=random.random() < 0.24,
        is_frr=random.random() < 0.14 if chapter.is_french else None,
        is_qpv=random.random() < 0.2 if chapter.is_french else None,
    )


def _set_opportunities(chapter: Chapter, person: object, random: Random, now: object) -> None:
    codes = [code for code, pct in OPPORTUNITY_WEIGHTS.items() if random.random() * 100 < pct]
    declined = random.random() < 0.06
    set_opportunities(
        participant=person, codes=[] if declined else codes, is_declined=declined, by=chapter.adviser, now=now
    )


def _note(chapter: Chapter, row: Participation, moment: str, weights: tuple, day: date) -> None:
    categories, chances = zip(*weights, strict=True)
    category = chapter.cast.random.choices(categories, chances)[0]
    with chapter.on(day, 17) as now:
        record_situation(
            participation=row, moment=moment, category=category, observed_on=day, by=chapter.adviser, now=now
        )


def _add_professional(chapter: Chapter, rank: int, duty: str) -> None:
    random = chapter.cast.random
    leader = _leader_account(chapter) if rank == 0 and duty == ProfessionalDuty.LEADER else None
    member = TeamMember(
        first_name=leader.first_name if leader else random.choice(FIRST_NAMES),
        last_name=leader.last_name if leader else f"{random.choice(LAST_NAMES)}-{rank + 1}",
        duty=duty,
        job_title="Conseil en insertion" if chapter.is_french else "Intervention jeunesse",
        user=leader,
    )
    project, structure, by = chapter.project, chapter.carrier, chapter.adviser
    with chapter.on(chapter.decided_on + timedelta(days=3)) as now:
        add_professional(project=project, structure=structure, member=member, by=by, now=now)


def _leader_account(chapter: Chapter) -> object | None:
    """Return the demo's leader for the stay that is under way today, one for each shore."""
    if chapter.scenario.until != "ongoing":
        return None
    return chapter.cast.users["accompagnateur-fr" if chapter.is_french else "accompagnateur-qc"]

"""The whole demo, in the order it must be written."""

from collections.abc import Callable
from datetime import date
from random import Random

from ofqj_portal.core import calendar
from ofqj_portal.dashboard.demo import traces
from ofqj_portal.dashboard.demo.agreement import create_payer_accounts
from ofqj_portal.dashboard.demo.calls import create_calls, create_rates
from ofqj_portal.dashboard.demo.cast import Cast
from ofqj_portal.dashboard.demo.committee import play_committee
from ofqj_portal.dashboard.demo.convention import seat_committee
from ofqj_portal.dashboard.demo.directory import tell_of_the_directory
from ofqj_portal.dashboard.demo.papers import demo_papers
from ofqj_portal.dashboard.demo.people import create_accounts
from ofqj_portal.dashboard.demo.scenarios import read_scenarios
from ofqj_portal.dashboard.demo.story import play
from ofqj_portal.dashboard.demo.structures import create_directory
from ofqj_portal.dashboard.demo.talk import seek_advice
from participants.services.opportunity import grant_opportunity_right
from projects.services.piece_templates import put_piece_template

STEP = 10


def seed_demo(*, seed: int, anchor: date, say: Callable[[str], object]) -> None:
    """Write the demo as it stands on `anchor`; the same `seed` and day give the same world."""
    random = Random(seed)
    say("Annuaire et comptes…")
    directory = create_directory(random)
    users = create_accounts(directory)
    create_rates(anchor)
    create_payer_accounts(users["finance"])
    calls = create_calls(anchor)
    committee = seat_committee(users)
    papers = demo_papers(category for call in calls.values() for category in call.required_pieces)
    cast = Cast(users, directory, calls, random, anchor, papers)
    scenarios = read_scenarios(anchor)
    for number, scenario in enumerate(scenarios, start=1):
        play(scenario, cast)
        if number % STEP == 0:
            say(f"Dossiers : {number} sur {len(scenarios)}…")
    _open_profiles(cast)
    _give_templates(cast)
    seek_advice(cast)
    traces.keep_a_view(cast)
    traces.try_in_a_meeting(cast)
    tell_of_the_directory(cast)
    say("Convention, plans et bilans…")
    play_committee(committee, cast)


def _give_templates(cast: Cast) -> None:
    """Give, with each call, the document to fill for its first piece."""
    for call in cast.calls.values():
        for category in call.required_pieces[:1]:
            facts = {"content": cast.papers[category], "name": "Modèle à remplir.pdf", "now": calendar.now()}
            put_piece_template(call=call, category=category, by=cast.officer("fr"), **facts)


def _open_profiles(cast: Cast) -> None:
    """Give the demo's advisers the right to open the JAMO profiles of their structure: a manager gives it by name."""
    for shore in ("fr", "qc"):
        manager, adviser = cast.users[f"responsable-{shore}"], cast.users[f"conseiller-{shore}"]
        structure = manager.memberships.get().structure
        grant_opportunity_right(structure=structure, user=adviser, by=manager, now=calendar.now())

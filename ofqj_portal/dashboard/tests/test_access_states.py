"""One's own dossier in a state that forbids the act answers 409, and its doors stay shut to the others in any state."""

import pytest

from ofqj_portal.core.access import SIGNED_IN, Actor, Page, declared_pages
from ofqj_portal.dashboard.tests.access_cells import WRITTEN_BY_READING, Visitors, address_of, undone, writes
from ofqj_portal.dashboard.tests.access_states import dossier_in
from ofqj_portal.dashboard.tests.access_world import build_world
from ofqj_portal.dashboard.tests.urlconf import ADDRESSES
from projects.enums import FINISHED, ProjectState

UNANSWERED = {"draft", "submitted", "under_review", "incomplete"}
DECIDED_ANEW = {
    *("under_review", "accepted", "conditionally_accepted", "partially_accepted"),
    *("refused", "closed_without_action"),
}
TO_BOOK = UNANSWERED | {"accepted", "conditionally_accepted", "partially_accepted"}
ALBUM = {"report_due", "report_submitted", "report_incomplete", "closed"}
TALKED_OF = {state.value for state in ProjectState} - FINISHED
# The states in which each act on a dossier is taken up; in every other one, whoever may do it is told 409.
OPEN_IN = {
    "projects:answer_condition": {"conditionally_accepted", "partially_accepted"},
    "projects:archive": {state.value for state in ProjectState},
    **dict.fromkeys(("participants:album_photo", "participants:album_quote"), ALBUM),
    "participants:departure": {"accepted"},
    "participants:return": {"ongoing"},
    "participants:stop": {"ongoing"},
    "projects:ask_change": {"accepted", "conditionally_accepted", "ongoing"},
    "projects:ask_complements": {"under_review"},
    "projects:assign": {"submitted", "under_review", "incomplete"},
    "projects:award": {"under_review"},
    "projects:bank_details": {"accepted", "ongoing", "report_due", "report_submitted", "report_incomplete", "closed"},
    **dict.fromkeys(("projects:booking_new", "projects:booking_edit", "projects:booking_remove"), TO_BOOK),
    "projects:cancel": {"accepted", "conditionally_accepted", "partially_accepted", "ongoing"},
    "projects:complements": {"incomplete"},
    "projects:conditions": DECIDED_ANEW,
    "projects:confirm_plan": {"partially_accepted"},
    "projects:external_ask": {"under_review", "incomplete"},
    "projects:hosting": UNANSWERED,
    "projects:invite": {"draft", "incomplete"},
    "projects:manage_link": UNANSWERED,
    "projects:opinion": {"under_review", "incomplete"},
    "projects:refuse_hosting": UNANSWERED,
    "projects:remove_partner": {"draft", "incomplete"},
    "projects:remove_piece": {"draft", "incomplete"},
    "projects:reopen": {"withdrawn"},
    "projects:report": {"report_due", "report_submitted", "report_incomplete", "closed"},
    "projects:report_complete": set(),  # no report of these dossiers is late enough
    "projects:report_close": {"report_submitted"},
    "projects:report_send_back": {"report_submitted"},
    "projects:revoke_link": UNANSWERED,
    "projects:section": {"draft"},
    "projects:take": {"submitted"},
    "projects:send_message": TALKED_OF,
    "projects:undo": DECIDED_ANEW,
    "projects:withdraw_message": TALKED_OF,
    "projects:withdraw": {"submitted", "under_review", "incomplete", "partially_accepted"},
}
# Their services judge what is sent, person by person; a share that was not granted is not there to be paid.
JUDGED_WHEN_SENT = {
    *("participants:check_in", "participants:incident"),
    *(f"participants:session_{name}" for name in ("add", "attendance", "edit", "remove")),
    *(f"participants:{name}" for name in ("assessment", "confirm", "admit", "group_add", "group_new", "interrupt")),
    *(
        f"participants:group_{name}"
        for name in ("papers", "planning_paper", "import", "import_columns", "import_preview")
    ),
    *("participants:album_photo_remove", "participants:album_quote_remove"),
    *("projects:external_withdraw", "projects:external_again"),  # what was asked outside has states of its own
    *(
        f"participants:{name}"
        for name in (
            "person_account",
            "give_share_back",
            "emergency_write",
            "participation",
            "return_plan",
            "situations",
            "team_add",
            "team_remove",
            "withdraw",
        )
    ),
    *("projects:sign_agreement", "projects:refuse_agreement", "projects:prepare_agreement"),
    *(
        "projects:refuse_account",
        "projects:refuse_share_account",
        "projects:send_recovery",
        "projects:receive_recovery",
        "projects:waive_recovery",
    ),
    *("projects:payment", "projects:pause", "projects:resume", "projects:declare_conflict", "projects:lift_conflict"),
    *("projects:answer_change", "projects:drop_change"),  # the change has a circuit of its own
    *("projects:add_note", "projects:drop_note", "projects:labels"),
}
UNSEEN = {"draft"}  # the OFQJ reads no draft: 404


def _acts() -> dict[str, Page]:
    pages = declared_pages().items()
    of_a_dossier = {name: page for name, page in pages if "number" in ADDRESSES[name].parameters}
    return {name: p for name, p in of_a_dossier.items() if "POST" in p.methods and not name.startswith("conventions:")}


def test_every_act_on_a_dossier_says_in_which_states_it_is_open():
    assert _acts().keys() == OPEN_IN.keys() | JUDGED_WHEN_SENT


@pytest.mark.django_db
def test_an_act_is_refused_to_ones_own_in_every_other_state_and_to_the_others_in_all():
    world = build_world()
    visitors, found, wrong = Visitors(world), {name: set() for name in OPEN_IN}, []
    for turn, state in enumerate(ProjectState):
        subjects = dossier_in(state, world.tenants[0], world.call)
        for name in OPEN_IN:
            page = declared_pages()[name]
            actor = sorted(page.reach)[0]
            status, written = _post(visitors, page, actor, subjects)
            if status in (200, 302):
                found[name].add(state.value)
            elif status != (404 if state in UNSEEN and actor in _OFQJ else 409) or written:
                wrong.append(f"{name} {state}: {status} {written}")
            if turn % 4:
                continue
            others = sorted(SIGNED_IN - page.reach)
            other = others[turn % len(others)]
            status, written = _post(visitors, page, other, subjects)
            if status not in ({403, 404} if other in page.refused | _OFQJ else {404}) or written:
                wrong.append(f"{name} {state} {other}: {status} {written}")
    assert wrong == []
    assert found == OPEN_IN


_OFQJ = {Actor.OFFICER, Actor.DECIDER, Actor.FINANCE}


def _post(visitors: Visitors, page: Page, actor: Actor, subjects: dict) -> tuple[int, set[str]]:
    """Send an empty form; what was written counts only when it was refused."""
    client = visitors.clients[actor]
    with undone(client), writes() as tables:
        status = client.post(address_of(page, subjects)).status_code
    return status, tables - WRITTEN_BY_READING if status >= 400 else set()

"""What forms carry is judged too: ids of strangers in fields, paths and query strings, and fields that no form owns.

The forms are those that the pages of the world show, filled in as they stand; nothing here names a form but the tables
of what is left out, with the reason. NOT_TAKEN is the measure of the test: a form that is refused as it stands says
nothing when it is refused with a stranger's id.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.urls import reverse

from ofqj_portal.accounts.models import User
from ofqj_portal.accounts.tests.factories import DEMO_PASSWORD
from ofqj_portal.core.access import Actor, Page, declared_pages
from ofqj_portal.core.models import Job, JournalEntry, OutboxMail
from ofqj_portal.dashboard.tests.access_cells import (
    BLIND,
    WRITTEN_BY_READING,
    Browser,
    address_of,
    body_of,
    undone,
    writes,
    written_by_reading,
)
from ofqj_portal.dashboard.tests.access_forms import ShownForm, Values, forms_shown
from ofqj_portal.dashboard.tests.access_intruders import (
    INTRUDERS_YEAR,
    models_of,
    strangers_ids,
    with_foreign_fields,
    with_id,
)
from ofqj_portal.dashboard.tests.access_states import dossier_in
from ofqj_portal.dashboard.tests.access_world import CANARY, NEIGHBOURS_CANARY, World, build_world
from ofqj_portal.dashboard.tests.urlconf import ADDRESSES
from projects.enums import ProjectState
from projects.sections import SECTIONS

# Each page is opened as the first of either side who reaches it: who asks, and who answers.
SIDES = (
    (Actor.ADVISER, Actor.MANAGER, Actor.HOST),
    (Actor.OFFICER, Actor.DECIDER, Actor.FINANCE, Actor.COMMITTEE, Actor.ADMIN, Actor.NETWORK, Actor.DPO),
)
# The states in which most forms of a dossier are shown, those first in which they are taken; the world's own is away.
BEFORE = (
    *(ProjectState.ACCEPTED, ProjectState.CONDITIONALLY_ACCEPTED, ProjectState.SUBMITTED),
    *(ProjectState.UNDER_REVIEW, ProjectState.PARTIALLY_ACCEPTED),
)
AFTER = (ProjectState.REPORT_DUE, ProjectState.REPORT_SUBMITTED)
TRADE = ("partners", "projects", "participants", "conventions")
HOLD_IDS = {
    *(("projects:create", "carrier"), ("projects:assign", "officer"), ("participants:group_add", "participant")),
    *(("projects:section", "agreement"), ("participants:departure", "leaving"), ("participants:departure", "team")),
    *(("participants:rights", "structure"), ("participants:rights", "user")),
    *(("participants:team_add", "structure"), ("participants:team_add", "user")),
}
NOT_TAKEN = {
    # forms of the sign-in library, about oneself alone, with tests of their own
    **dict.fromkeys(("account_change_password", "account_login", "account_reauthenticate"), "asks a password"),
    **dict.fromkeys(("account_reset_password_from_key", "account_set_password"), "nobody has lost hers"),
    **dict.fromkeys(("account_end_session", "account_forget_device", "usersessions_list"), "lists one's own sessions"),
    **dict.fromkeys(("mfa_activate_totp", "mfa_authenticate", "mfa_reauthenticate"), "asks a code of the moment"),
    **dict.fromkeys(("mfa_add_webauthn", "mfa_login_webauthn", "mfa_reauthenticate_webauthn"), "asks a device"),
    **dict.fromkeys(("mfa_edit_webauthn", "mfa_remove_webauthn"), "nobody has a key"),
    **dict.fromkeys(("mfa_deactivate_totp", "mfa_generate_recovery_codes"), "nobody has a second factor"),
    # no id but the address's, which the matrix tries
    **dict.fromkeys(("participants:admit", "participants:confirm"), "nobody waits, nobody is ready to leave"),
    "projects:usual_schedule": "no section pays otherwise than usual; test_call_schedule sends it",
    **dict.fromkeys(("partners:agreement_confirm", "projects:resume"), "nothing waits for an agreement, or again"),
    **dict.fromkeys(("conventions:report_correct", "conventions:report_publish"), "the report is not adopted"),
    **dict.fromkeys(
        ("conventions:report_present", "conventions:vote_plan", "conventions:vote_report"), "no vote is open"
    ),
    **dict.fromkeys(("conventions:accord_link", "conventions:accord"), "its two buttons carry the answer"),
    **dict.fromkeys(
        ("conventions:accord_again", "conventions:notice_delivery", "conventions:notice_withdraw"),
        "shown to the members of one party, on a page that the OFQJ opens first",
    ),
    **dict.fromkeys(
        ("conventions:item_remove", "conventions:bundle", "conventions:document_new"),
        "shown to the committee, on a page that the OFQJ opens first; no id but the address's",
    ),
    **dict.fromkeys(("conventions:notice_end", "conventions:dispute"), "needs a second look; is the member's own"),
    **dict.fromkeys(("conventions:vote_resolution", "conventions:dispute_new"), "names people, each in her own place"),
    "conventions:mandate_new": "asks the address of somebody's account",
    "conventions:deed_new": "the action is counted on its projects",
    "conventions:plan_carry": "there is no plan of the year before",
    "conventions:consultation_question": "asks words for a new resolution",
    "conventions:consultation_question_remove": "its page is shown once it is opened",
    "conventions:consultation_voices": "nothing is answered as it stands",
    "conventions:consultation_agree": "no voice of the OFQJ waits for its other section",
    "conventions:indicator_set_new": "a version is in preparation already",
    "conventions:data_request_new": "the first body offered is of the writer's own party",
    "conventions:data_request_hand_over": "no file is prepared",
    **dict.fromkeys(
        ("conventions:data_request_withdraw", "conventions:data_request_receive"),
        "shown to the body that asks, on a page that the OFQJ opens first",
    ),
    "conventions:delegation_act": "nobody of the world signs by delegation for the OFQJ",
    "conventions:proof_check": "it answers on the spot, and writes nothing",
    "conventions:action_new": "the plan's year is over",
    "projects:report_complete": "no report is late enough",
    "projects:prepare_agreement": "no text was refused",
    **dict.fromkeys(
        ("participants:person_account", "participants:give_share_back"), "the section pays structures alone"
    ),
    "participants:incident": "it is first shown for a group that is not away",
    "projects:conditions": "it is first shown for a decision without conditions",
    "projects:create": "the structure has a draft for this call already, and is asked which one it means",
    # what they hold is tried in their own tests
    "participants:opportunities": "nobody of the world has the right",
    "partners:agreement_new": "the partner is chosen by the address, tried below",
    "partners:agreement_text": "asks a file",
    "partners:agreement_renew": "the two sides are those of the entente in the address",
    "partners:merge": "the two sheets are chosen by the address, among one's own members, tried in its own tests",
    **dict.fromkeys(
        ("partners:merge_undo", "partners:apart", "partners:again"),
        "shown to the administrator and a network, on a page without anybody's id",
    ),
    **dict.fromkeys(("partners:import", "partners:import_preview", "participants:group_import"), "asks a table"),
    "conventions:past_years": "asks a table",
    **dict.fromkeys(("conventions:picture_add", "participants:album_photo"), "asks a picture"),
    "conventions:report_stop": "no document is being made",
    "participants:group_import_preview": "its only row is to mend",
    "conventions:agenda_renew": "it shows one's own new address on the spot, and leads nowhere",
    "projects:import_rates": "asks a table",
    **dict.fromkeys(("projects:hosting_link", "projects:manage_link", "projects:revoke_link"), "opens by a link"),
    **dict.fromkeys(("projects:external_opinion", "projects:external_again"), "opens by a link, or sends one"),
    "projects:piece_templates": "asks a file, and the call of the world names no piece",
    "projects:external_withdraw": "no id but the address's, which the matrix tries",
    "partners:invitation_answer": "nobody of the world is invited",
    "partners:invitation_link": "opens by a link",
    **dict.fromkeys(("participants:space_consents", "participants:space_ask"), "asks words, or a yes"),
    **dict.fromkeys(("participants:space_news", "participants:space_assessment"), "opens by a link"),
    "participants:space_close": "it says so on the spot, and leads nowhere",
    "participants:space_link": "nobody knows where to write to her",
    **dict.fromkeys(("privacy:request_answer", "privacy:request_record"), "asks words"),
    **dict.fromkeys(("notifications:read", "notifications:resend"), "nobody of the world was told, nothing failed"),
    "notifications:bounce": "no mail left",
    **dict.fromkeys(("account_see_as", "account_see_as_end"), "names an account; nobody is looked at"),
    **dict.fromkeys(("dashboard:agenda", "dashboard:agenda_close"), "it shows a new address; nobody has one"),
    "partners:switch": "nobody works in two structures",
    **dict.fromkeys(("projects:drop_view", "projects:first_view"), "its owner alone is shown it"),
    **dict.fromkeys(("projects:session", "projects:session_close", "projects:session_confirm"), "no session is open"),
    "projects:assign_many": "nothing is ticked",
    "projects:drop_note": "its author alone is shown it",
    "projects:invite": "takes any structure of the directory",
}
LEFT_BEHIND = (JournalEntry, OutboxMail, Job)  # what each act writes beside its own rows
TWICE = {"account_reset_password"}  # of the sign-in library: whoever asks twice is mailed twice, within its limits
HASH = re.compile(r"[0-9a-f]{64}")  # of a secret drawn at random
# The committee's own: no carrier has a meeting or a resolution, so no neighbour has one either.
OF_NO_CARRIER = {"approving_meeting"}
IN_THE_ADDRESS = {
    "participants:group_new": {"structure"},
    "participants:group_import": {"structure", "reprendre"},
    "participants:group_import_template": {"structure"},
    "partners:agreement_new": {"avec"},
    "projects:create": {"appel"},
    "projects:list": {"counting", "counted_from", "counted_until", "section"},
}
FILTERS = {
    *(("projects:list", "q"), ("participants:people", "q"), ("partners:agreements", "q"), ("partners:list", "q")),
    *((page, name) for page, names in IN_THE_ADDRESS.items() for name in names),
}


@dataclass
class Shown:
    """A form that an actor is shown, and the browser that she would send it with."""

    actor: Actor
    client: Browser
    form: ShownForm

    def __str__(self) -> str:
        return f"{self.form.page} {self.actor}"


@pytest.fixture
def world(db) -> World:
    return build_world()


@pytest.fixture
def clients(world) -> dict[Actor, Browser]:
    """Give each actor a browser, in a session where she has just proven who she is."""
    clients = {actor: Browser() for side in SIDES for actor in side}
    for actor, client in clients.items():
        user = world.users[actor]
        user.set_password(DEMO_PASSWORD)
        user.save()
        client.force_login(user)
        client.post(reverse("account_reauthenticate"), {"password": DEMO_PASSWORD})
    return clients


@pytest.fixture
def shown(world, clients) -> list[Shown]:
    """Every form of the portal that changes something, once, as the first of those who may send it is shown it."""
    found: dict[tuple, Shown] = {}
    for actor, form in _forms(world, clients):
        if form.method == "post":
            slug = form.action if form.page == "projects:section" else ""
            found.setdefault((form.page, slug, *sorted(form.fields)), Shown(actor, clients[actor], form))
    return list(found.values())


def _forms(world: World, clients: dict[Actor, Browser]) -> Iterator[tuple[Actor, ShownForm]]:
    """Open every page on either side: one with a form of its own until it shows it, the others wherever they stand."""
    filled_in = set()
    for page, subjects in _places(world):
        url = address_of(page, subjects)
        for actor in [next(actor for actor in side if actor in page.reach) for side in SIDES if page.reach & {*side}]:
            once = (url if page.name == "projects:section" else page.name, actor)
            if once in filled_in:
                continue
            with undone(clients[actor]):
                forms = forms_shown(clients[actor], url)
            if any(form.page == page.name for form in forms):
                filled_in.add(once)
            yield from ((actor, form) for form in forms)


def _places(world: World) -> Iterator[tuple[Page, Any]]:
    """Give every page with the world's objects, and the pages of dossiers also in each state that has forms."""
    pages = [page for page in declared_pages().values() if "GET" in page.methods]
    section, draft = declared_pages()["projects:section"], world.subjects["draft_section"]
    yield from _places_of_dossiers(BEFORE, pages, world)
    yield from ((section, {"draft_section": draft | {"slug": each.slug}}) for each in SECTIONS)
    yield from ((page, world.subjects) for page in pages)
    yield from _places_of_dossiers(AFTER, pages, world)


def _places_of_dossiers(states: tuple, pages: list[Page], world: World) -> Iterator[tuple[Page, Any]]:
    for state in states:
        subjects = dossier_in(state, world.tenants[0], world.call)
        yield from ((page, subjects) for page in pages if page.subject in subjects)


def _send(shown: Shown, data: Values) -> tuple[Any, set[str]]:
    with writes() as tables:
        answer = shown.client.post(shown.form.action, data)
    return answer, {table for table in tables if table.startswith(TRADE)} - WRITTEN_BY_READING


def test_no_form_takes_a_strangers_id_or_field_nor_mails_a_stranger_nor_acts_twice(world, shown):
    known = {model: set(model._base_manager.values_list("pk", flat=True)) for model in apps.get_models()}
    held, taken, wrong = set(), set(), []
    for one in shown:
        for name, stranger in strangers_ids(one.form, world):
            held.add((one.form.page, name))
            wrong += _faults_of_id(one, name, stranger, known)
        is_taken, faults = _faults_of_fields(one, world, known)
        taken |= {one.form.page} if is_taken else set()
        wrong += faults
    assert wrong == []
    assert held >= HOLD_IDS  # else the pages show less than they did, and the test tries nothing
    acts = {name for name, page in declared_pages().items() if "POST" in page.methods}
    assert sorted(acts - taken - NOT_TAKEN.keys()) == []


def _faults_of_id(one: Shown, name: str, stranger: str, known: dict[Any, set]) -> list[str]:
    """Send the form with the neighbour's id in one field: nothing may be written, and nothing of hers answered."""
    with undone(one.client):
        answer, tables = _send(one, with_id(one.form, name, stranger))
        mails = OutboxMail.objects.exclude(pk__in=known[OutboxMail]).exists()
    if answer.status_code >= 500 or tables or mails or NEIGHBOURS_CANARY in answer.content.decode():
        return [f"{one} {name}={stranger}: {answer.status_code}, writes {sorted(tables)}"]
    return []


def _faults_of_fields(one: Shown, world: World, known: dict[Any, set]) -> tuple[bool, list[str]]:
    """Send the form as it is, twice, then with fields not its own: taken or not, whether the rows or mails differ."""
    strangers, typed = _emails_of_strangers(world), one.form.filled()
    with undone(one.client):
        answer, tables = _send(one, typed)
        expected, new = _rows(tables, known), OutboxMail.objects.exclude(pk__in=known[OutboxMail])
        wrong = [f"{one} mails {m.kind} to {m.to_email}" for m in new if _is_astray(m, strangers)]
        if answer.status_code == 302 and one.form.page not in TWICE:
            wrong += _faults_of_twice(one, typed, tables, expected, known)
    with undone(one.client):
        again, also = _send(one, with_foreign_fields(one.form, tables, world))
        found = _rows(tables, known)
    if also != tables or found != expected or again.status_code != answer.status_code:
        wrong.append(f"{one}: {again.status_code} {_difference(expected, found)} {sorted(also ^ tables)}")
    return answer.status_code == 302, wrong


def _faults_of_twice(one: Shown, typed: Values, tables: set[str], expected: dict, known: dict[Any, set]) -> list[str]:
    """Send again the very form that was just taken, as a double click does: no row, line, mail or job more."""
    before = [model.objects.count() for model in LEFT_BEHIND]
    for upload in (value for values in typed.values() for value in values if hasattr(value, "seek")):
        upload.seek(0)
    answer, also = _send(one, typed)
    more = [model.objects.count() - count for model, count in zip(LEFT_BEHIND, before, strict=True)]
    found = _rows(tables, known)
    if answer.status_code >= 500 or any(more) or found != expected or also - tables:
        return [f"{one} acts twice: {answer.status_code} {more} {_difference(expected, found)} {sorted(also - tables)}"]
    return []


def _emails_of_strangers(world: World) -> set[str]:
    neighbours = [world.tenants[1].carrier, world.tenants[1].host]
    members = User.objects.filter(memberships__structure__in=neighbours)
    blind = {world.users[actor].email for actor in BLIND - {Actor.ANONYMOUS}}
    return blind | {user.email for user in members}


def _is_astray(mail: OutboxMail, strangers: set[str]) -> bool:
    said = f"{mail.subject} {mail.text} {mail.html}"
    return NEIGHBOURS_CANARY in said or (CANARY in said and mail.to_email in strangers)


def _rows(tables: set[str], known: dict[Any, set]) -> dict[str, list[str]]:
    """Read what tables hold, but for what differs at each writing: numbers of new rows, instants, random tokens."""
    rows = {}
    for model in models_of(tables):
        fields = [field for field in model._meta.concrete_fields if field.name != "identity_hash"]
        values = model._base_manager.order_by().values_list(*(field.attname for field in fields))
        rows[model.__name__] = sorted(
            repr([_steady(*pair, known) for pair in zip(fields, row, strict=True)]) for row in values
        )
    return rows


def _steady(field: Any, value: Any, known: dict[Any, set]) -> Any:
    target = field.related_model if field.is_relation else field.model if field.primary_key else None
    if target is not None and value is not None:
        return value if value in known[target] else "new"
    if isinstance(value, datetime):
        return "then" if value.year != INTRUDERS_YEAR else value
    is_hash = field.name == "token_hash" and HASH.fullmatch(value or "") is not None  # what an intruder types is none
    return "random" if is_hash or isinstance(value, UUID) else value


def _difference(expected: dict, found: dict) -> dict:
    return {
        name: (sorted(set(rows) - set(found[name])), sorted(set(found[name]) - set(rows)))
        for name, rows in expected.items()
        if rows != found[name]
    }


def test_no_filter_of_a_page_finds_what_is_a_neighbours(world, clients):
    """Every filter that a list offers, and every id an address takes, is tried with what is the neighbour's."""
    client, tried, wrong = clients[Actor.ADVISER], set(), []
    for page in declared_pages().values():
        if "GET" not in page.methods or Actor.ADVISER not in page.reach:
            continue
        url, filters = address_of(page, world.subjects), IN_THE_ADDRESS.get(page.name, set())
        if page.subject == "":
            with undone(client):
                shown = [form for form in forms_shown(client, url) if form.method == "get"]
            filters = filters.union(*(form.values for form in shown))
        for name in filters:
            tried.add((page.name, name))
            wrong += _faults_of_filter(client, page, url, name, world)
    assert wrong == []
    assert tried >= FILTERS


def _faults_of_filter(client: Browser, page: Page, url: str, name: str, world: World) -> Iterator[str]:
    for value in (str(world.tenants[1].carrier.pk), NEIGHBOURS_CANARY[:-2]):
        with undone(client), writes() as tables:
            answer = client.get(url, {name: value})
            body = body_of(answer)
        written = tables - written_by_reading(page)
        if answer.status_code not in (200, 302, 404) or NEIGHBOURS_CANARY in body or written:
            yield f"{url}?{name}={value}: {answer.status_code} {sorted(written)}"


def test_a_neighbours_address_is_a_strangers_whatever_else_is_ones_own(world, clients):
    """Own number with the neighbour's part, and the neighbour's number with one's own part: nothing is there."""
    client, opened, mixed = clients[Actor.ADVISER], [], 0
    for page in declared_pages().values():
        parameters = ADDRESSES[page.name].parameters
        if parameters not in ({"number", "pk"}, {"number", "pk", "moment"}, {"pk", "membership_pk"}):
            continue
        if page.subject in OF_NO_CARRIER:
            continue
        own, others = world.subjects[page.subject], world.neighbours[page.subject]
        for part in parameters - {"moment"}:
            mixed += 1
            url = reverse(page.name, kwargs=own | {part: others[part]})
            for method in ("get", "post"):
                with undone(client), writes() as tables:
                    answer = getattr(client, method)(url)
                refused = part == "membership_pk" or Actor.ADVISER in page.refused  # her own, but not this act
                expected = {404, 403} if refused else {404}
                leaks = NEIGHBOURS_CANARY in body_of(answer)
                if answer.status_code not in expected or leaks or tables - WRITTEN_BY_READING:
                    opened.append(f"{page.name} {part} {method}: {answer.status_code} {sorted(tables)}")
    assert opened == []
    assert mixed >= 18

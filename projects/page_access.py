"""Who reaches which page of the dossiers, their decisions and their money; the access matrix is made from this."""

from ofqj_portal.core.access import EVERYBODY, SIGNED_IN, Actor, declare

# ---- filing ---------------------------------------------------------------------------------------------------------

_WRITERS = {Actor.ADVISER, Actor.MANAGER}
_READERS = _WRITERS | {Actor.HOST, Actor.LEADER, Actor.OFFICER, Actor.DECIDER, Actor.FINANCE}
_JUDGES = {Actor.OFFICER, Actor.DECIDER}
_BOTH = ("GET", "POST")

declare("projects:calls", reach=EVERYBODY)
declare("projects:call", subject="call", reach=EVERYBODY)
declare("projects:blank_form", subject="call", reach=SIGNED_IN, methods=("POST",))
_STAFF = _JUDGES | {Actor.OTHER_SECTION}
declare("projects:call_desk", reach=_STAFF)
declare("projects:call_new", reach=_STAFF, methods=_BOTH)
declare("projects:piece_templates", subject="call", reach=_JUDGES, refused={Actor.OTHER_SECTION}, methods=_BOTH)
declare(
    "projects:piece_template_remove",
    subject="piece_template",
    reach=_JUDGES,
    refused={Actor.OTHER_SECTION},
    methods=("POST",),
)
declare("projects:call_payments", subject="call", reach=_JUDGES, refused={Actor.OTHER_SECTION}, methods=_BOTH)
for _page, _methods in {"call_schedule": _BOTH, "usual_schedule": ("POST",)}.items():
    declare(f"projects:{_page}", subject="call_section", reach=_JUDGES, refused={Actor.OTHER_SECTION}, methods=_methods)
declare("projects:call_edit", subject="call", reach=_JUDGES, refused={Actor.OTHER_SECTION}, methods=_BOTH)
declare("projects:call_publish", subject="draft_call", reach=_STAFF, methods=_BOTH)
declare("projects:call_unpublish", subject="unused_call", reach=_JUDGES, refused={Actor.OTHER_SECTION}, methods=_BOTH)
declare("projects:call_history", subject="call", reach=_JUDGES, refused={Actor.OTHER_SECTION})
declare("projects:list", reach=SIGNED_IN)
declare(
    "projects:create",
    reach=_WRITERS | {Actor.HOST, Actor.STRANGER, Actor.STRANGER_ABROAD},
    refused=SIGNED_IN - _WRITERS - {Actor.HOST, Actor.STRANGER, Actor.STRANGER_ABROAD},
    methods=_BOTH,
)
declare("projects:detail", subject="project", reach=_READERS)
declare(
    "projects:versions",
    subject="project",
    reach=_READERS - {Actor.HOST, Actor.LEADER},
    refused={Actor.HOST, Actor.LEADER},
)
declare(
    "projects:difference",
    subject="project_versions",
    reach=_READERS - {Actor.HOST, Actor.LEADER},
    refused={Actor.HOST, Actor.LEADER},
)
_THREAD = {*_WRITERS, Actor.HOST, Actor.LEADER, *_JUDGES}
_TALKERS = _THREAD - {Actor.LEADER}
declare("projects:messages", subject="project", reach=_THREAD, refused={Actor.FINANCE})
declare(
    "projects:send_message",
    subject="project",
    reach=_TALKERS,
    refused={Actor.LEADER, Actor.FINANCE},
    methods=("POST",),
)
declare(
    "projects:withdraw_message",  # its author's
    subject="message",
    reach={Actor.ADVISER},
    refused=_READERS - {Actor.ADVISER},
    methods=("POST",),
)
declare("projects:section", subject="draft_section", reach=_WRITERS, refused={Actor.HOST}, methods=_BOTH)
declare("projects:invite", subject="draft", reach=_WRITERS, refused={Actor.HOST}, methods=("POST",))
declare("projects:remove_partner", subject="draft_partner", reach=_WRITERS, refused={Actor.HOST}, methods=("POST",))
declare("projects:manage_link", subject="draft_invited", reach=_WRITERS, refused={Actor.HOST}, methods=_BOTH)
declare("projects:revoke_link", subject="draft_invited", reach=_WRITERS, refused={Actor.HOST}, methods=("POST",))
declare("projects:hosting_link", subject="hosting_link", reach=EVERYBODY, methods=_BOTH)  # whoever holds the link
declare("projects:remove_piece", subject="draft_piece", reach=_WRITERS, refused={Actor.HOST}, methods=("POST",))
declare("projects:bookings", subject="project", reach=_READERS - {Actor.FINANCE}, refused={Actor.FINANCE})
declare("projects:booking_new", subject="draft", reach=_WRITERS, refused={Actor.HOST}, methods=_BOTH)
declare("projects:booking_edit", subject="draft_booking", reach=_WRITERS, refused={Actor.HOST}, methods=_BOTH)
declare("projects:booking_remove", subject="draft_booking", reach=_WRITERS, refused={Actor.HOST}, methods=("POST",))
declare("projects:hosting", subject="draft", reach={Actor.HOST}, refused=_WRITERS, methods=_BOTH)
declare("projects:refuse_hosting", subject="draft", reach={Actor.HOST}, refused=_WRITERS, methods=_BOTH)
for _page, _subject in (("withdraw", "submitted"), ("reopen", "withdrawn"), ("complements", "incomplete")):
    declare(
        f"projects:{_page}",
        subject=f"{_subject}_project",
        reach=_WRITERS,
        refused={Actor.HOST, *_JUDGES, Actor.FINANCE},
        methods=_BOTH,
    )


# ---- review, decisions, report, money -------------------------------------------------------------------------------


def _declare_act(name: str, reach: set[Actor], *, subject: str = "project", methods: tuple[str, ...] = ()) -> None:
    """Declare a page of one dossier: whoever reads the dossier and may not do this act is refused."""
    declare(f"projects:{name}", subject=subject, reach=reach, refused=_READERS - reach, methods=methods or ("GET",))


declare("projects:queue", reach={*_JUDGES, Actor.OTHER_SECTION})
declare("projects:assign_many", reach={*_JUDGES, Actor.OTHER_SECTION}, methods=("POST",))
declare("projects:keep_view", reach={*_JUDGES, Actor.OTHER_SECTION}, methods=("POST",))
declare("projects:drop_view", subject="saved_view", reach=(), refused=_JUDGES, methods=("POST",))  # its owner's alone
declare("projects:first_view", subject="saved_view", reach=(), refused=_JUDGES, methods=("POST",))
declare("projects:decisions", reach={Actor.DECIDER})
_MEETING = {"session": _BOTH, "session_confirm": _BOTH, "session_open": ("POST",), "session_close": ("POST",)}
for _page, _methods in _MEETING.items():
    declare(f"projects:{_page}", subject="envelope", reach={Actor.DECIDER}, refused={Actor.OFFICER}, methods=_methods)
declare("projects:payments", reach={Actor.FINANCE})
declare("projects:envelopes", reach={*_JUDGES, Actor.OTHER_SECTION, Actor.FINANCE})
declare("projects:rates", reach=_STAFF | {Actor.FINANCE})
declare("projects:note_rate", reach={Actor.FINANCE}, refused=_STAFF, methods=_BOTH)
declare("projects:import_rates", reach={Actor.FINANCE}, refused=_STAFF, methods=_BOTH)
declare("projects:envelope", subject="envelope", reach={Actor.FINANCE}, methods=_BOTH)
_declare_act("review", _JUDGES)
_declare_act("take", _JUDGES, methods=("POST",))
_declare_act("ask_complements", _JUDGES, methods=_BOTH)
_declare_act("opinion", {Actor.OFFICER}, methods=_BOTH)
_declare_act("external_ask", {Actor.OFFICER}, methods=_BOTH)
_declare_act("external_withdraw", {Actor.OFFICER}, subject="external_asked", methods=("POST",))
_declare_act("external_again", {Actor.OFFICER}, subject="external_asked", methods=("POST",))
declare("projects:external_opinion", subject="external_link", reach=EVERYBODY, methods=_BOTH)  # whoever holds the link
_declare_act("assign", _JUDGES, methods=_BOTH)
_declare_act("pause", _JUDGES, methods=_BOTH)
_declare_act("resume", _JUDGES, methods=("POST",))
_declare_act("add_note", _JUDGES, methods=("POST",))
_declare_act("drop_note", set(), subject="note", methods=("POST",))  # its author's alone
_declare_act("labels", _JUDGES, methods=_BOTH)
_declare_act("declare_conflict", _JUDGES, methods=_BOTH)
_declare_act("lift_conflict", {Actor.DECIDER}, subject="conflict", methods=_BOTH)
_declare_act("archive", {*_WRITERS, *_JUDGES, Actor.FINANCE}, methods=("POST",))
_declare_act("award", {Actor.DECIDER}, subject="share", methods=_BOTH)
_declare_act("undo", {Actor.DECIDER}, subject="share", methods=_BOTH)
_declare_act("conditions", {Actor.DECIDER}, subject="share", methods=_BOTH)
declare(
    "projects:answer_condition",
    subject="condition",
    reach=_WRITERS,
    refused={Actor.HOST, *_JUDGES, Actor.FINANCE},
    methods=_BOTH,
)
_declare_act("decision", {*_WRITERS, *_JUDGES, Actor.FINANCE})
_declare_act("agreement", {*_WRITERS, *_JUDGES, Actor.FINANCE}, subject="share")
for _page in ("sign_agreement", "refuse_agreement"):
    declare(
        f"projects:{_page}",
        subject="to_sign",
        reach={Actor.MANAGER, Actor.DECIDER},
        refused={Actor.ADVISER, Actor.HOST, Actor.OFFICER, Actor.FINANCE},  # the leader's stay has not begun
        methods=_BOTH,
    )
_declare_act("prepare_agreement", _JUDGES, subject="share", methods=("POST",))
_declare_act("money", {*_WRITERS, *_JUDGES, Actor.FINANCE})
declare("projects:bank_details", subject="project", reach=_WRITERS, methods=_BOTH)  # for the others it is not there
declare("projects:account", subject="account", reach={Actor.FINANCE})
declare("projects:refuse_account", subject="account", reach={Actor.FINANCE}, methods=_BOTH)
declare("projects:share_account", subject="share_account", reach={Actor.FINANCE})
declare("projects:refuse_share_account", subject="share_account", reach={Actor.FINANCE}, methods=_BOTH)
for _page, _subject in (("send", "overpaid"), ("receive", "asked_back"), ("waive", "overpaid")):
    declare(
        f"projects:{_page}_recovery",
        subject=_subject,
        reach={Actor.FINANCE},
        refused={*_WRITERS, Actor.HOST, *_JUDGES},  # the leader's stay has not begun
        methods=_BOTH,
    )
declare("projects:repayment_account", subject="paying_section", reach={Actor.FINANCE}, methods=_BOTH)
declare("projects:runs", reach={Actor.FINANCE})
declare("projects:prepare_run", subject="ready", reach={Actor.FINANCE}, methods=_BOTH)
declare("projects:run", subject="run", reach={Actor.FINANCE})
declare("projects:confirm_run", subject="run", reach={Actor.FINANCE}, methods=_BOTH)
declare("projects:cancel_run", subject="run", reach={Actor.FINANCE}, methods=_BOTH)
_declare_act("confirm_plan", _WRITERS, methods=("POST",))
_declare_act("cancel", {Actor.MANAGER, *_JUDGES}, methods=_BOTH)
_declare_act("report", {*_WRITERS, *_JUDGES, Actor.FINANCE}, methods=_BOTH)
_declare_act("report_send_back", _JUDGES, methods=_BOTH)
_declare_act("report_complete", _JUDGES, methods=_BOTH)
_declare_act("report_close", _JUDGES, methods=("POST",))
_declare_act("payment", {Actor.FINANCE}, subject="share", methods=_BOTH)
_declare_act("changes", {*_WRITERS, *_JUDGES, Actor.FINANCE})
_declare_act("ask_change", _WRITERS, methods=_BOTH)
_declare_act("answer_change", _JUDGES, subject="change", methods=_BOTH)
_declare_act("drop_change", _WRITERS, subject="change", methods=("POST",))

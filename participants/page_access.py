"""Who reaches which page of the people and their groups; the access matrix is made from this."""

from ofqj_portal.core.access import EVERYBODY, Actor, declare

CARRIERS = {Actor.ADVISER, Actor.MANAGER}
SEE_THE_GROUP = {*CARRIERS, Actor.HOST, Actor.LEADER, Actor.OFFICER, Actor.DECIDER}
SEE_THE_PERSON = {*CARRIERS, Actor.LEADER, Actor.OFFICER, Actor.DECIDER}
FORM = ("GET", "POST")

# Every adviser and manager has her own list; a manager gives the rights of her own structure.
declare(
    "participants:people",
    reach={*CARRIERS, Actor.HOST, Actor.STRANGER, Actor.STRANGER_ABROAD},
)
declare(
    "participants:quality",
    reach={*CARRIERS, Actor.HOST, Actor.STRANGER, Actor.STRANGER_ABROAD},
)
declare("participants:rights", reach={Actor.MANAGER}, methods=FORM)
declare("participants:detail", subject="participant", reach=SEE_THE_PERSON)
declare("participants:group", subject="group", reach=SEE_THE_GROUP)
for name in ("edit", "consents", "space_link", "requests"):
    declare(
        f"participants:{name}", subject="participant", reach=CARRIERS, refused=SEE_THE_PERSON - CARRIERS, methods=FORM
    )
for name in ("space_link_close", "contact"):
    declare(
        f"participants:{name}",
        subject="participant",
        reach=CARRIERS,
        refused=SEE_THE_PERSON - CARRIERS,
        methods={"POST"},
    )
declare(
    "participants:corrected",
    subject="correction",
    reach=CARRIERS,
    refused=SEE_THE_PERSON - CARRIERS,
    methods={"POST"},
)
# A person's own space opens to whoever holds its link; nobody else finds it.
declare("participants:space", subject="space", reach=EVERYBODY)
declare("participants:space_data", subject="space", reach=EVERYBODY)
declare("participants:space_consents", subject="space", reach=EVERYBODY, methods=FORM)
declare("participants:space_requests", subject="space", reach=EVERYBODY)
declare("participants:space_take_away", subject="space", reach=EVERYBODY, methods={"POST"})
declare("participants:space_cancel", subject="space_asked", reach=EVERYBODY, methods={"POST"})
declare("participants:space_ask", subject="space_asked", reach=EVERYBODY, methods=FORM)
declare("participants:space_file", subject="space_file", reach=EVERYBODY)
declare("participants:space_news", subject="space_news", reach=EVERYBODY, methods=FORM)
declare("participants:space_later", subject="space_news", reach=EVERYBODY, methods={"POST"})
declare("participants:space_assessment", subject="space_news", reach=EVERYBODY, methods=FORM)
declare("participants:space_close", subject="space", reach=EVERYBODY, methods={"POST"})
declare("participants:space_emergency", subject="space_emergency", reach=EVERYBODY, methods=FORM)
# Whoever leads the stay, while it lasts.
declare(
    "participants:emergency",
    subject="participation_away",
    reach={Actor.LEADER},
    refused=SEE_THE_GROUP - {Actor.LEADER},
)
# Only who was given the right by name; in a fresh structure, that is nobody.
declare("participants:opportunities", subject="participant", reach=(), refused=CARRIERS, methods=FORM)
for name in ("group_add", "group_new", "group_import", "team_add"):
    declare(f"participants:{name}", subject="group", reach=CARRIERS, refused=SEE_THE_GROUP - CARRIERS, methods=FORM)
for name in ("group_import_template", "group_dates"):
    declare(f"participants:{name}", subject="group", reach=CARRIERS, refused=SEE_THE_GROUP - CARRIERS)
for name, methods in (
    ("papers", FORM),
    ("planning", ("GET",)),
    ("planning_ics", ("GET",)),
    ("planning_paper", ("POST",)),
):
    declare(
        f"participants:group_{name}",
        subject="group",
        reach={*CARRIERS, Actor.LEADER},
        refused=SEE_THE_GROUP - CARRIERS - {Actor.LEADER},
        methods=methods,
    )
for name, subject, methods in (
    ("session_add", "group", FORM),
    ("session_edit", "session", FORM),
    ("session_remove", "session", ("POST",)),
):
    declare(
        f"participants:{name}",
        subject=subject,
        reach=CARRIERS,
        refused=SEE_THE_GROUP - CARRIERS,
        methods=methods,
    )
for name, subject, methods in (("sessions", "group", ("GET",)), ("session_attendance", "session", FORM)):
    declare(
        f"participants:{name}",
        subject=subject,
        reach={*CARRIERS, Actor.LEADER},
        refused=SEE_THE_GROUP - CARRIERS - {Actor.LEADER},
        methods=methods,
    )
declare("participants:group_safety", subject="group_away", reach=SEE_THE_GROUP - {Actor.HOST}, refused={Actor.HOST})
for name, methods in (("check_in", ("POST",)), ("incident", FORM)):
    declare(
        f"participants:{name}",
        subject="group_away",
        reach={*CARRIERS, Actor.LEADER},
        refused=SEE_THE_GROUP - CARRIERS - {Actor.LEADER},
        methods=methods,
    )
# The aid goes to the lead carrier: its people alone say that a young person is paid her share.
declare("participants:paid_people", subject="group", reach=CARRIERS, refused=SEE_THE_GROUP - CARRIERS)
for name in ("person_account", "give_share_back"):
    declare(
        f"participants:{name}",
        subject="participation",
        reach=CARRIERS,
        refused=SEE_THE_GROUP - CARRIERS,
        methods=FORM,
    )
# A table is there for whoever brought it, and for nobody else of her structure.
for name, methods in (("preview", FORM), ("columns", FORM), ("errors", ("GET",))):
    declare(
        f"participants:group_import_{name}",
        subject="people_import",
        reach={Actor.ADVISER},
        refused=SEE_THE_GROUP - CARRIERS,
        methods=methods,
    )
for name, subject in (("departure", "group"), ("return", "group_away"), ("stop", "group_away")):
    declare(f"participants:{name}", subject=subject, reach=CARRIERS, refused=SEE_THE_GROUP - CARRIERS, methods=FORM)
for name, subject in (
    ("participation", "participation"),
    ("withdraw", "participation"),
    ("interrupt", "participation_away"),
    ("return_plan", "participation_away"),
    ("situations", "participation"),
    ("emergency_write", "participation"),
    ("assessment", "participation_moment"),
):
    declare(f"participants:{name}", subject=subject, reach=CARRIERS, refused=SEE_THE_GROUP - CARRIERS, methods=FORM)
for name, subject in (("confirm", "participation"), ("admit", "participation"), ("team_remove", "professional")):
    declare(f"participants:{name}", subject=subject, reach=CARRIERS, refused=SEE_THE_GROUP - CARRIERS, methods={"POST"})

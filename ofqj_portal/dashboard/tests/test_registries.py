"""What services ask for by name is there: kinds of jobs, verbs of the journal, templates of mails."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from ofqj_portal.core import files, jobs, journal, outbox, periodic

FOLDERS = ("ofqj_portal", "partners", "projects", "participants", "conventions")


def calls_of(name):
    """Find the literal arguments of every call of a function called `name`: [(file, [strings])]."""
    found = []
    for folder in FOLDERS:
        for path in Path(settings.ROOT, folder).rglob("*.py"):
            if "tests" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == name:
                    words = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and arg.value]
                    found.append(
                        (str(path.relative_to(settings.ROOT)), [word for word in words if isinstance(word, str)])
                    )
    return found


def mail_classes(base=outbox.Mail):
    for child in base.__subclasses__():
        if not child.__module__.rpartition(".")[0].endswith("tests"):
            yield child
        yield from mail_classes(child)


def test_every_job_asked_for_has_its_handler():
    asked = {(path, kind) for path, words in calls_of("enqueue") for kind in words[:1]}

    assert {kind for _path, kind in asked} >= {"core.send_mail", "core.run_periodic"}
    assert [(path, kind) for path, kind in sorted(asked) if kind not in jobs._handlers] == []


def test_every_act_recorded_has_its_words():
    recorded = {(path, words[0]) for path, words in calls_of("record") if words and "." in words[0]}

    assert recorded
    assert [(path, verb) for path, verb in sorted(recorded) if verb not in journal._verbs] == []


def test_every_mail_has_its_template_and_its_name():
    mails = [mail for mail in mail_classes() if hasattr(mail, "template")]

    assert mails
    for mail in mails:
        assert get_template(f"{mail.template}.txt"), mail
        assert mail.kind, mail
    kinds = [mail.kind for mail in mails if mail.__module__.split(".")[0] in FOLDERS]
    assert len(set(kinds)) == len(kinds)


@pytest.mark.parametrize("names", [jobs._handlers, periodic._entries], ids=["jobs", "periodic"])
def test_every_name_starts_with_its_app(names):
    apps = {"core", "accounts", "notifications", "dashboard", "privacy", "partners", "projects", "participants"}
    assert [name for name in names if name.partition(".")[0] not in apps | {"conventions", "test"}] == []


def test_only_what_people_hand_in_waits_for_a_scan():
    of_the_portal = [kind for kind in files.kinds_to_scan() if kind.partition(".")[0] != "test"]
    assert of_the_portal == [
        "conventions.contribution_picture",
        "conventions.delegation_act",
        "conventions.meeting_document",
        "directory",
        "participants.report_photo",
        "partners.agreement_text",
        "projects.change_letter",
        "projects.message",
        "projects.piece",
        "projects.piece_template",
    ]

import json
from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from ofqj_portal.accounts.models import User
from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import business_export
from ofqj_portal.core.models import MailState, NumberSequence, OutboxMail, ReminderPause, StoredFile

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def only_the_kernel(monkeypatch):
    ours = {model: e for model, e in business_export._exports.items() if model._meta.app_label in ("core", "accounts")}
    monkeypatch.setattr(business_export, "_exports", ours)


def lines_of(label):
    lines = [json.loads(line) for line in business_export.export_lines()]
    return [line for line in lines if line["model"] == label]


def fill(order):
    """Write the same things down, in one order or the other, so that their numbers differ."""
    users = {name: UserFactory(email=f"{name}@exemple.test", joined_at=NOW) for name in order}
    for name in order:
        NumberSequence.objects.create(name=name, last_value=7)
        users[name].first_name, users[name].last_name = name, name
        users[name].save()
        ReminderPause.objects.create(
            object_type="accounts.user",
            object_id=str(users[name].pk),
            kind="k",
            until=NOW,
            reason="privé",
            paused_by=users[name],
            paused_at=NOW,
        )
    file = StoredFile.objects.create(
        kind="test", attached_type="accounts.User", attached_key=str(users["ada"].pk), name="a.pdf",
        content_type="application/pdf", size=3, sha256="a" * 64, path=f"{order}", state="clean", created_at=NOW,
    )  # fmt: skip
    mail = OutboxMail.objects.create(
        kind="test", to_email="ada@exemple.test", shore="fr", subject="s", text="t", html="h", state=MailState.QUEUED,
        not_before=NOW, created_at=NOW,
    )  # fmt: skip
    mail.attachments.add(file)
    return list(business_export.export_lines())


def test_two_equal_databases_give_equal_bytes(transactional_db, django_db_blocker):
    first = fill(["ada", "zoe"])
    from django.core.management.color import no_style
    from django.db import connection

    connection.ops.execute_sql_flush(no_style())
    UserFactory.create_batch(3)
    User.objects.all().delete()

    assert fill(["zoe", "ada"]) == first
    assert len(first) == 2 + 2 + 2 + 1 + 1


def test_another_value_gives_other_bytes():
    NumberSequence.objects.create(name="chose", last_value=7)
    before = list(business_export.export_lines())
    NumberSequence.objects.update(last_value=8)

    assert list(business_export.export_lines()) != before


def test_a_row_is_named_by_natural_keys_and_a_person_by_a_hash():
    fill(["ada"])
    (user,), (pause,) = lines_of("accounts.user"), lines_of("core.reminderpause")

    assert set(user) == {"model", "email", "first_name", "last_name", "is_active", "is_superuser", "joined_at"}
    assert pause["paused_by"] == pause["object_id"] == [user["email"]]
    assert lines_of("core.storedfile")[0]["attached_key"] == [user["email"]]
    assert lines_of("core.outboxmail")[0]["attachments"] == [["test", "a" * 64, "a.pdf"]]
    text = "\n".join(business_export.export_lines())
    assert "ada@" not in text
    assert "privé" not in text


def test_a_model_that_points_to_one_left_out_is_refused(monkeypatch):
    exports = {model: export for model, export in business_export._exports.items() if model is not User}
    monkeypatch.setattr(business_export, "_exports", exports)

    with pytest.raises(business_export.NotExportable, match=r"accounts\.User"):
        list(business_export.export_lines())


def test_a_model_nobody_registered_is_named(monkeypatch):
    assert [label for label in business_export.unregistered_models() if label.startswith("core.")] == []
    monkeypatch.delitem(business_export._exports, NumberSequence)
    assert "core.NumberSequence" in business_export.unregistered_models()


def test_the_command_writes_the_file_whole_or_not_at_all(tmp_path, capsys):
    NumberSequence.objects.create(name="chose", last_value=7)
    target = tmp_path / "metier.jsonl"
    call_command("export_business", str(target))

    assert target.read_text() == '{"last_value":7,"model":"core.numbersequence","name":"chose"}\n'
    assert list(tmp_path.iterdir()) == [target]
    assert capsys.readouterr().out.startswith("1 lignes écrites")
    with pytest.raises(Exception, match="Impossible"):
        call_command("export_business", str(tmp_path / "absent" / "metier.jsonl"))

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail as django_mail
from django.db import transaction

from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import calendar, files, jobs_in_place, outbox
from ofqj_portal.core.background import mail_failed
from ofqj_portal.core.models import SECRET_PLACE, Job, JobState, MailState, NumberSequence, OutboxMail, StoredFile

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def templates(settings, tmp_path):
    folder = tmp_path / "templates"
    (folder / "test").mkdir(parents=True)
    text = '{% extends "emails/base.txt" %}{% block body %}{{ words }} : {{ base_url }}/projets/{% endblock %}'
    (folder / "test" / "notice.txt").write_text(text)
    (folder / "test" / "with_link.txt").write_text(text.replace("/projets/", "/lien/{{ secret_place }}/"))
    (folder / "test" / "laid_out.txt").write_text(text)
    (folder / "test" / "laid_out.html").write_text(
        '{% extends "emails/base.html" %}{% block body %}<p>{{ words }}</p>{% endblock %}'
    )
    first, *others = settings.TEMPLATES
    settings.TEMPLATES = [{**first, "DIRS": [*first["DIRS"], folder]}, *others]


@dataclass(frozen=True)
class Notice(outbox.Mail):
    words: str = "Nouvelle <b>&</b> utile"
    to: tuple[outbox.Recipient, ...] = (outbox.Recipient("ada@exemple.test", "Ada"),)
    title: str = "Bonne\r\nBcc: eve@exemple.test nouvelle"
    files: tuple[StoredFile, ...] = ()
    kind = "test.notice"
    template = "test/notice"

    def recipients(self):
        return self.to

    def subject(self):
        return self.title

    def context(self):
        return {"words": self.words}

    def attachments(self):
        return self.files


class LaidOut(Notice):
    template = "test/laid_out"


def test_a_mail_leaves_once():
    row = outbox.queue(Notice())[0]
    assert (row.state, len(django_mail.outbox)) == (MailState.QUEUED, 0)

    jobs_in_place.run_due()
    outbox.jobs.enqueue("core.send_mail", args={"mail": str(row.pk)})
    jobs_in_place.run_due()

    row.refresh_from_db()
    assert row.state == MailState.SENT
    assert row.sent_at is not None
    assert [message.to for message in django_mail.outbox] == [["ada@exemple.test"]]
    assert django_mail.outbox[0].extra_headers["Message-ID"] == outbox.message_id(row)


def test_a_mail_says_who_what_and_why_in_text_and_in_html():
    row = outbox.queue(Notice())[0]

    assert row.text == (
        "Bonjour Ada,\n\n"
        f"Nouvelle <b>&</b> utile : {settings.BASE_URL}/projets/\n\n"
        "Le portail de l’Office franco-québécois pour la jeunesse\n"
        f"{settings.BASE_URL}\n\n"
        "--\n"
        "Vous recevez ce message parce que vous avez un compte sur le portail.\n"
    )
    assert "Nouvelle &lt;b&gt;&amp;&lt;/b&gt; utile" in row.html
    assert f'<a href="{settings.BASE_URL}/projets/"' in row.html
    assert "<p>Nouvelle &lt;b&gt;&amp;&lt;/b&gt; utile</p>" in outbox.queue(LaidOut())[0].html


def test_a_subject_holds_on_one_line():
    assert outbox.queue(Notice())[0].subject == "Bonne Bcc: eve@exemple.test nouvelle"


def test_each_reader_gets_her_shore_s_words():
    france = outbox.Recipient("ada@exemple.test", shore="fr")
    quebec = outbox.Recipient("zoe@exemple.test", shore="qc")

    rows = outbox.queue(Notice(to=(france, quebec)))

    assert [(row.to_email, row.shore) for row in rows] == [("ada@exemple.test", "fr"), ("zoe@exemple.test", "qc")]
    assert rows[0].text.startswith("Bonjour,")


class WithLink(Notice):
    template = "test/with_link"

    def secret(self):
        return "jeton-du-lien"


def test_a_secret_leaves_in_the_mail_and_is_kept_nowhere():
    row = outbox.queue(WithLink())[0]
    assert "jeton-du-lien" not in row.text + row.html

    jobs_in_place.run_due()

    (message,) = django_mail.outbox
    assert "/lien/jeton-du-lien/" in message.body
    assert "/lien/jeton-du-lien/" in message.alternatives[0][0]
    row.refresh_from_db()
    assert (row.secret, row.whole_text) == ("", row.text)
    assert f"/lien/{SECRET_PLACE}/" in row.text


def test_the_demo_keeps_the_secret_since_its_list_of_mails_is_the_only_mailbox(settings):
    settings.DEMO = True
    row = outbox.queue(WithLink())[0]

    jobs_in_place.run_due()

    row.refresh_from_db()
    assert "/lien/jeton-du-lien/" in row.whole_text


def test_a_mail_that_does_not_leave_forgets_its_secret():
    held = outbox.queue(WithLink(), key="lien 1")[0]
    failed = outbox.queue(WithLink())[0]
    outbox.withdraw("lien 1")
    mail_failed(Job.objects.get(args={"mail": str(failed.pk)}), "Non")

    assert list(OutboxMail.objects.filter(pk__in=[held.pk, failed.pk]).values_list("secret", flat=True)) == ["", ""]


@pytest.mark.django_db(transaction=True)
def test_a_mail_whose_cause_fails_never_leaves():
    def cause():
        with transaction.atomic():
            outbox.queue(Notice())
            raise RuntimeError("Non")

    with pytest.raises(RuntimeError):
        cause()
    jobs_in_place.run_due()

    assert (OutboxMail.objects.count(), django_mail.outbox) == (0, [])


def test_a_mail_held_back_waits_and_may_be_withdrawn():
    later = calendar.real_now() + timedelta(minutes=10)
    row = outbox.queue(Notice(), not_before=later, key="décision 1")[0]
    assert jobs_in_place.run_due() == 0

    assert outbox.withdraw("décision 1") == 1
    Job.objects.update(run_after=calendar.real_now())
    jobs_in_place.run_due()

    row.refresh_from_db()
    assert (row.state, django_mail.outbox) == (MailState.WITHDRAWN, [])
    assert outbox.withdraw("décision 1") == 0


def test_a_mail_that_left_cannot_be_withdrawn():
    outbox.queue(Notice(), key="décision 1")
    jobs_in_place.run_due()

    assert outbox.withdraw("décision 1") == 0


def test_a_key_reaches_a_person_once_until_it_is_withdrawn():
    assert len(outbox.queue(Notice(), key="clé")) == 1
    assert outbox.queue(Notice(), key="clé") == []
    other = outbox.Recipient("zoe@exemple.test")
    assert len(outbox.queue(Notice(to=(other,)), key="clé")) == 1

    outbox.withdraw("clé")
    assert len(outbox.queue(Notice(), key="clé")) == 1


def test_a_server_that_refuses_is_asked_again_then_the_mail_is_marked(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    row = outbox.queue(Notice())[0]
    job = Job.objects.get()
    for _attempt in range(8):
        Job.objects.update(run_after=calendar.real_now())
        jobs_in_place.run_due()
        row.refresh_from_db()
        job.refresh_from_db()

    assert (job.state, job.attempts, row.state, row.sent_at) == (JobState.FAILED, 8, MailState.FAILED, None)


def test_a_file_goes_with_the_mail():
    files.register_kind(files.FileKind("test", "Essai", lambda user, file: True))
    pdf = b"%PDF-1.7\n" + b"x" * 50 + b"\n%%EOF\n"
    thing = NumberSequence.objects.create(name="chose", last_value=1)
    file = files.store(pdf, kind="test", name="lettre.pdf", attached_to=thing, by=None, now=calendar.now())

    outbox.queue(Notice(files=(file,)))
    jobs_in_place.run_due()

    assert django_mail.outbox[0].attachments[0].filename == "lettre.pdf"


class TestDemoPages:
    @pytest.fixture
    def sent(self, settings):
        settings.DEMO = True
        row = outbox.queue(Notice(words="Bonjour <script>alert(1)</script>", title="Lisez-moi"))[0]
        jobs_in_place.run_due()
        return row

    def test_list_the_mails_that_left_and_only_them(self, client, sent):
        outbox.queue(Notice(title="Pas encore"), not_before=calendar.real_now() + timedelta(hours=1))

        page = client.get("/demo/courriels/").content.decode()

        assert "Lisez-moi" in page
        assert "Pas encore" not in page

    def test_keep_one_address(self, client, sent):
        assert "Lisez-moi" in client.get("/demo/courriels/?a=ada@exemple.test").content.decode()
        assert "Lisez-moi" not in client.get("/demo/courriels/?a=eve@exemple.test&page=-1").content.decode()
        assert client.get("/demo/courriels/?a=%00").status_code == 200

    def test_show_a_mail_with_living_links_and_dead_scripts(self, client, sent):
        page = client.get(f"/demo/courriels/{sent.pk}/").content.decode()

        assert f'href="{settings.BASE_URL}/projets/"' in page
        assert "<script>alert" not in page

    def test_a_mail_of_another_port_leads_to_where_the_demo_answers_today(self, client, settings):
        settings.DEMO, settings.BASE_URL = True, "http://127.0.0.1:8000"
        sent = outbox.queue(Notice(title="Lisez-moi"))[0]
        jobs_in_place.run_due()
        settings.BASE_URL = "http://127.0.0.1:8642"
        for page in (f"/demo/courriels/{sent.pk}/", f"/demo/courriels/{sent.pk}/html/"):
            assert 'href="http://127.0.0.1:8642/projets/"' in client.get(page).content.decode()

    def test_show_the_laid_out_version_in_a_sandbox(self, client, sent):
        response = client.get(f"/demo/courriels/{sent.pk}/html/")

        assert response.headers["Content-Security-Policy"].startswith("sandbox ")
        assert "allow-scripts" not in response.headers["Content-Security-Policy"]
        assert "<script>alert" not in response.content.decode()

    def test_do_not_exist_outside_of_the_demo(self, client, sent, settings):
        settings.DEMO = False
        client.force_login(UserFactory())

        for path in ("/demo/courriels/", f"/demo/courriels/{sent.pk}/", f"/demo/courriels/{sent.pk}/html/"):
            assert client.get(path).status_code == 404


def test_a_past_that_is_told_writes_to_nobody():
    with calendar.reading_at(calendar.real_now() - timedelta(days=400)):
        assert outbox.queue(Notice()) == []
    assert not OutboxMail.objects.exists()


def test_a_mail_reads_as_gone_when_its_story_says(settings, tmp_path):
    settings.CLOCK_FILE = tmp_path / "clock"
    calendar.set_clock_offset(timedelta(days=60))
    row = outbox.queue(Notice())[0]
    jobs_in_place.run_due()
    row.refresh_from_db()

    assert row.told_at == row.left_at
    assert timedelta(days=60) <= row.left_at - row.sent_at < timedelta(days=60, minutes=1)


def test_a_mail_reads_as_gone_when_it_left():
    row = outbox.queue(Notice())[0]
    assert row.told_at is None
    jobs_in_place.run_due()
    row.refresh_from_db()

    assert (row.told_at, row.left_at) == (row.sent_at, None)

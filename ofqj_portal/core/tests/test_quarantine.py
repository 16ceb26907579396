"""What somebody hands in is held until an antivirus read it; whatever goes wrong with the antivirus, it stays held."""

import io

import pytest
from django.core.files.storage import storages
from django.urls import reverse
from PIL import Image

from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import background, calendar, files, jobs_in_place, scanning
from ofqj_portal.core.models import Job, JobState, JournalEntry, NumberSequence, OutboxMail
from ofqj_portal.core.models.stored_file import FileState, StoredFile
from ofqj_portal.core.tests.fake_clamd import EICAR, FakeClamd

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n"


@pytest.fixture
def clamd(tmp_path, settings):
    """An antivirus that is well, and configured; SERVE_UNSCANNED off, as in production."""
    settings.SERVE_UNSCANNED = False
    with FakeClamd(tmp_path) as fake:
        settings.CLAMAV_SOCKET, settings.CLAMAV_TIMEOUT_SECONDS = fake.path, 0.3
        yield fake


@pytest.fixture
def alone(settings):
    """A production without an antivirus."""
    settings.SERVE_UNSCANNED, settings.CLAMAV_SOCKET = False, ""


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def hand_in(user):
    files.register_kind(files.FileKind("test.held", "Essai", lambda user, file: True))
    thing = NumberSequence.objects.create(name="chose", last_value=1)

    def hand(content=PDF, name="papier.pdf"):
        return files.store(content, kind="test.held", name=name, attached_to=thing, by=user, now=calendar.now())

    return hand


def read_at(client, file):
    answer = client.get(reverse("core:file", args=[file.pk]))
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer


def test_a_file_is_held_until_it_was_read_then_served_as_an_attachment(client, clamd, user, hand_in):
    client.force_login(user)
    file = hand_in()
    assert (file.state, read_at(client, file).status_code) == (FileState.QUARANTINED, 409)
    jobs_in_place.run_due()
    file.refresh_from_db()
    answer = read_at(client, file)
    assert (file.state, clamd.streams, answer.status_code) == (FileState.CLEAN, [PDF], 200)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")


def test_what_is_infected_is_refused_deleted_and_told(client, clamd, user, hand_in, django_capture_on_commit_callbacks):
    client.force_login(user)
    file = hand_in(PDF + EICAR)
    with django_capture_on_commit_callbacks(execute=True):
        jobs_in_place.run_due()
    file.refresh_from_db()
    assert (file.state, file.threat) == (FileState.REJECTED, "Eicar-Test-Signature")
    assert not storages["private"].exists(file.path)
    assert read_at(client, file).status_code == 404
    mail = OutboxMail.objects.get(kind="accounts.file_refused")
    assert (mail.to_user_id, "papier.pdf" in mail.text) == (user.pk, True)
    assert JournalEntry.objects.get(verb="file.refused").facts["threat"] == "Eicar-Test-Signature"


@pytest.mark.parametrize("mood", ["slow", "broken", "full", "mute"])
def test_an_antivirus_that_gives_no_clear_answer_lets_nothing_go(client, clamd, user, hand_in, mood):
    clamd.mood = mood
    client.force_login(user)
    file = hand_in()
    jobs_in_place.run_due()
    file.refresh_from_db()
    job = Job.objects.get(kind="core.release_file")
    assert (file.state, job.state, job.attempts) == (FileState.QUARANTINED, JobState.QUEUED, 1)
    assert read_at(client, file).status_code == 409


def test_an_antivirus_that_is_down_lets_nothing_go_and_is_asked_again_once_it_is_back(clamd, hand_in, settings):
    up, settings.CLAMAV_SOCKET = settings.CLAMAV_SOCKET, "/nulle/part.sock"
    file = hand_in()
    jobs_in_place.run_due()
    Job.objects.filter(kind="core.release_file").delete()  # it was given up, and tidied away, long ago
    file.refresh_from_db()
    assert file.state == FileState.QUARANTINED
    settings.CLAMAV_SOCKET = up
    background.look_at_waiting_files(calendar.now())
    jobs_in_place.run_due()
    file.refresh_from_db()
    assert file.state == FileState.CLEAN


def test_nothing_but_a_plain_ok_is_clean(clamd):
    clamd.mood = "broken"
    with pytest.raises(scanning.ScannerAway):
        scanning.threat_in(PDF)


def test_without_an_antivirus_a_production_holds_everything(client, alone, user, hand_in):
    client.force_login(user)
    file = hand_in()
    jobs_in_place.run_due()
    background.look_at_waiting_files(calendar.now())
    file.refresh_from_db()
    assert (file.state, Job.objects.filter(kind="core.release_file").count()) == (FileState.QUARANTINED, 0)
    assert read_at(client, file).status_code == 409


def test_an_explicit_setting_serves_what_nobody_scanned_and_says_so(client, alone, user, hand_in, settings):
    settings.SERVE_UNSCANNED = True
    client.force_login(user)
    file = hand_in()
    assert (file.state, file.is_unscanned, read_at(client, file).status_code) == (FileState.UNSCANNED, True, 200)
    settings.SERVE_UNSCANNED = False
    assert read_at(client, file).status_code == 409


def test_what_was_served_unscanned_is_scanned_once_there_is_an_antivirus(clamd, hand_in, settings):
    socket, settings.CLAMAV_SOCKET, settings.SERVE_UNSCANNED = settings.CLAMAV_SOCKET, "", True
    file = hand_in(PDF + EICAR)
    assert file.state == FileState.UNSCANNED
    settings.CLAMAV_SOCKET = socket
    background.look_at_waiting_files(calendar.now())
    jobs_in_place.run_due()
    file.refresh_from_db()
    assert file.state == FileState.REJECTED


def test_what_the_portal_makes_is_not_held(alone, user):
    files.register_kind(files.FileKind("test.made", "Essai", lambda user, file: True, made_here=True))
    thing = NumberSequence.objects.create(name="chose", last_value=1)
    made = files.store(PDF, kind="test.made", name="p.pdf", attached_to=thing, by=None, now=calendar.now())
    assert made.state == FileState.CLEAN


# ---- photos of a phone ----------------------------------------------------------------------------------------------


def heic():
    from pillow_heif import from_pillow

    kept = io.BytesIO()
    photo = Image.new("RGB", (64, 32), "teal")
    exif = Image.Exif()
    exif[0x010E] = "Chez Zoé, 48.8566 N"
    from_pillow(photo).save(kept, format="HEIF", exif=exif.tobytes())
    return kept.getvalue()


def test_a_heic_photo_becomes_a_jpeg_without_what_the_phone_wrote(hand_in, user, django_capture_on_commit_callbacks):
    file = hand_in(heic(), "IMG_0042.HEIC")
    former = file.path
    assert (file.state, file.content_type) == (FileState.QUARANTINED, "image/heic")
    with django_capture_on_commit_callbacks(execute=True):
        jobs_in_place.run_due()
    file.refresh_from_db()
    content = files.read(file)
    assert (file.state, file.name, file.content_type) == (FileState.UNSCANNED, "IMG_0042.jpg", "image/jpeg")
    with Image.open(io.BytesIO(content)) as photo:
        assert (photo.format, photo.size, dict(photo.getexif())) == ("JPEG", (64, 32), {})
    assert b"48.8566" not in content
    assert not storages["private"].exists(former)


def test_a_heic_that_nobody_can_read_is_refused_and_told(hand_in, user):
    file = hand_in(b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40, "IMG.heic")
    jobs_in_place.run_due()
    assert StoredFile.objects.get(pk=file.pk).state == FileState.REJECTED
    assert "abîmé" in OutboxMail.objects.get(kind="accounts.file_refused").text

"""Pictures and testimonies of a stay: joined with the consent behind them, out of use the day it is taken back."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.files import FileRefused
from ofqj_portal.core.models import JournalEntry, StoredFile
from ofqj_portal.core.models.stored_file import FileState
from ofqj_portal.core.tests.test_pictures import jpeg
from participants.data_enums import ErasureCause, Purpose
from participants.enums import PhotoShows
from participants.models import ReportPhoto, album
from participants.queries.album import usable_photos, usable_quotes
from participants.services.album import AlbumRefused, NoConsent, add_photo, add_testimony, remove_photo
from participants.services.consent import answer_consents
from participants.services.erasure import erase_person
from participants.tests.factories import ParticipationFactory, PersonConsentFactory
from partners.tests.factories import MembershipFactory, member
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
NOW, TODAY = datetime(2026, 6, 15, 9, 0, tzinfo=UTC), date(2026, 6, 15)
WORDS = "J’ai appris à oser demander."


@pytest.fixture
def project():
    return ProjectFactory(report_due=True)


@pytest.fixture
def adviser(project):
    return member(project.carrier)


def back(project, *purposes, **names):
    row = ParticipationFactory(project=project, returned=True, participant__structure=project.carrier, **names)
    for purpose in purposes:
        PersonConsentFactory(participant=row.participant, purpose=purpose)
    return row


def join(project, by, people=(), **more):
    facts = {"content": jpeg(), "name": "IMG_1.jpg", "alternative": "Deux jeunes au rabot.", "rights_stated": True}
    facts["shows"] = PhotoShows.PEOPLE if people else PhotoShows.NOBODY
    return add_photo(project=project, people=list(people), by=by, now=NOW, **(facts | more))


def opens(client, address):
    answer = client.get(address)
    return answer.status_code == 200 and answer.getvalue().startswith(b"\xff\xd8")


def take_back(row, purpose, by):
    answer_consents(participant=row.participant, answers={purpose: False}, answered_on=TODAY, by=by)


def test_a_picture_is_shown_until_one_of_those_on_it_takes_her_yes_back(project, adviser):
    ada, bo = back(project, Purpose.IMAGE), back(project, Purpose.IMAGE)
    together, empty = join(project, adviser, [ada, bo]), join(project, adviser)
    assert list(usable_photos([project], on=TODAY)) == [together, empty]
    take_back(bo, Purpose.IMAGE, adviser)
    assert list(usable_photos([project], on=TODAY)) == [empty]


def test_words_are_quoted_under_a_first_name_until_their_yes_is_taken_back(project, adviser):
    ada = back(project, Purpose.TESTIMONY, participant__first_name="Ada")
    add_testimony(project=project, words=WORDS, participation=ada, by=adviser, now=NOW)
    add_testimony(project=project, words="On a bien ri.", participation=None, by=adviser, now=NOW)
    other = ProjectFactory(report_due=True)
    add_testimony(project=other, words="Ailleurs", participation=None, by=member(other.carrier), now=NOW)
    quotes = [(quote.words, quote.who) for quote in usable_quotes([project], on=TODAY)]
    assert quotes == [(WORDS, "Ada"), ("On a bien ri.", "Une personne du groupe")]
    take_back(ada, Purpose.TESTIMONY, adviser)
    assert [quote.words for quote in usable_quotes([project], on=TODAY)] == ["On a bien ri."]


def test_nobody_is_shown_nor_quoted_without_her_yes(project, adviser):
    silent = back(project)
    with pytest.raises(NoConsent):
        join(project, adviser, [silent])
    with pytest.raises(NoConsent):
        add_testimony(project=project, words=WORDS, participation=silent, by=adviser, now=NOW)
    assert not StoredFile.objects.filter(kind="participants.report_photo").exists()


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"rights_stated": False}, AlbumRefused),
        ({"alternative": " "}, AlbumRefused),
        ({"shows": "people"}, AlbumRefused),
        ({"shows": "zzz"}, AlbumRefused),
        ({"content": b"%PDF-1.4\n"}, FileRefused),
    ],
)
def test_a_picture_says_what_it_shows_and_that_one_may_share_it(project, adviser, more, refusal):
    with pytest.raises(refusal):
        join(project, adviser, **more)
    assert not ReportPhoto.objects.exists()


def test_people_of_another_group_are_not_named_and_a_closed_report_takes_nothing(project, adviser):
    stranger = back(ProjectFactory(report_due=True), Purpose.IMAGE, Purpose.TESTIMONY)
    with pytest.raises(AlbumRefused):
        join(project, adviser, [stranger])
    with pytest.raises(AlbumRefused):
        add_testimony(project=project, words=WORDS, participation=stranger, by=adviser, now=NOW)
    with pytest.raises(WrongState):
        join(ProjectFactory(closed=True), adviser)


def test_the_place_a_camera_wrote_is_taken_off_and_a_removed_picture_leaves_no_bytes(
    project, adviser, django_capture_on_commit_callbacks
):
    photo = join(project, adviser)
    path = photo.file.path
    with storages["private"].open(path) as kept:
        assert b"GPS" not in kept.read()
    with django_capture_on_commit_callbacks(execute=True):
        remove_photo(photo=photo, by=adviser, now=NOW)
    assert (ReportPhoto.objects.exists(), storages["private"].exists(path)) == (False, False)


def test_an_erased_person_is_on_no_picture_and_in_no_words_any_more(project, adviser):
    ada, bo = back(project, Purpose.IMAGE, Purpose.TESTIMONY), back(project, Purpose.IMAGE)
    alone = join(project, adviser, [bo])
    join(project, adviser, [ada, bo])
    add_testimony(project=project, words=WORDS, participation=ada, by=adviser, now=NOW)
    erase_person(participant=ada.participant, cause=ErasureCause.REQUEST, by=None, now=NOW)
    assert (list(ReportPhoto.objects.all()), list(album.Testimony.objects.all())) == ([alone], [])
    assert list(StoredFile.objects.filter(kind="participants.report_photo")) == [alone.file]


def test_the_base_refuses_a_picture_without_words(project, adviser):
    photo = join(project, adviser)
    for field, value in (("alternative", " "), ("shows", "zzz")):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReportPhoto.objects.filter(pk=photo.pk).update(**{field: value})
    with pytest.raises(IntegrityError), transaction.atomic():
        album.Testimony.objects.create(project=project, words=" ", added_at=NOW)


def test_the_journal_names_nobody(project, adviser):
    ada = back(project, Purpose.IMAGE, Purpose.TESTIMONY, participant__first_name="Adalinda")
    join(project, adviser, [ada], alternative="Adalinda au rabot")
    add_testimony(project=project, words=WORDS, participation=ada, by=adviser, now=NOW)
    facts = " ".join(str(entry.facts) for entry in JournalEntry.objects.filter(verb__startswith="project."))
    assert [words in facts for words in ("Adalinda", "oser")] == [False, False]


# ---- the pages ------------------------------------------------------------------------------------------------------


def test_an_adviser_joins_and_takes_off_on_her_pages(client, project, adviser):
    ada = back(project, Purpose.IMAGE, Purpose.TESTIMONY, participant__first_name="Ada")
    back(project, participant__first_name="Silencieuse")
    client.force_login(adviser)
    page_url = reverse("participants:album", args=[project.number])
    assert page_url in client.get(reverse("projects:report", args=[project.number])).content.decode()
    joining = reverse("participants:album_photo", args=[project.number])
    assert "Silencieuse" not in client.get(joining).content.decode()
    typed = {"alternative": "Au rabot", "shows": "people", "people": [ada.pk], "rights_stated": "on"}
    upload = SimpleUploadedFile("photo.jpg", jpeg(), "image/jpeg")
    assert client.post(joining, typed | {"file": upload}).status_code == 302
    quoting = reverse("participants:album_quote", args=[project.number])
    assert client.post(quoting, {"words": WORDS, "participation": ada.pk}).status_code == 302
    page = client.get(page_url).content.decode()
    assert [words in page for words in ("Au rabot", WORDS, "Ada")] == [True] * 3
    take_back(ada, Purpose.IMAGE, adviser)
    assert "Ne peut plus être montrée" in client.get(page_url).content.decode()
    photo, words = ReportPhoto.objects.get(), album.Testimony.objects.get()
    client.post(reverse("participants:album_photo_remove", args=[project.number, photo.pk]))
    client.post(reverse("participants:album_quote_remove", args=[project.number, words.pk]))
    assert (ReportPhoto.objects.exists(), album.Testimony.objects.exists()) == (False, False)


def test_what_cannot_be_joined_is_said_and_the_words_stay(client, project, adviser):
    client.force_login(adviser)
    joining = reverse("participants:album_photo", args=[project.number])
    typed = {"alternative": "Au rabot", "shows": "nobody"}
    page = client.post(joining, typed | {"file": SimpleUploadedFile("p.jpg", jpeg())}).content.decode()
    assert ("le droit de partager" in page, "Au rabot" in page) == (True, True)
    assert client.post(joining, typed).status_code == 200


def test_the_ofqj_reads_what_may_be_used_today_and_opens_no_other_file(client, project, adviser):
    ada = back(project, Purpose.IMAGE, Purpose.TESTIMONY)
    photo = join(project, adviser, [ada], alternative="CANARI au rabot")
    StoredFile.objects.update(state=FileState.CLEAN)
    add_testimony(project=project, words="CANARI des mots", participation=ada, by=adviser, now=NOW)
    shown, file = reverse("participants:album", args=[project.number]), photo.file.get_absolute_url()
    client.force_login(MembershipFactory(officer_fr=True).user)
    assert client.get(shown).content.decode().count("CANARI") >= 2
    assert opens(client, file)
    take_back(ada, Purpose.IMAGE, adviser)
    take_back(ada, Purpose.TESTIMONY, adviser)
    assert "CANARI" not in client.get(shown).content.decode()
    assert client.get(file).status_code == 404
    for other in (MembershipFactory(finance=True).user, member(ProjectFactory().carrier)):
        client.force_login(other)
        assert client.get(file).status_code == 404
    client.force_login(adviser)
    assert opens(client, file)


@pytest.mark.parametrize("count", [1, 3])
def test_the_album_costs_the_same_whatever_it_holds(client, project, adviser, count, django_assert_num_queries):
    for _number in range(count):
        join(project, adviser, [back(project, Purpose.IMAGE)])
        ada = back(project, Purpose.TESTIMONY)
        add_testimony(project=project, words=WORDS, participation=ada, by=adviser, now=NOW)
    client.force_login(adviser)
    with django_assert_num_queries(11):
        client.get(reverse("participants:album", args=[project.number]))

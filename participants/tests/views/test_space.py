"""A person in her own space: what the link opens, what she reads, what she decides."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from ofqj_portal.core import calendar, links
from ofqj_portal.core.models import JournalEntry, OutboxMail
from ofqj_portal.core.read_log import record_read
from participants.data_enums import Purpose
from participants.models import ConsentText, PersonConsent
from participants.queries.space import SPACE_LINK
from participants.services.space import NoAddress, TooManyLinks, close_space, send_space_link
from participants.tests.factories import (
    OpportunityProfileFactory,
    ParticipantFactory,
    ParticipationFactory,
    PersonConsentFactory,
    SituationFactory,
)
from partners.tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)


@pytest.fixture
def person(accepted, clock):
    clock(NOW)
    return ParticipantFactory(structure=accepted.carrier, first_name="Lila", email="lila@exemple.test")


def opened(person, **more) -> str:
    until = calendar.real_now() + timedelta(days=2)
    kept = {"email": "lila@exemple.test", "expires_at": until, "by": None, "is_lasting": True}
    return links.issue_link(SPACE_LINK, person, **(kept | more))[1]


def text(response) -> str:
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def get(client, name: str, token: str):
    return client.get(reverse(f"participants:{name}", args=[token]))


def test_the_adviser_sends_the_link_and_the_mail_alone_carries_it(client, person, adviser):
    client.force_login(adviser)
    client.post(reverse("participants:space_link", args=[person.pk]))
    mail = OutboxMail.objects.get()
    assert (mail.kind, mail.to_email) == ("participants.space_opened", "lila@exemple.test")
    assert mail.secret not in mail.text + mail.html
    assert mail.secret in mail.whole_text
    assert "Lila" not in mail.text
    assert get(client, "space", mail.secret).status_code == 200
    assert mail.secret not in str(list(JournalEntry.objects.values()))


def test_another_link_takes_the_place_of_the_former(client, person, adviser):
    first = send_space_link(participant=person, by=adviser)
    second = send_space_link(participant=person, by=adviser)
    first.refresh_from_db()
    assert first.revoked_at
    assert second.is_living(calendar.real_now())
    assert OutboxMail.objects.filter(state="queued").count() == 1


def test_a_link_goes_nowhere_without_an_address_nor_a_sixth_time_in_a_day(person, adviser):
    with pytest.raises(NoAddress):
        send_space_link(participant=ParticipantFactory(structure=person.structure), by=adviser)
    for _time in range(5):
        send_space_link(participant=person, by=adviser)
    with pytest.raises(TooManyLinks):
        send_space_link(participant=person, by=adviser)


@pytest.mark.parametrize("name", ["space", "space_data", "space_consents"])
def test_a_link_opens_one_persons_space_until_it_ends(client, person, clock, name):
    token = opened(person)
    assert get(client, name, token).status_code == 200
    assert get(client, name, token[:-1]).status_code == 404
    clock(NOW + timedelta(days=3))
    assert get(client, name, token).status_code == 404


def test_a_link_of_another_purpose_opens_no_space(client, person):
    _link, token = links.issue_link(
        "projects.hosting", person, email="x@exemple.test", expires_at=NOW + timedelta(days=1), by=None
    )
    assert get(client, "space", token).status_code == 404


def test_the_address_is_kept_by_no_cache_and_told_to_no_site(client, person):
    answer = get(client, "space", opened(person))
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_she_closes_her_link_herself_and_only_by_a_post(client, person):
    token = opened(person)
    address = reverse("participants:space_close", args=[token])
    assert client.get(address).status_code == 405
    assert get(client, "space", token).status_code == 200
    assert "Votre lien est fermé" in text(client.post(address))
    assert get(client, "space", token).status_code == 404
    assert JournalEntry.objects.get(verb="participant.space_closed").facts["by_link"]


def test_she_reads_all_that_is_kept_and_only_hers(client, person, accepted):
    row = ParticipationFactory(project=accepted, participant=person)
    SituationFactory(participation=row)
    OpportunityProfileFactory(participant=person, codes=["social"])
    PersonConsentFactory(participant=person)
    other = ParticipantFactory(structure=person.structure, last_name="Voisine-Secrète")
    shown = text(get(client, "space_data", opened(person)))
    for words in ("Lila", person.last_name, "20 novembre 2004", "lila@exemple.test", accepted.title):
        assert words in shown
    for words in ("Demandeur d’emploi", "Obstacles sociaux", "Être recontacté·e"):
        assert words in shown
    assert other.last_name not in shown


def test_she_reads_who_read_about_her_by_role_and_structure_without_a_name(client, person, adviser):
    reader = MembershipFactory(officer_fr=True).user
    record_read(reader, person, "participants.person")
    client.force_login(adviser)
    client.get(person.get_absolute_url())
    client.logout()
    shown = text(get(client, "space_data", opened(person)))
    assert "Chargé·e d’instruction" in shown
    assert f"Conseiller·ère, {person.structure}" in shown
    assert str(reader) not in shown


def answer(client, token, purpose, said, text_pk):
    data = {"purpose": purpose, "answer": said, "text": text_pk}
    return client.post(reverse("participants:space_consents", args=[token]), data)


def test_she_gives_and_withdraws_by_herself_on_the_exact_words_shown(client, person):
    token = opened(person)
    words = ConsentText.objects.in_use(person.shore, NOW.date()).get(purpose=Purpose.IMAGE)
    assert words.body.splitlines()[0] in get(client, "space_consents", token).content.decode()
    assert answer(client, token, "image", "yes", words.pk).status_code == 302
    given = PersonConsent.objects.get()
    assert (given.is_given, given.text, given.source, given.recorded_by) == (True, words, "space", None)
    assert given.expires_on == date(2031, 6, 10)
    answer(client, token, "image", "no", words.pk)
    assert list(PersonConsent.objects.order_by("pk").values_list("is_given", "ended_on")) == [
        (True, NOW.date()),
        (False, None),
    ]
    facts = JournalEntry.objects.filter(verb="participant.consent_answered").latest("id").facts
    assert facts["text"] == words.pk
    assert facts["by_link"]


def test_words_replaced_while_she_reads_are_not_agreed_to(client, person):
    token = opened(person)
    old = ConsentText.objects.in_use(person.shore, NOW.date()).get(purpose=Purpose.IMAGE)
    ConsentText.objects.create(
        purpose="image", shore="fr", version="2026-2", body="D’autres mots.", published_on=NOW.date()
    )
    refused = answer(client, token, "image", "yes", old.pk)
    assert refused.status_code == 409
    assert "Le texte a changé pendant votre lecture" in text(refused)
    assert not PersonConsent.objects.exists()


def test_each_shore_has_its_words(client, clock):
    clock(NOW)
    shown = text(get(client, "space_consents", opened(ParticipantFactory(qc=True))))
    assert "Loi 25" in shown
    assert "RGPD" not in shown


@pytest.mark.parametrize("data", [{}, {"purpose": "x"}, {"purpose": "image", "answer": "yes", "text": "9" * 30}])
def test_an_answer_that_makes_no_sense_changes_nothing(client, person, data):
    assert client.post(reverse("participants:space_consents", args=[opened(person)]), data).status_code == 200
    assert not PersonConsent.objects.exists()


def test_nothing_is_done_by_a_link_closed_meanwhile(client, person):
    token = opened(person)
    words = ConsentText.objects.in_use(person.shore, NOW.date()).get(purpose=Purpose.IMAGE)
    link = links.links_of(SPACE_LINK, [person]).get()
    close_space(participant=person)
    with pytest.raises(links.LinkRefused):
        links.hold(link)
    assert answer(client, token, "image", "yes", words.pk).status_code == 404
    assert not PersonConsent.objects.exists()

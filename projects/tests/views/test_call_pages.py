"""The pages where the OFQJ writes its calls: instants in the call's zone, preview, publication, copy, history."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from ofqj_portal.core import files
from partners.tests.factories import MembershipFactory
from projects.call_access import calls_prepared_by
from projects.models import Call
from projects.services.piece_templates import put_piece_template
from projects.tests.factories import GRID, CallFactory, ProjectFactory
from projects.tests.money_factories import EnvelopeFactory

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n"


@pytest.fixture
def call():
    call = CallFactory(always_open=True, score_grid=GRID, title="Séjours 2026", code="sejours-2026")
    EnvelopeFactory(call=call)
    return call


def url(name, *args):
    return reverse(f"projects:{name}", args=args)


def shown(response):
    """Give back what a page's forms would send as they stand."""
    form, grid = response.context["form"], response.context["grid"]
    data = {}
    for part in (grid.management_form, *grid.forms, form):
        for bound in part:
            value = bound.value()
            if value is True:
                data[bound.html_name] = "on"
            elif value is not None and value is not False:
                shape = "%Y-%m-%dT%H:%M" if isinstance(value, datetime) else None
                data[bound.html_name] = value.strftime(shape) if shape else value
    return data


def text_of(response):
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def staff(client, officer):
    client.force_login(officer)
    return client


def test_the_form_as_it_stands_changes_nothing(staff, call):
    data = shown(staff.get(url("call_edit", call.code)))

    response = staff.post(url("call_edit", call.code), data)

    assert response.status_code == 302, response.context["form"].errors
    again = Call.objects.get(pk=call.pk)
    assert [getattr(again, f.name) for f in Call._meta.concrete_fields if f.name != "score_grid"] == [
        getattr(call, f.name) for f in Call._meta.concrete_fields if f.name != "score_grid"
    ]
    assert again.rules() == call.rules()


def test_hours_are_those_of_the_call_s_zone(staff, call):
    data = shown(staff.get(url("call_edit", call.code)))
    data |= {"zone": "America/Toronto", "opens_at": "2026-03-01T09:00", "closes_at": "2026-03-31T23:59"}

    staff.post(url("call_edit", call.code), data)

    call.refresh_from_db()
    assert call.opens_at == datetime(2026, 3, 1, 14, 0, tzinfo=UTC)  # winter time still
    assert call.closes_at == datetime(2026, 4, 1, 3, 59, 59, tzinfo=UTC)  # summer time, the whole minute
    page = text_of(staff.get(url("call_edit", call.code)))
    assert "mardi 31 mars 2026, 23 h 59 (Montréal)" in page
    assert "mercredi 1er avril 2026, 5 h 59 (Paris)" in page


@pytest.mark.parametrize(
    ("zone", "hour", "words"),
    [
        ("Europe/Paris", "2026-03-29T02:30", "n’existe pas"),
        ("Europe/Paris", "2026-10-25T02:30", "deux fois"),
        ("America/Toronto", "2026-03-08T02:30", "n’existe pas"),
        ("America/Toronto", "2026-11-01T01:30", "deux fois"),
    ],
)
def test_an_hour_that_the_change_of_clocks_skips_or_repeats_is_refused(staff, call, zone, hour, words):
    data = shown(staff.get(url("call_edit", call.code))) | {"zone": zone, "closes_at": hour}

    response = staff.post(url("call_edit", call.code), data)

    assert words in str(response.context["form"].errors["closes_at"])
    assert Call.objects.get(pk=call.pk).closes_at == call.closes_at


def test_the_preview_shows_what_a_structure_would_read_and_saves_nothing(staff, call):
    data = shown(staff.get(url("call_edit", call.code)))
    data |= {"title": "Séjours de 2026, deuxième vague", "age_max": "30", "critere-3-label": "Suites"}
    data |= {"critere-3-weight": "5", "critere-3-scale": "4", "required_pieces": ["insurance"], "suite": "apercu"}

    page = text_of(staff.post(url("call_edit", call.code), data))

    assert "Ce qu’une structure lira" in page
    assert "Les jeunes ont de 18 à 30 ans révolus le jour du départ." in page
    assert "Poids 5, noté de 0 à 4" in page
    assert Call.objects.get(pk=call.pk).age_max == 35
    staff.post(url("call_edit", call.code), data | {"suite": ""})
    assert "Les jeunes ont de 18 à 30 ans révolus" in text_of(staff.get(url("call", call.code)))


def test_the_grid_is_edited_by_rows(staff, call):
    data = shown(staff.get(url("call_edit", call.code)))
    data |= {"critere-1-label": "", "critere-2-weight": "60", "critere-4-label": "Été & suites"}
    data |= {"critere-4-weight": "40", "critere-4-scale": "5"}

    staff.post(url("call_edit", call.code), data)

    grid = Call.objects.get(pk=call.pk).score_grid
    assert [(row["code"], row["weight"]) for row in grid] == [("effect", 50), ("budget", 60), ("c_ete_suites", 40)]


def test_top_ups_are_capped_by_kind_and_told_to_structures(staff, call):
    data = shown(staff.get(url("call_edit", call.code))) | {"cap_passport": "120", "cap_care": "1 000,50"}

    staff.post(url("call_edit", call.code), data)

    assert Call.objects.get(pk=call.pk).extra_caps == {"passport": "120.00", "care": "1000.50"}
    page = text_of(staff.get(url("call", call.code)))
    assert "Passeport ou visa, jusqu’à 120 €, Garde d’enfant ou accompagnement adapté, jusqu’à 1 000,50 €" in page
    history = text_of(staff.get(url("call_history", call.code)))
    assert "Passeport ou visa · 120,00" in history


def test_a_criterion_without_weight_is_refused_and_what_was_typed_stays(staff, call):
    data = shown(staff.get(url("call_edit", call.code))) | {"critere-3-label": "Sobriété", "critere-3-weight": ""}

    page = text_of(staff.post(url("call_edit", call.code), data))

    assert "Indiquez ce nombre." in page
    assert 'value="Sobriété"' in page


def test_who_saves_second_sees_both_values_and_keeps_hers(staff, call):
    data = shown(staff.get(url("call_edit", call.code)))
    staff.post(url("call_edit", call.code), data | {"age_max": "30"})

    response = staff.post(url("call_edit", call.code), data | {"age_max": "29"})

    assert response.status_code == 409
    assert "Leur valeur" in text_of(response)
    assert Call.objects.get(pk=call.pk).age_max == 30
    again = shown(response)
    assert again["age_max"] == "29"
    staff.post(url("call_edit", call.code), again)
    assert Call.objects.get(pk=call.pk).age_max == 29


def test_last_year_s_call_is_a_start_for_the_next_with_the_documents_of_the_pieces_it_keeps(staff):
    model = CallFactory(
        code="sejours-2026",
        title="Séjours au Québec – 2026",
        score_grid=GRID,
        opens_at=datetime(2025, 10, 15, 7, 0, tzinfo=UTC),
        closes_at=datetime(2026, 3, 31, 21, 59, 59, tzinfo=UTC),
        aid_per_head_amount=Decimal("512.50"),
        required_pieces=["host_letter"],
        recommended_pieces=["insurance"],
    )
    for category in ("host_letter", "insurance"):
        said = {"category": category, "content": PDF, "name": "modele.pdf", "by": None, "now": model.opens_at}
        put_piece_template(call=model, **said)
    address = url("call_new") + "?modele=sejours-2026"

    response = staff.post(address, shown(staff.get(address)) | {"envelope_fr": "60 000", "recommended_pieces": []})

    assert response.status_code == 302, response.context["form"].errors
    call = Call.objects.get(code="sejours-2027")
    assert (call.title, call.is_published, call.required_pieces) == ("Séjours au Québec – 2027", False, ["host_letter"])
    assert call.closes_at == datetime(2027, 3, 31, 21, 59, 59, tzinfo=UTC)
    assert call.aid_per_head_amount == Decimal("512.50")
    assert [row["code"] for row in call.score_grid] == ["effect", "partners", "budget"]
    assert call.envelopes.get().total_amount == Decimal("60000.00")
    copy = call.piece_templates.get()
    assert (copy.category, copy.file.name, files.read(copy.file)) == ("host_letter", "modele.pdf", PDF)
    assert model.piece_templates.count() == 2


def test_a_draft_is_read_by_the_ofqj_alone_until_it_is_published(client, staff, adviser):
    draft = CallFactory(is_published=False, always_open=True)
    assert "Cet appel n’est pas publié" in text_of(staff.get(url("call", draft.code)))
    client.force_login(adviser)
    assert client.get(url("call", draft.code)).status_code == 404
    assert not calls_prepared_by(adviser).exists()

    client.force_login(MembershipFactory(decider_fr=True).user)
    page = client.get(url("call_publish", draft.code))
    token = page.context["form"]["form_token"].value()
    assert client.post(url("call_publish", draft.code), {"form_token": token}).status_code == 302

    client.force_login(adviser)
    assert client.get(url("call", draft.code)).status_code == 200


def test_the_same_post_twice_begins_one_call(staff):
    data = shown(staff.get(url("call_new")))
    data |= {"title": "Chantiers", "code": "chantiers", "programme": "chantier", "direction": "to_france"}

    answers = [staff.post(url("call_new"), data) for _ in range(2)]

    assert [answer.url for answer in answers] == [url("call_edit", "chantiers")] * 2
    assert Call.objects.filter(code="chantiers").count() == 1


def test_another_section_s_call_is_read_and_not_changed(client, call):
    client.force_login(MembershipFactory(officer_qc=True).user)

    assert client.get(url("call_edit", call.code)).status_code == 403
    assert "Modifier cet appel" not in text_of(client.get(url("call", call.code)))
    row = next(row for row in client.get(url("call_desk")).context["rows"] if row["call"] == call)
    assert not row["mine"]


def test_the_edit_page_names_the_dossiers_that_keep_older_rules(staff, call):
    filed = ProjectFactory(call=call, submitted=True)
    assert filed.number not in text_of(staff.get(url("call_edit", call.code)))
    data = shown(staff.get(url("call_edit", call.code)))
    staff.post(url("call_edit", call.code), data | {"age_max": "30"})

    page = text_of(staff.get(url("call_edit", call.code)))

    assert "Ce dossier garde les règles de son dépôt" in page
    assert filed.number in page


def test_the_history_says_who_changed_which_rule(staff, officer, call):
    data = shown(staff.get(url("call_edit", call.code)))
    staff.post(url("call_edit", call.code), data | {"max_share_pct": "60"})

    page = text_of(staff.get(url("call_history", call.code)))

    assert str(officer) in page
    assert "<del>70</del>" in page
    assert "<ins>60</ins>" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_costs_the_same_whatever_it_lists(staff, count, django_assert_num_queries):
    for _ in range(count):
        EnvelopeFactory(call=CallFactory(always_open=True))

    with django_assert_num_queries(6):
        response = staff.get(url("call_desk"))

    assert len(response.context["rows"]) == count

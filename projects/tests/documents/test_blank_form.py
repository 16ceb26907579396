"""The blank dossier of a call on paper: every step, field, help, piece and rule, on the paper of each shore."""

import io

import pikepdf
import pytest
from django.urls import reverse

from ofqj_portal.core import jobs_in_place
from ofqj_portal.core.models import Job, StoredFile
from ofqj_portal.core.shores import Shore, reading_as
from partners.enums import Country
from partners.tests.factories import StructureFactory, member
from projects.documents.blank_form import BlankForm
from projects.forms.dossier import HELP
from projects.jobs import blank_form_pdf
from projects.models import BudgetAccount
from projects.queries.calls import rules_in_words
from projects.sections import OTHER_LABELS, SECTIONS, field_label
from projects.tests.factories import GRID, SUBMITTED_AT, CallFactory
from projects.tests.money_factories import EnvelopeFactory

pytestmark = pytest.mark.django_db
PIECES = {"required_pieces": ["host_letter"], "recommended_pieces": ["insurance"]}


@pytest.fixture
def call():
    call = CallFactory(always_open=True, score_grid=GRID, extra_caps={"passport": "90.00"}, **PIECES)
    EnvelopeFactory(call=call)
    return call


def words_of(form):
    steps = [(field.label, field.help) for step in form.steps for field in step.fields]
    tables = [row for step in form.steps for table in step.tables for row in (table.title, *table.rows)]
    notes = [note for step in form.steps for note in step.notes]
    return [word for pair in steps for word in pair] + tables + notes


def test_it_lists_every_step_field_help_piece_account_and_rule(call):
    form = BlankForm.of(call, country=Country.FR, helps=HELP)

    words = words_of(form)
    columns = {name for section in SECTIONS for name in section.fields if name not in OTHER_LABELS}
    labels = {field_label(name) for name in columns - {"observation_programme"}}
    assert {label[:1].upper() + label[1:] for label in labels} <= set(words)
    assert {str(text) for name, text in HELP.items() if name in columns - {"observation_programme"}} <= set(words)
    assert {str(account) for account in BudgetAccount.objects.filter(country="fr")} <= set(words)
    titles = [str(section.title) for section in SECTIONS[:-1]]
    assert [step.title for step in form.steps] == [*titles[:3], "Hébergement et voyage", *titles[3:]]
    assert list(form.rules) == rules_in_words(call)
    assert [criterion.code for criterion in form.grid] == ["effect", "partners", "budget"]
    assert "Lettre d’engagement du partenaire d’accueil" in " ".join(words)
    assert "Attestation d’assurance" in " ".join(words)


def test_a_mission_has_its_observation_programme_and_no_age():
    form = BlankForm.of(CallFactory(cross_mission=True), country=Country.FR, helps=HELP)

    labels = [field.label for step in form.steps for field in step.fields]
    assert "Programme d’observation" in labels
    assert "Nombre de professionnels" in labels
    assert not [label for label in labels if label.startswith("Âge")]


@pytest.mark.parametrize(("shore", "width", "language"), [(Shore.FRANCE, 595, "fr"), (Shore.QUEBEC, 612, "fr-CA")])
def test_the_paper_is_tagged_and_of_the_shore(call, shore, width, language):
    with reading_as(shore):
        content = blank_form_pdf(call, shore, at=SUBMITTED_AT)

    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == language
        assert {round(float(page.MediaBox[2])) for page in pdf.pages} == {width}
        assert len(pdf.pages) >= 4


def test_whoever_reads_the_call_takes_the_paper_and_nobody_else_takes_hers(client, call):
    asker, other = member(StructureFactory(cje=True)), member(StructureFactory(ml=True))
    client.force_login(asker)
    answer = client.post(reverse("projects:blank_form", args=[call.code]))
    jobs_in_place.run_due()

    assert answer.url == Job.objects.get(kind="projects.blank_form").get_absolute_url()
    file = StoredFile.objects.get(kind="projects.blank_form")
    address = reverse("core:file", args=[file.pk])
    paper = client.get(address)
    assert b"".join(paper.streaming_content).startswith(b"%PDF")
    client.force_login(other)
    assert client.get(address).status_code == 404


def test_the_paper_of_a_draft_is_the_ofqj_s_alone(client):
    draft = CallFactory(is_published=False)
    client.force_login(member(StructureFactory(ml=True)))

    assert client.post(reverse("projects:blank_form", args=[draft.code])).status_code == 404

"""What a section's letter says, and that the paper says it."""

import io
from datetime import UTC, date, datetime

import pikepdf
import pytest

from ofqj_portal.core.shores import Shore, reading_as
from partners.tests.factories import MembershipFactory, StructureFactory
from projects.documents.decision_letter import DecisionLetter
from projects.jobs import letter_pdf
from projects.models import Decision, Letterhead
from projects.tests.factories import ProjectFactory
from projects.tests.money_factories import EnvelopeFactory, awarded

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 26, 1, 30, tzinfo=UTC)


def letter_of(decision, shore=Shore.FRANCE):
    with reading_as(shore):
        return DecisionLetter.of(decision, written_at=AT)


def refused(state, **fields):
    project = ProjectFactory(refused=True, title="Premiers pas au Grand-Val")
    by = MembershipFactory(decider_fr=True).user
    return Decision.objects.create(
        project=project, section="fr", state=state, decided_by=by, decided_at=AT, motive="Hors du calendrier.", **fields
    )


def test_a_yes_says_how_much_and_what_comes_next():
    letter = letter_of(awarded(ProjectFactory(accepted=True, title="Premiers pas au Grand-Val"), amount="4000.00"))
    assert letter.subject == "Réponse à votre projet « Premiers pas au Grand-Val »"
    assert letter.answer[0] == "La réponse est oui. L’OFQJ accorde 4\u202f000\xa0€ à votre projet."
    assert (letter.motive, letter.conditions) == ((), ())
    assert letter.next_steps[1] == "Au retour, remettez le bilan du projet : il ouvre le versement du solde."


def test_a_conditional_yes_lists_its_conditions():
    decision = awarded(
        ProjectFactory(conditionally_accepted=True),
        state="conditional_yes",
        motive="L’assurance manque.",
        conditions="Joignez l’assurance.\nNommez un second accompagnateur.",
    )
    letter = letter_of(decision)
    assert letter.conditions == ("Joignez l’assurance.", "Nommez un second accompagnateur.")
    assert letter.motive == ("L’assurance manque.",)
    assert "met de côté" in letter.answer[0]


@pytest.mark.parametrize(("state", "words"), [("no", "La réponse est non"), ("no_action", "classe votre demande")])
def test_a_no_says_why_and_what_remains_possible(state, words):
    letter = letter_of(refused(state))
    assert words in letter.answer[0]
    assert letter.motive == ("Hors du calendrier.",)
    assert letter.conditions == ()
    assert "prochain appel" in letter.next_steps[0]


def test_a_yes_beside_a_no_asks_for_a_plan_that_holds_and_the_no_leads_to_it():
    project = ProjectFactory(accepted=True, both_sections=True)
    france = awarded(project, amount="4000.00")
    assert "plan" not in letter_of(france).next_steps[0]
    decider = MembershipFactory(decider_qc=True).user
    quebec = Decision.objects.create(
        project=project, section="qc", state="no", decided_by=decider, decided_at=AT, motive="Enveloppe engagée."
    )
    assert (
        letter_of(france).next_steps[0]
        == "La section Québec de l’OFQJ n’accorde pas sa part\xa0: son courrier dit pourquoi."
    )
    assert "un plan qui tient avec l’aide accordée" in letter_of(france).next_steps[1]
    assert letter_of(quebec).next_steps[0].startswith("La section France de l’OFQJ accorde sa part\xa0:")


def test_each_shore_says_how_to_contest_in_the_words_its_section_wrote():
    Letterhead.objects.filter(section="qc").update(contest="Écrivez à Montréal.\n\nDans les 60 jours.")
    project = ProjectFactory(accepted=True, both_sections=True)
    quebec = awarded(project, amount="1000.00", envelope=EnvelopeFactory(call=project.call, quebec=True))
    assert letter_of(quebec).contest == ("Écrivez à Montréal.", "Dans les 60 jours.")
    france = awarded(project, envelope=EnvelopeFactory(call=project.call))
    assert letter_of(france).contest[0].startswith("Vous n’êtes pas d’accord ?")


def test_a_letter_is_dated_where_its_section_is():
    project = ProjectFactory(accepted=True, both_sections=True)
    quebec = awarded(project, amount="1000.00", envelope=EnvelopeFactory(call=project.call, quebec=True))
    france = awarded(project, envelope=EnvelopeFactory(call=project.call))
    assert letter_of(france).written_on == date(2026, 3, 26)
    assert letter_of(quebec).written_on == date(2026, 3, 25)


def test_a_carrier_of_québec_reads_its_own_dollars():
    project = ProjectFactory(accepted=True, carrier=StructureFactory(cje=True), currency="CAD")
    decision = awarded(project, amount="4000.00", envelope=EnvelopeFactory(call=project.call, quebec=True))
    assert "4\xa0000\xa0$ à votre projet" in letter_of(decision, Shore.QUEBEC).answer[0]


def test_the_paper_is_tagged_french_and_titled():
    decision = awarded(ProjectFactory(accepted=True, title="Premiers pas au Grand-Val"))
    with pikepdf.open(io.BytesIO(letter_pdf(decision))) as paper:
        assert str(paper.Root.Lang) == "fr"
        assert bool(paper.Root.MarkInfo.Marked)
        assert "Premiers pas au Grand-Val" in str(paper.docinfo["/Title"])
        assert len(paper.pages) == 1


def test_the_same_letter_gives_the_same_bytes():
    decision = awarded(ProjectFactory(accepted=True))
    assert letter_pdf(decision) == letter_pdf(decision)

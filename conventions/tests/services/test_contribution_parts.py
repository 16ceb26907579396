"""A body finds its part written, adds pictures, and loses nothing when the report is corrected; past years come in."""

import io
import re
from datetime import UTC, datetime

import pikepdf
import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from conventions.documents.annual_report import report_paper
from conventions.enums import ReportState
from conventions.models import AnnualReport, PastFigure, ReportContribution
from conventions.past_table import FIELDS, plan_past, to_note
from conventions.queries.figures import count_figures
from conventions.queries.quotes import without_quotes
from conventions.services.building import lay_out, take_figures
from conventions.services.contribution_drafts import draft_of_contribution
from conventions.services.past_years import NothingToTakeOver, take_over_years
from conventions.services.pictures import MAX_PICTURES, TooManyPictures, remove_picture
from conventions.services.reports import (
    QuoteTakenBack,
    close_contributions,
    correct_report,
    hand_in_contribution,
    present_report,
    publish_report,
    save_contribution,
)
from conventions.tests.factories import ReportFactory, convention, picture_of, walk
from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core.errors import WrongState
from ofqj_portal.core.imports import read_table
from ofqj_portal.core.models import StoredFile
from participants.data_enums import ErasureCause, Purpose
from participants.models import album
from participants.services.erasure import erase_person
from participants.tests.factories import PersonConsentFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
SAID = "J’ai osé demander mon chemin."


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_each_body_finds_its_part_written_from_the_base_without_a_name(year_2025):
    report = ReportFactory()
    drafts = {row.body: plain(draft_of_contribution(row, on=NOW.date())) for row in report.contributions.all()}
    assert "2 groupes sont partis, 21 départs de jeunes." in drafts["ofqj_fr"]
    assert "10 500,50 €" in drafts["ofqj_fr"]
    assert "Un groupe est parti, 7 départs de jeunes." in drafts["ofqj_qc"]
    assert "6 300 $ CA" in drafts["ofqj_qc"]
    assert year_2025.first.title in drafts["ofqj_fr"]
    for text in drafts.values():
        assert not re.search(r"(?<![\d,])0 [a-zé]", text)
        assert not any(person.participant.last_name in text for person in year_2025.people)


def test_the_part_quotes_only_who_agreed_and_without_her_name(year_2025):
    willing, other = year_2025.people[:2]
    PersonConsentFactory(participant=willing.participant, purpose=Purpose.TESTIMONY)
    for row, words in ((willing, "J’ai osé demander."), (other, "Ne me citez pas.")):
        album.Testimony.objects.create(
            project=year_2025.first, participant=row.participant, words=words, added_at=NOW, added_by=UserFactory()
        )
    row = ReportFactory().contributions.get(body="ofqj_fr")
    text = draft_of_contribution(row, on=NOW.date())
    assert "J’ai osé demander." in text
    assert "Ne me citez pas." not in text
    assert willing.participant.first_name not in text


def willing_to_be_quoted(year):
    """Give somebody of the year who wrote SAID and agrees to be quoted, and her yes."""
    person = year.people[0].participant
    yes = PersonConsentFactory(participant=person, purpose=Purpose.TESTIMONY)
    album.Testimony.objects.create(
        project=year.first, participant=person, words=SAID, added_at=NOW, added_by=UserFactory()
    )  # fmt: skip
    return person, yes


def test_words_taken_back_leave_the_reports_to_come(year_2025):
    willing, given = willing_to_be_quoted(year_2025)
    report, by = ReportFactory(), UserFactory()
    row = report.contributions.get(body="ofqj_fr")
    text = "\n".join(line for line in draft_of_contribution(row, on=NOW.date()).splitlines() if "compléter" not in line)
    assert SAID in text
    save_contribution(contribution=row, text=text, seen_version=row.version, by=by, now=NOW)
    row.refresh_from_db()
    given.delete()
    with pytest.raises(QuoteTakenBack, match="osé demander"):
        hand_in_contribution(contribution=row, text=text, seen_version=row.version, by=by, now=NOW)
    take_figures(report=report, now=NOW)
    close_contributions(report=report, by=by, now=NOW)
    with pytest.raises(QuoteTakenBack, match="osé demander"):
        present_report(report=report, by=by, now=NOW)
    cleared = without_quotes(text, [SAID])
    assert (SAID in cleared, "Ils en disent" in cleared, "Projets partis" in cleared) == (False, False, True)

    PersonConsentFactory(participant=willing, purpose=Purpose.TESTIMONY)
    erase_person(participant=willing, cause=ErasureCause.REQUEST, by=by, now=NOW)
    row.refresh_from_db()
    assert (SAID in row.text, "Projets partis" in row.text) == (False, True)
    present_report(report=report, by=by, now=NOW)


def test_words_taken_back_once_the_bilan_is_adopted_are_published_by_nobody(year_2025):
    _willing, given = willing_to_be_quoted(year_2025)
    report, by = ReportFactory(), UserFactory()
    row = report.contributions.get(body="ofqj_fr")
    text = f"Un bel automne.\nIls en disent :\n– «\u00a0{SAID}\u00a0»"
    hand_in_contribution(contribution=row, text=text, seen_version=row.version, by=by, now=NOW)
    take_figures(report=report, now=NOW)
    walk(report, "contributions_in", "drafted", "adopted", adopted_at=NOW)
    with pytest.raises(WrongState):
        correct_report(report=report, erratum="Sans raison", by=by, now=NOW)
    given.delete()
    with pytest.raises(QuoteTakenBack, match="nouvelle version"):
        publish_report(report=report, by=by, now=NOW)
    report.refresh_from_db()
    assert report.state == "adopted"
    new = correct_report(report=report, erratum="Une citation est retirée.", by=by, now=NOW)
    copied = new.contributions.get(body="ofqj_fr").text
    assert (SAID in copied, "Un bel automne." in copied) == (False, True)
    assert (new.version, new.state) == (2, "contributions_in")


def test_few_words_are_found_between_quotation_marks_only():
    assert without_quotes("C’était bien, dit-elle : « C’était bien »", ["C’était bien"]) == (
        "C’était bien, dit-elle : «[…]»"
    )


def test_a_picture_is_in_the_paper_with_its_words_until_it_is_taken_away(year_2025):
    report = ReportFactory()
    row = report.contributions.get(body="unml")
    picture = picture_of(row)
    ReportContribution.objects.filter(pk=row.pk).update(state="handed_in", text="Un chantier.", handed_in_at=NOW)
    with translation.override("fr"):
        take_figures(report=report, now=NOW)
        document = pikepdf.open(io.BytesIO(lay_out(AnnualReport.objects.get(pk=report.pk))))
    spoken = [str(t.get("/Alt", "")) for t in document.objects if isinstance(t, pikepdf.Dictionary) and "/Alt" in t]
    assert "Un groupe devant un chantier." in spoken
    remove_picture(picture=picture, by=UserFactory(), now=NOW)
    remove_picture(picture=picture, by=UserFactory(), now=NOW)  # twice changes nothing
    assert not StoredFile.objects.filter(kind="conventions.contribution_picture").exists()


def test_a_contribution_is_no_album_and_a_presented_report_takes_no_picture(db):
    report = ReportFactory()
    row = report.contributions.get(body="unml")
    pictures = [picture_of(row) for _number in range(MAX_PICTURES)]
    with pytest.raises(TooManyPictures):
        picture_of(row)
    walk(report, ReportState.CONTRIBUTIONS_IN, ReportState.DRAFTED)
    with pytest.raises(WrongState):
        remove_picture(picture=pictures[0], by=UserFactory(), now=NOW)


def test_a_correction_keeps_the_pictures_and_what_was_published_keeps_its_own(year_2025):
    report = ReportFactory()
    picture = picture_of(report.contributions.get(body="rcjeq"))
    take_figures(report=report, now=NOW)
    walk(report, ReportState.CONTRIBUTIONS_IN, ReportState.DRAFTED, ReportState.ADOPTED, adopted_at=NOW)
    walk(report, ReportState.PUBLISHED, published_at=NOW)
    new = correct_report(report=report, erratum="Une date.", by=UserFactory(), now=NOW)
    copied = new.contributions.get(body="rcjeq").pictures.get()
    assert (copied.description, copied.file.sha256) == (picture.description, picture.file.sha256)
    assert copied.file != picture.file
    with pytest.raises(IntegrityError), transaction.atomic():
        picture.delete()


def test_an_empty_year_is_said_in_french(db):
    figures = count_figures(ReportFactory(period="2018"), on=NOW.date())
    with translation.override("fr"):
        paper = report_paper(ReportFactory(period="2019"), figures, at=NOW)
    said = [section.lead for section in paper.sections]
    texts = [block.text for section in paper.sections for block in section.blocks if block.text]
    said += [line for text in texts for line in text.paragraphs]
    text = plain(" ".join(said))
    for words in ("aucun projet n’est parti", "Aucune entente n’est née", "Aucun dossier n’a été déposé"):
        assert words in text
    for wrong in (" 0 jeune", " 0 projet", " 0 dossier", " 0 entente", " 0 a ", "0 réponses sur 0 (0 %) ont"):
        assert wrong not in f" {text}"


TABLE = """année;jeunes partis;projets partis;repris de
2018;120;11;rapport d’activité 2018
2019;131;;rapport d’activité 2019
"""


def lines_of(text):
    return plan_past(read_table(text.encode(), FIELDS), convention=convention())


def test_past_years_are_taken_over_with_their_paper_and_twice_changes_nothing(db):
    by = UserFactory()
    assert take_over_years(convention=convention(), lines=lines_of(TABLE), by=by, now=NOW) == 2
    assert set(PastFigure.objects.values_list("year", "measure", "value", "source")) == {
        (2018, "people", 120, "rapport d’activité 2018"), (2018, "projects", 11, "rapport d’activité 2018"),
        (2019, "people", 131, "rapport d’activité 2019"),
    }  # fmt: skip
    assert to_note(lines_of(TABLE)) == []
    assert take_over_years(convention=convention(), lines=lines_of(TABLE), by=by, now=NOW) == 0
    assert take_over_years(convention=convention(), lines=lines_of(TABLE.replace("131", "132")), by=by, now=NOW) == 1
    assert PastFigure.objects.get(year=2019).value == 132


def test_a_line_that_makes_no_sense_stops_the_whole_table(db):
    walk(
        ReportFactory(period="2019"), ReportState.CONTRIBUTIONS_IN, ReportState.DRAFTED
    )  # in preparation: its year may still be taken over
    lines = lines_of(TABLE + "2018;5;;autre\n20x8;5;;autre\n2020;;;vide\n")
    assert [bool(line.refusal) for line in lines] == [False, False, True, True, True]
    with pytest.raises(NothingToTakeOver):
        take_over_years(convention=convention(), lines=lines, by=UserFactory(), now=NOW)
    assert not PastFigure.objects.exists()

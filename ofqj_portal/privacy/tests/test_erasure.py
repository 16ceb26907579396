"""Sixty strings of one person are planted everywhere; once she is erased, none is left, and no figure has moved."""

import io
import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.core.files.storage import storages
from django.db import connection
from django.http import QueryDict
from pypdf import PdfReader

from conventions.models import AnnualReport
from conventions.queries.figures import count_figures
from conventions.tests.factories import ReportFactory
from ofqj_portal.core import jobs_in_place, reminders
from ofqj_portal.core.fields import EncryptedTextField
from ofqj_portal.core.journal_check import verify
from ofqj_portal.core.list_exports import list_called
from ofqj_portal.core.models import JournalEntry
from ofqj_portal.dashboard.services.exports import request_export
from participants.data_enums import RequestKind, RequestSource
from participants.models import Erasure, OpportunityProfile, Participant
from participants.services.erasure import erase_on_request
from participants.services.own_data import have_files_made
from participants.services.person import Identity, add_person, edit_person
from participants.services.requests import answer_request, ask
from participants.services.space import send_space_link
from participants.tests.factories import (
    OpportunityProfileFactory,
    ParticipationFactory,
    PersonConsentFactory,
    SelfAssessmentFactory,
    SituationFactory,
    group,
)
from partners.tests.factories import MembershipFactory, StructureFactory, member
from projects.enums import PayeeKind
from projects.models import AccountingRecord
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class Planted:
    """Makes strings that nothing else holds, and finds those that are left."""

    def __init__(self) -> None:
        self.strings: list[str] = []

    def plant(self) -> str:
        self.strings.append(f"zq{len(self.strings):02d}xk")
        return self.strings[-1]

    def email(self) -> str:
        return f"{self.plant()}@exemple.test"

    def left(self) -> set[str]:
        where = "\n".join([*_columns(), *_sealed(), *_stored()]).casefold()
        return {one for one in self.strings if one in where}


def _columns():
    """Every column of every table, as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            yield from (row[0] for row in cursor.fetchall())


def _sealed():
    """What is sealed, opened; but for the accounting record, which the law keeps."""
    for model in apps.get_models():
        names = [field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)]
        if names and model is not AccountingRecord:
            yield from (str(row) for row in model._base_manager.order_by().values_list(*names))


def _stored():
    """Every file that lies in private storage, unpacked."""
    for path in Path(storages["private"].location).rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            yield f"{path.name} {content.decode('utf-8', 'replace')}"
            if content.startswith(b"PK"):
                with zipfile.ZipFile(io.BytesIO(content)) as archive:
                    yield from (archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
            if content.startswith(b"%PDF"):
                yield from (page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


@pytest.fixture
def at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def planted(at_noon, settings, tmp_path):
    """Plant in files of this test alone."""
    store = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES = settings.STORAGES | {
        name: store | {"OPTIONS": {"location": tmp_path / name}} for name in ("private", "tombstones")
    }
    return Planted()


@pytest.fixture
def stay(at_noon):
    """A stay of May that six people came back from, one of whom is to be erased."""
    project = ProjectFactory(report_due=True)
    group(project, 5, returned=True)
    return project


def write_down(planted, structure, adviser, names) -> Participant:
    """Follow one person with a long history: ten versions of her fiche, each with an address of its own."""

    def identity(first_name: str) -> Identity:
        more = {"email": planted.email(), "phone": planted.plant(), "area_name": planted.plant()}
        return Identity(first_name, names[1], date(2003, 3, 17), gender="woman", education_level="fr_3", **more)

    created_at = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
    person = add_person(structure=structure, identity=identity(planted.plant()), by=adviser, now=created_at)
    for turn in range(8):
        first_name = names[0] if turn == 7 else planted.plant()
        person = edit_person(participant=person, identity=identity(first_name), version=person.version, by=adviser)
    return person


def live(planted, person, adviser, stay) -> None:
    """Let her leave, answer, ask, be written to, be exported and take her data away."""
    row = ParticipationFactory(project=stay, participant=person, returned=True)
    SituationFactory(participation=row)
    SituationFactory(participation=row, moment="return", category="employment")
    SelfAssessmentFactory(participation=row)
    OpportunityProfileFactory(participant=person)
    PersonConsentFactory(participant=person)
    send_space_link(participant=person, by=adviser)
    say = {"participant": person, "source": RequestSource.PHONE, "received_on": date(2026, 11, 2), "now": NOW}
    asked = ask(kind=RequestKind.CORRECTION, words=planted.plant(), by=adviser, **say)
    answer_request(request=asked, is_done=True, answer=planted.plant(), now=NOW, by=adviser)
    have_files_made(ask(kind=RequestKind.ACCESS, words=planted.plant(), by=adviser, **say))
    reminders.pause("participants.situations", person, date(2027, 1, 1), planted.plant(), adviser)
    request_export(export=list_called("people"), query=QueryDict().urlencode(), file_format="xlsx", by=adviser, now=NOW)


def figures(as_of: date) -> str:
    report = AnnualReport.objects.first() or ReportFactory(period="2026")
    return json.dumps(count_figures(report, on=as_of), default=str, sort_keys=True)


def test_an_erased_person_is_nowhere_and_every_figure_stays(planted, stay, django_capture_on_commit_callbacks):
    adviser, officer = member(stay.carrier), MembershipFactory(dpo=True).user
    names = planted.plant(), planted.plant()
    with django_capture_on_commit_callbacks(execute=True):
        here = write_down(planted, stay.carrier, adviser, names)
        live(planted, here, adviser, stay)
        elsewhere = StructureFactory(ml=True)
        there = write_down(planted, elsewhere, member(elsewhere), names)
        AccountingRecord.objects.create(kind=PayeeKind.PERSON, person_name=planted.plant(), kept_until=date(2036, 1, 1))
        jobs_in_place.run_due()
    paid = planted.strings.pop()
    assert len(planted.strings) >= 60
    assert planted.left() == set(planted.strings)
    before = figures(NOW.date())
    asked = ask(
        participant=here, kind=RequestKind.ERASURE, source=RequestSource.SPACE, words=planted.plant(),
        received_on=NOW.date(), now=NOW, by=None,
    )  # fmt: skip
    to = Participant.objects.get(pk=here.pk).email

    with django_capture_on_commit_callbacks(execute=True):
        erase_on_request(request=asked, answer=f"C’est fait. {planted.plant()}", by=officer, now=NOW)
        jobs_in_place.run_due()

    assert planted.left() == set()
    assert figures(NOW.date()) == before
    assert AccountingRecord.objects.get().person_name == paid
    assert to
    assert {str(one) for one in Participant.objects.filter(pk__in=[here.pk, there.pk])} == {"Personne anonymisée"}
    assert Erasure.objects.count() == 2
    assert verify() == []
    assert JournalEntry.objects.filter(verb="participant.erased").count() == 2
    assert OpportunityProfile.objects.filter(participant=here).exists()  # counted until the reports are out (R17)

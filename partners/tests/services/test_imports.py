"""Importing a directory: all of it or nothing."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import files, jobs
from ofqj_portal.core.imports import read_table
from ofqj_portal.core.models import JournalEntry, StoredFile
from partners.files import DIRECTORY
from partners.imports import FIELDS
from partners.models import Structure
from partners.services.imports import RowsToMend, forget_uploads, import_structures
from partners.tests.factories import StructureFactory, valid_siret

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
ROWS = "".join(f"MISSION LOCALE D'ESSAI {n} - SIEGE;{valid_siret(n)};{n:03d}X;69001;Lyon\n" for n in range(1, 31))
HEADER = "Raison sociale;SIRET;Code i-milo;Code postal;Commune\n"


def import_text(text, **options):
    return import_structures(table=read_table(text.encode(), FIELDS), by=None, on=TODAY, **options)


def test_thirty_missions_locales_come_in_cleanly_and_once():
    first = import_text(HEADER + ROWS)
    stored = list(Structure.objects.order_by("pk").values())
    second = import_text(HEADER + ROWS)
    assert (first.added, second.added, second.changed, second.same) == (30, 0, 0, 30)
    assert list(Structure.objects.order_by("pk").values()) == stored
    assert JournalEntry.objects.count() == 30
    one = Structure.objects.get(imilo_code="007X")
    assert (one.name, one.kind, one.country, str(one.territory)) == (
        "Mission Locale d’Essai 7",
        "ml",
        "fr",
        "Rhône (69)",
    )


def test_a_changed_cell_changes_that_column_alone_and_says_so():
    structure = StructureFactory(ml=True, imilo_code="001X", phone="1", commune="Lyon")
    done = import_text("Nom;Code i-milo;Ville;Téléphone\n" + f"{structure.name};001X;Bron;\n")
    structure.refresh_from_db()
    assert (done.changed, structure.commune, structure.phone, structure.version) == (1, "Bron", "1", 2)
    entry = JournalEntry.objects.get()
    assert (entry.verb, entry.facts) == ("structure.imported", {"fields": ["commune"], "on": "2026-11-20"})


def test_one_wrong_row_stops_everything_unless_it_is_left_aside():
    text = HEADER + ROWS + "Sans identifiant;;;;\n"
    with pytest.raises(RowsToMend) as refusal:
        import_text(text)
    assert [line.row.line for line in refusal.value.lines] == [32]
    assert not Structure.objects.exists()
    done = import_text(text, leave_wrong_rows=True)
    assert (done.added, done.left_aside) == (30, 1)


def run(path: Path, *options: str) -> tuple[int, list[str]]:
    """Run the command; return its exit code and its lines."""
    out = StringIO()
    try:
        call_command("import_structures", str(path), *options, stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


def test_the_command_says_what_it_would_do_then_does_it(tmp_path):
    path = tmp_path / "annuaire.csv"
    path.write_text(HEADER.replace("Commune", "Commune;Couleur") + ROWS.replace("Lyon", "Lyon;bleu"), encoding="cp1252")
    assert run(path, "--dry-run") == (
        0,
        ["30 à ajouter, 0 à modifier, 0 inchangées", "Colonnes laissées de côté : Couleur"],
    )
    assert not Structure.objects.exists()
    assert run(path)[1][0] == "30 ajoutées, 0 modifiées, 0 inchangées"
    assert run(path)[1][0] == "0 ajoutées, 0 modifiées, 30 inchangées"


def test_the_command_gives_one_line_a_bad_row_and_writes_nothing(tmp_path):
    path = tmp_path / "annuaire.csv"
    path.write_text(HEADER + ROWS + "Mission Locale A;73282932000075;;;\nMission Locale B;;;;\n")
    code, lines = run(path)
    assert (code, lines) == (
        1,
        [
            "ligne 32 : SIRET : Ce SIRET n’existe pas : vérifiez ses 14 chiffres.",
            "ligne 33 : donnez un SIRET, un RNA, un NEQ ou un code i-milo.",
        ],
    )
    assert not Structure.objects.exists()


@pytest.mark.parametrize("content", [None, b"", b"%PDF-1.7", b"Adresse;Ville\nA;B\n"])
def test_a_file_that_is_no_directory_is_refused_in_words(tmp_path, content):
    path = tmp_path / "annuaire.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError):
        run(path)


def test_an_uploaded_directory_is_forgotten_after_thirty_days_unless_its_import_still_waits():
    user, now = UserFactory(), datetime(2026, 11, 20, 3, tzinfo=UTC)

    def upload(age_days):
        at = now - timedelta(days=age_days)
        return files.store(b"Nom\n", kind=DIRECTORY.code, name="a.csv", attached_to=user, by=user, now=at)

    _old, waiting, recent = upload(31), upload(31), upload(29)
    args = {"file": str(waiting.pk), "leave_wrong_rows": False}
    jobs.enqueue("partners.import_structures", owner=user, args=args)

    assert forget_uploads(now=now) == 1
    assert set(StoredFile.objects.values_list("pk", flat=True)) == {waiting.pk, recent.pk}
    assert forget_uploads(now=now) == 0

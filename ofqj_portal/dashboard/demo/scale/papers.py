"""The files of the pieces and the frozen versions of copied dossiers: what hangs on a dossier without a plain key."""

from collections import defaultdict

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection, models

from ofqj_portal.dashboard.demo.scale.copying import Copier, label_of
from ofqj_portal.dashboard.demo.scale.tables import PIECE_FILE, YEARS_BACK
from projects.models import Project, ProjectReport

_COPIED_FILES = f"""
    CREATE TEMPORARY TABLE scale_file AS
    SELECT n.id, f.id AS source, {{project}}::text AS attached_key, c.calls, f.path AS read_from,
           f.kind || '/' || left(n.id::text, 2) || '/' || n.id || substring(f.path from '[.][a-z0-9]+$') AS path
      FROM projects_piece s JOIN core_storedfile f ON f.id = s.file_id
      JOIN scale_row r ON r.label = 'projects.Piece' AND r.id = s.id
      JOIN scale_dossiers c ON r.level >= c.level
      CROSS JOIN LATERAL (SELECT {PIECE_FILE} AS id) n
"""
_STORED_FILES = f"""
    INSERT INTO core_storedfile (id, kind, attached_type, attached_key, name, content_type, size, sha256, path, state,
                                 threat, checked_at, created_at, created_by_id)
    SELECT n.id, f.kind, f.attached_type, n.attached_key, f.name, f.content_type, f.size, f.sha256, n.path, f.state,
           f.threat, f.checked_at, f.created_at - make_interval(years => {YEARS_BACK} * n.calls), f.created_by_id
      FROM scale_file n JOIN core_storedfile f ON f.id = n.source
"""
_VERSIONS = """
    INSERT INTO core_version (object_type, object_id, number, data, note, at, by_id)
    SELECT s.object_type, {key}, s.number, s.data, s.note, s.at - make_interval(years => {years} * c.calls), {by}
      FROM core_version s JOIN scale_row r ON r.label = '{label}' AND r.id::text = s.object_id
      JOIN scale_dossiers c ON r.level >= c.level
      LEFT JOIN scale_row f_by ON f_by.label = 'accounts.User' AND f_by.id = s.by_id
     WHERE s.object_type = '{about}'
"""


def copy_versions(copier: Copier) -> None:
    """Write the frozen versions of every copied dossier and of its report, as they were handed in."""
    for model in (Project, ProjectReport):
        words = {"key": f"{copier.key_of(model, 'r.id')}::text", "about": model._meta.label_lower}
        statement = _VERSIONS.format(label=label_of(model), years=YEARS_BACK, by=copier.user("by_id"), **words)
        with connection.cursor() as cursor:
            cursor.execute(statement)


def copy_files(copier: Copier) -> None:
    """Write the file of every copied piece, before the pieces that name it; the bytes are those of the first."""
    project: type[models.Model] = Project
    with connection.cursor() as cursor:
        cursor.execute(_COPIED_FILES.format(project=copier.key_of(project, "s.project_id")))
        cursor.execute(_STORED_FILES)
        cursor.execute("SELECT read_from, path FROM scale_file")
        paths = defaultdict(list)
        for source, path in cursor.fetchall():
            paths[source].append(path)
    private = storages["private"]
    for source, copies in paths.items():
        with private.open(source) as stream:
            content = stream.read()
        for path in copies:
            private.save(path, ContentFile(content))

"""The files of a dossier: each kind, what it accepts, and who takes one out."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ofqj_portal.core import file_types
from ofqj_portal.core.files import FileKind, register_kind
from ofqj_portal.core.models import Job, StoredFile
from ofqj_portal.core.read_log import record_read
from ofqj_portal.core.roles import Role, has_role, sections_of
from projects.access import can_read_agreement, can_read_history, can_read_piece, can_read_thread, with_those_named
from projects.call_access import calls_read_by
from projects.models import (
    Decision,
    DecisionSession,
    GrantAgreement,
    Message,
    PaymentRun,
    Piece,
    Project,
    Recovery,
)
from projects.models.visibility import drafts_advised_by, readable_by

MAX_ARCHIVE_BYTES = 200 * 1024 * 1024


def may_read_letter(user: Any, file: StoredFile) -> bool:
    """A decision's letter opens to the OFQJ and to the carriers' people."""
    decision = Decision.objects.filter(letter=file).first()
    if decision is None:
        return False
    project = Project.objects.visible_to(user).filter(pk=decision.project_id).first()
    return project is not None and can_read_history(user, project)


def may_read_agreement(user: Any, file: StoredFile) -> bool:
    """A funding agreement opens to the carriers' people and the OFQJ, finance included."""
    agreement = GrantAgreement.objects.select_related("decision").filter(paper=file).first()
    if agreement is None:
        return False
    project = Project.objects.visible_to(user).filter(pk=agreement.decision.project_id).first()
    return project is not None and can_read_agreement(user, project)


def may_read_proof(user: Any, file: StoredFile) -> bool:
    """A proof of filing opens to the carriers' people and the OFQJ."""
    project = Project.objects.visible_to(user).filter(filing_proofs__paper=file).first()
    return project is not None and can_read_history(user, project)


def may_read_piece_file(user: Any, file: StoredFile) -> bool:
    """The file of a piece opens with its dossier; once taken off, only to the carriers' people and the OFQJ."""
    piece = Piece.objects.filter(file=file).first()
    key = piece.project_id if piece else file.attached_key
    project = Project.objects.visible_to(user).filter(pk=key).first()
    if project is None:
        return False
    return can_read_piece(user, piece) if piece else can_read_history(user, project)


def may_read_message_file(user: Any, file: StoredFile) -> bool:
    """The file of a message opens with its thread; that of a withdrawn one is gone."""
    message = Message.objects.standing().filter(file=file).first()
    if message is None:
        return False
    rows = Project.objects.filter(readable_by(user) | drafts_advised_by(user), pk=message.project_id)
    project = with_those_named(rows).first()
    return project is not None and can_read_thread(user, project)


def may_read_recovery(user: Any, file: StoredFile) -> bool:
    """The letter about an overpayment opens to the carriers' people and the OFQJ, finance included."""
    recovery = Recovery.objects.select_related("grant__decision").filter(letter=file).first()
    if recovery is None:
        return False
    project = Project.objects.visible_to(user).filter(pk=recovery.grant.decision.project_id).first()
    return project is not None and can_read_agreement(user, project)


def may_read_run(user: Any, file: StoredFile) -> bool:
    """The file of a payment order opens to finance alone, while the order waits for its confirmation."""
    return has_role(user, Role.FINANCE) and PaymentRun.objects.filter(file=file).exists()


def note_run_taken(user: Any, file: StoredFile) -> None:
    """Write down who took accounts out."""
    for run in PaymentRun.objects.filter(file=file):
        record_read(user, run, "projects.payment_file")


MESSAGE_FILE = register_kind(FileKind("projects.message", _("Fichier joint à un message"), may_read_message_file))


def may_read_change_letter(user: Any, file: StoredFile) -> bool:
    """The letter of a partner that joins opens to the carriers' people and the OFQJ."""
    project = Project.objects.visible_to(user).filter(change_requests__letter=file).first()
    return project is not None and can_read_history(user, project)


CHANGE_LETTER = register_kind(
    FileKind("projects.change_letter", _("Lettre d’un nouveau partenaire"), may_read_change_letter)
)


def may_read_piece_template(user: Any, file: StoredFile) -> bool:
    """The document to fill of a call opens to whoever reads the call and is signed in."""
    return calls_read_by(user).filter(piece_templates__file=file).exists()


TEMPLATE = register_kind(FileKind("projects.piece_template", _("Modèle de pièce à remplir"), may_read_piece_template))
PIECE = register_kind(FileKind("projects.piece", _("Pièce du dossier"), may_read_piece_file))
PROOF = register_kind(
    FileKind(
        "projects.filing_proof", _("Accusé de dépôt"), may_read_proof, types=frozenset({file_types.PDF}), made_here=True
    )
)


def may_take_blank_form(user: Any, file: StoredFile) -> bool:
    """The blank dossier of a call opens to whoever asked for it: a call is read by all."""
    return Job.objects.filter(pk=file.attached_key, owner=user).exists()


BLANK_FORM = register_kind(
    FileKind(
        "projects.blank_form",
        _("Formulaire vierge"),
        may_take_blank_form,
        types=frozenset({file_types.PDF}),
        made_here=True,
    )
)


def may_take_archive(user: Any, file: StoredFile) -> bool:
    """The archive of a dossier opens to whoever asked for it, as long as she reads the dossier."""
    job = Job.objects.filter(pk=file.attached_key, owner=user).first()
    project = Project.objects.visible_to(user).filter(number=job.args["project"]).first() if job else None
    return project is not None and can_read_history(user, project)


def may_read_minutes(user: Any, file: StoredFile) -> bool:
    """The list of a decision session opens to the officers and deciders of its section."""
    sections = sections_of(user, Role.OFFICER, Role.DECIDER)
    return DecisionSession.objects.filter(paper=file, section__in=sections).exists()


MINUTES = register_kind(
    FileKind(
        "projects.session_minutes",
        _("Décisions d’une séance"),
        may_read_minutes,
        types=frozenset({file_types.PDF}),
        made_here=True,
    )
)
ARCHIVE = register_kind(
    FileKind(
        "projects.archive",
        _("Dossier complet"),
        may_take_archive,
        types=frozenset({file_types.ZIP}),
        max_bytes=MAX_ARCHIVE_BYTES,
        made_here=True,
    )
)
AGREEMENT = register_kind(
    FileKind(
        "projects.grant_agreement",
        _("Convention de subvention"),
        may_read_agreement,
        types=frozenset({file_types.PDF}),
        made_here=True,
    )
)
RECOVERY_LETTER = register_kind(
    FileKind(
        "projects.recovery_letter",
        _("Courrier de trop-perçu"),
        may_read_recovery,
        types=frozenset({file_types.PDF}),
        made_here=True,
    )
)
RUN_FILE = register_kind(
    FileKind(
        "projects.payment_file",
        _("Fichier de paiement"),
        may_read_run,
        types=frozenset({file_types.XML, file_types.CSV}),
        taken=note_run_taken,
        made_here=True,
    )
)
LETTER = register_kind(
    FileKind(
        "projects.decision_letter",
        _("Courrier de décision"),
        may_read_letter,
        types=frozenset({file_types.PDF}),
        made_here=True,
    )
)

"""One object of each kind for the world of the access matrix, with the parameters of its addresses."""

from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any
from uuid import uuid4

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from conventions.access import FILE_KIND
from conventions.models import (
    ActionItem,
    AgendaItem,
    AnnualReport,
    ConsultationItem,
    FiguresSnapshot,
    Minutes,
    Resolution,
)
from conventions.services.agenda import renew_feed
from conventions.services.disputes import open_dispute
from conventions.services.indicators import draft_set
from conventions.services.notices import draft_notice, note_delivery
from conventions.tests.amendment_factories import drafted, link_of, proposed, signers
from conventions.tests.factories import (
    ActionFactory,
    ConsultationFactory,
    DataRequestFactory,
    MandateFactory,
    MeetingFactory,
    PlanFactory,
    ReportFactory,
    convention,
    picture_of,
)
from ofqj_portal.accounts.models import TrustedDevice, User
from ofqj_portal.accounts.tests.factories import UserFactory
from ofqj_portal.core import calendar, files, jobs
from ofqj_portal.core.imports import Table
from ofqj_portal.core.links import issue_link
from ofqj_portal.core.models import OutboxMail
from ofqj_portal.core.tests.test_pictures import jpeg
from ofqj_portal.dashboard.services.agenda import AGENDA_LINK
from ofqj_portal.notifications.models import Notification, SavedView
from participants.file_access import OWN_DATA
from participants.models import PeopleImport, PreparationSession, ReportPhoto, Testimony
from participants.queries.album import PHOTO_KIND
from participants.queries.space import SPACE_LINK
from participants.tests.factories import (
    ParticipantFactory,
    ParticipationFactory,
    PersonRequestFactory,
    ProfessionalFactory,
)
from partners.enums import Section
from partners.models import Distinction, JoinRequest, Structure, StructureMerge
from partners.queries.invitations import INVITATION_LINK
from partners.tests.factories import AgreementFactory, InvitationFactory, MembershipFactory, StructureFactory
from projects.enums import AgreementState, DecisionState, PieceCategory, RunMethod, Side
from projects.models import (
    Booking,
    Call,
    ConflictDeclaration,
    InternalNote,
    PayerAccount,
    Piece,
    PieceTemplate,
    Project,
)
from projects.queries.external_opinions import EXTERNAL_LINK
from projects.queries.hosting_links import HOSTING_LINK
from projects.services.joining import add_piece
from projects.tests.factories import (
    AdviceFactory,
    ChangeRequestFactory,
    ExternalOpinionFactory,
    InformationRequestFactory,
    ProjectFactory,
)
from projects.tests.money_factories import (
    ConditionFactory,
    awarded,
    overpaid_by,
    run_of,
    share_of_somebody,
    with_account,
)

Subjects = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Tenant:
    """A carrier with its host, its people, and the string that stands in all it writes for itself."""

    carrier: Structure
    host: Structure
    adviser: User
    leader: User
    canary: str

    @property
    def pdf(self) -> bytes:
        """Return a file that the portal takes for a PDF."""
        return b"%PDF-1.4\n" + self.canary.encode()


def add_people(tenant: Tenant, project: Project) -> Subjects:
    """Put one young person and one leader in the group that is away."""
    person = ParticipantFactory(structure=tenant.carrier, last_name=f"Nom {tenant.canary}")
    participation = ParticipationFactory(project=project, participant=person, departed=True)
    leader = ProfessionalFactory(project=project, structure=tenant.carrier, user=tenant.leader, departed=True)
    group, row = {"number": project.number}, {"number": project.number, "pk": participation.pk}
    until, known = calendar.real_now() + timedelta(days=1), {"email": "moi@exemple.test", "by": None}
    _link, token = issue_link(SPACE_LINK, person, expires_at=until, is_lasting=True, **known)
    asked = PersonRequestFactory(participant=person, correction=True, words=f"Mots {tenant.canary}")
    kept = {"kind": OWN_DATA.code, "name": "donnees.pdf", "attached_to": asked, "by": None, "now": calendar.now()}
    own = files.store(tenant.pdf, **kept)
    back = ParticipationFactory(
        project=ProjectFactory(report_due=True, carrier=tenant.carrier),
        participant=ParticipantFactory(structure=tenant.carrier),
        returned=True,
        returned_on=calendar.today(),  # a question is about today: long after, it is no longer asked
    )
    album, stored = {"number": back.project.number}, {"attached_to": back.project, "by": None, "now": calendar.now()}
    photo = files.store(jpeg(), kind=PHOTO_KIND, name="photo.jpg", **stored)
    shown = ReportPhoto.objects.create(
        project=back.project, file=photo, alternative=tenant.canary, shows="nobody", added_at=calendar.now()
    )
    said = Testimony.objects.create(project=back.project, words=tenant.canary, added_at=calendar.now())
    _link, news = issue_link(SPACE_LINK, back.participant, expires_at=until, is_lasting=True, **known)
    return {
        "album": album,
        "album_photo_remove": album | {"pk": shown.pk},
        "album_quote_remove": album | {"pk": said.pk},
        "people_import": _table_brought(tenant, project),
        "session": {"number": project.number, "pk": _session_of(tenant, project).pk},
        "group": group,
        "group_away": group,
        "participant": {"pk": person.pk},
        "space": {"token": token},
        "space_asked": {"token": token, "pk": asked.pk, "kind": "effacement"},
        "space_file": {"token": token, "file_id": own.pk},
        "space_emergency": {"token": token, "pk": participation.pk},
        "space_news": {"token": news, "pk": back.pk, "moment": "return"},
        "correction": {"pk": person.pk, "request_pk": asked.pk},
        "request": {"pk": asked.pk},
        "erasure_asked": {"pk": PersonRequestFactory(participant=back.participant).pk},
        "participation": row,
        "participation_away": row,
        "participation_moment": row | {"moment": "before"},
        "professional": {"number": project.number, "pk": leader.pk},
    }


def _session_of(tenant: Tenant, project: Project) -> PreparationSession:
    """Keep a session of the group, held yesterday."""
    day, now = calendar.today() - timedelta(days=1), calendar.now()
    said = {"title": f"Séance {tenant.canary}", "held_on": day, "starts_at": time(9), "hours": 3, "created_at": now}
    return PreparationSession.objects.create(project=project, **said)


def _table_brought(tenant: Tenant, project: Project) -> dict[str, Any]:
    """Keep a table of people that the carrier's adviser brought, with a row to mend."""
    table = Table(["Prénom", "Nom", "Naissance"], [["Ada", f"Nom {tenant.canary}", "bientôt"]], [2])
    columns = {"0": "first_name", "1": "last_name", "2": "born_on"}
    said = {"structure": tenant.carrier, "columns": columns, "created_at": calendar.now(), "created_by": tenant.adviser}
    return {
        "number": project.number,
        "key": PeopleImport.objects.create(project=project, table=table.to_json(), **said).pk,
    }


def add_dossiers(tenant: Tenant, common: dict[str, Any]) -> Subjects:
    """Write one dossier for each state that an address of its own asks for."""
    draft, now, by = ProjectFactory(**common), calendar.now(), tenant.adviser
    lead_row = draft.structures.get(is_lead=True)
    piece = add_piece(project=draft, category=PieceCategory.OTHER, content=tenant.pdf, name="piece.pdf", by=by, now=now)
    booking = Booking.objects.create(project=draft, kind="lodging", currency="EUR", note=tenant.canary)
    incomplete = ProjectFactory(incomplete=True, **common)
    invited = ProjectFactory(invited_host=True, **common).structures.get(side=Side.HOST)
    expires_at = calendar.real_now() + timedelta(days=1)
    _link, token = issue_link(HOSTING_LINK, invited, email="lien@exemple.test", expires_at=expires_at, by=by)
    InformationRequestFactory(project=incomplete)
    conditional = ProjectFactory(conditionally_accepted=True, **common)
    said = {"state": DecisionState.CONDITIONAL_YES, "motive": "Assurance.", "conditions": "Joignez l’assurance."}
    condition = ConditionFactory(decision=awarded(conditional, amount="100.00", **said))
    return {
        "condition": {"number": conditional.number, "pk": condition.pk},
        "draft": {"number": draft.number},
        "draft_section": {"number": draft.number, "slug": "projet"},
        "draft_partner": {"number": draft.number, "pk": lead_row.pk},
        "draft_invited": {"number": invited.project.number, "pk": invited.pk},
        "hosting_link": {"token": token},
        "draft_booking": {"number": draft.number, "pk": booking.pk},
        "draft_piece": {"number": draft.number, "pk": piece.pk},
        "submitted_project": {"number": ProjectFactory(submitted=True, **common).number},
        "withdrawn_project": {"number": ProjectFactory(withdrawn=True, **common).number},
        "incomplete_project": {"number": incomplete.number},
    }


def add_change(tenant: Tenant, project: Project) -> Subjects:
    """Have the carrier ask for another day of return."""
    was, days = project.returns_on, timedelta(days=2)
    values = {"before": {"returns_on": was.isoformat()}, "proposed": {"returns_on": (was + days).isoformat()}}
    words = f"Vol déplacé {tenant.canary}"
    asked = ChangeRequestFactory(project=project, asked_by=tenant.adviser, reason=words, **values)
    return {"change": {"number": project.number, "pk": asked.pk}}


def add_money(common: dict[str, Any]) -> Subjects:
    """Write an agreement that waits for the structure, an instalment that may be paid, and an order to confirm."""
    account = {"holder": "OFQJ", "iban": "FR7630006000011234567890189"}
    PayerAccount.objects.get_or_create(section=Section.FRANCE, defaults=account)
    waiting = ProjectFactory(accepted=True, **common)
    awarded(waiting, amount="100.00", agreed=AgreementState.WAITING_CARRIER)
    grant = awarded(ProjectFactory(accepted=True, **common), amount="100.00").grant
    with_account(grant)
    overpaid, asked_back = (awarded(ProjectFactory(accepted=True, **common), amount="50.00").grant for _ in range(2))
    overpaid_by(overpaid)
    overpaid_by(asked_back, sent=True)
    return {
        "overpaid": {"number": overpaid.decision.project.number, "section": Section.FRANCE},
        "asked_back": {"number": asked_back.decision.project.number, "section": Section.FRANCE},
        "to_sign": {"number": waiting.number, "section": Section.FRANCE},
        "ready": {"section": Section.FRANCE, "method": RunMethod.SEPA},
        "paying_section": {"section": Section.FRANCE},
        "run": {"pk": run_of(grant).pk},
        "share_account": _share_to_pay(common),
    }


def add_piece_template(call: Call) -> Subjects:
    """Give the document to fill for one category of pieces of a call."""
    stored = {"kind": "projects.piece_template", "name": "modele.pdf", "attached_to": call, "by": None}
    file = files.store(b"%PDF-1.4\n", now=calendar.now(), **stored)
    said = {"category": PieceCategory.HOST_LETTER, "file": file, "added_at": calendar.now()}
    return {"piece_template": {"code": call.code, "pk": PieceTemplate.objects.create(call=call, **said).pk}}


def add_advice(tenant: Tenant) -> Subjects:
    """Have the carrier ask its section for advice."""
    asked = AdviceFactory(structure=tenant.carrier, asked_by=tenant.adviser, subject=f"Un gîte {tenant.canary}")
    return {"advice": {"pk": asked.pk}}


def _share_to_pay(common: dict[str, Any]) -> dict[str, Any]:
    """Have a young person paid her share, whose account finance may read."""
    grant = awarded(ProjectFactory(accepted=True, **common), amount="100.00").grant
    details = share_of_somebody(grant)
    return {"number": grant.decision.project.number, "section": Section.FRANCE, "pk": details.pk}


def add_external(project: Project, common: dict[str, Any]) -> Subjects:
    """Ask somebody outside for an opinion on a dossier; and by a link on one that is under review."""
    asked, until = ExternalOpinionFactory(project=project), calendar.real_now() + timedelta(days=1)
    awaited = ExternalOpinionFactory(project=ProjectFactory(under_review=True, **common))
    _link, token = issue_link(EXTERNAL_LINK, awaited, email=awaited.email, expires_at=until, by=awaited.asked_by)
    return {"external_asked": {"number": project.number, "pk": asked.pk}, "external_link": {"token": token}}


def add_conflict(project: Project) -> Subjects:
    """Have one more decider say that she has a tie with the dossier."""
    person = MembershipFactory(decider_fr=True).user
    said = {"section": Section.FRANCE, "reason": "Une amie y travaille.", "declared_at": calendar.now()}
    declared = ConflictDeclaration.objects.create(project=project, person=person, **said)
    return {"conflict": {"number": project.number, "pk": declared.pk}}


def add_note(project: Project) -> Subjects:
    """Have an officer write a note for her section."""
    author = MembershipFactory(officer_fr=True).user
    said = {"section": Section.FRANCE, "body": "À relire avec le partenaire.", "written_at": calendar.now()}
    note = InternalNote.objects.create(project=project, author=author, **said)
    return {"note": {"number": project.number, "pk": note.pk}}


def add_view() -> Subjects:
    """Have an officer share the filters of her queue with her section."""
    owner = MembershipFactory(officer_fr=True).user
    said = {"page": "queue", "name": "Retards", "query": "late=on", "circle": "section:fr", "saved_at": calendar.now()}
    return {"saved_view": {"pk": SavedView.objects.create(owner=owner, **said).pk}}


def add_directory(tenant: Tenant) -> Subjects:
    """Write an entente between the carrier and its host; the carrier's own sheet and first membership are there."""
    agreement = AgreementFactory(first_structure=tenant.carrier, second_structure=tenant.host)
    membership = tenant.carrier.memberships.order_by("pk")[0]
    offered = {"structure": tenant.carrier, "invited_by": tenant.adviser}
    invitation, own = InvitationFactory(**offered), InvitationFactory(email=UserFactory().email, **offered)
    asked = JoinRequest.objects.create(
        structure=tenant.carrier, name="Quelqu’un", email="nouvelle@exemple.test", asked_at=calendar.real_now()
    )
    alone = MembershipFactory(structure=StructureFactory(ml=True, network=tenant.carrier.network))
    expires_at = calendar.real_now() + timedelta(days=1)
    sent = {"expires_at": expires_at, "by": tenant.adviser}
    tokens = [issue_link(INVITATION_LINK, each, email=each.email, **sent)[1] for each in (invitation, own)]
    return {
        "invitation": {"pk": tenant.carrier.pk, "invitation_pk": invitation.pk},
        "own_invitation": {"pk": own.pk},
        "invitation_link": {"token": tokens[0]},
        "join_request": {"pk": tenant.carrier.pk, "request_pk": asked.pk},
        "unmanaged_member": {"pk": alone.structure.pk, "membership_pk": alone.pk},
        "structure": {"pk": tenant.carrier.pk},
        "like_pair": {"one": tenant.carrier.pk, "other": alone.structure.pk},
        "distinction": {"pk": _told_apart(tenant.carrier, tenant.adviser).pk},
        "structure_merge": {"pk": _merged_into(tenant.carrier).pk},
        "membership": {"pk": tenant.carrier.pk, "membership_pk": membership.pk},
        "agreement": {"pk": agreement.pk},
    }


def _told_apart(one: Structure, by: User) -> Distinction:
    """Say that a structure and another of its network are two."""
    other = StructureFactory(ml=True, network=one.network)
    return Distinction.objects.create(one=one, other=other, said_at=calendar.now(), said_by=by)


def _merged_into(kept: Structure) -> StructureMerge:
    """Have a second sheet of a structure made one with it."""
    now, by = calendar.now(), MembershipFactory(admin=True).user
    merged = StructureFactory(is_active=False, merged_into=kept)
    return StructureMerge.objects.create(kept=kept, merged=merged, merged_at=now, merged_by=by)


def add_amendments(member: User) -> Subjects:
    """Write an amendment in preparation and one before the parties, which a member of the committee may sign."""
    signer = signers().ofqj_fr
    signer.user = member
    signer.save()
    waiting = proposed(seat="ofqj_fr")
    asked = waiting.requests.get(mandate=signer)
    draft = drafted(seat="ofqj_fr", article=7)
    _link, token = link_of(waiting, signers().unml)
    slug, said = {"slug": convention().slug}, {"by": member, "now": calendar.now()}
    ending = {"convention": convention(), "kind": "denunciation", "party": "ofqj", "grounds": "Essai.", **said}
    notice, sent = draft_notice(**ending), draft_notice(**ending)
    for letter in sent.deliveries.all():
        today = calendar.today()
        note_delivery(delivery=letter, registered_number="1A", sent_on=today, received_on=today, **said)
    dispute = open_dispute(convention=convention(), title="Essai", text="Essai.", readers=[member], **said)
    return {
        "amendment": slug | {"number": draft.number, "article": 7},
        "proposed_amendment": slug | {"number": waiting.number, "pk": asked.pk},
        "signing_mandate": slug | {"pk": signer.pk},
        "accord_link": {"token": token},
        "notice": slug | {"number": notice.number, "pk": notice.deliveries.order_by("pk")[0].pk},
        "sent_notice": slug | {"number": sent.number},
        "dispute": slug | {"number": dispute.number},
        "agenda_link": {"token": renew_feed(user=member)},
    }


def add_committee() -> Subjects:
    """Write a plan with an action, a meeting, and a report that is still open."""
    plan = PlanFactory()
    action = ActionFactory(plan=plan)
    report, now = ReportFactory(), calendar.now()
    kept = {"kind": FILE_KIND, "name": "bilan.pdf", "attached_to": report, "by": None, "now": now}
    paper = files.store(b"%PDF-1.4\n", **kept)
    AnnualReport.objects.filter(pk=report.pk).update(paper=paper)
    picture = picture_of(report.contributions.get(body="ofqj_fr"))
    figures = FiguresSnapshot.objects.create(report=report, figures={}, figures_hash="a" * 64, taken_at=now)
    held, coming = MeetingFactory(), MeetingFactory(meets_at=now + timedelta(days=20))
    written = Minutes.objects.create(meeting=held, text="Essai.", version=1)
    point = AgendaItem.objects.create(meeting=coming, position=1, title="Essai")
    later = MeetingFactory(meets_at=now - timedelta(hours=1))
    approving = AgendaItem.objects.create(meeting=later, position=1, kind="minutes", title="Essai", minutes=written)
    to_do = {"meeting": held, "title": "Essai", "owner": "unml", "due_on": now.date()}
    words = {"text": "Essai.", "proposed_at": now, "proposed_by": MembershipFactory(officer_qc=True).user}
    resolution = Resolution.objects.create(committee=held.committee, number=1, **words)
    said = {"title": "Essai", "from_year": 2031, "codes": ["projects"], "by": resolution.proposed_by, "now": now}
    drafted_set = draft_set(convention=convention(), **said)
    drafted, asked = ConsultationFactory(), ConsultationFactory(open=True)
    question = ConsultationItem.objects.create(consultation=drafted, position=1, resolution=resolution)
    ConsultationItem.objects.create(consultation=asked, position=1, plan=PlanFactory(year=2031, proposed=True))
    return {
        "consultation": {"pk": drafted.pk, "item": question.pk},
        "open_consultation": {"pk": asked.pk},
        "data_request": {
            "slug": convention().slug,
            "number": DataRequestFactory(asked_by=resolution.proposed_by).number,
        },
        "indicator_set": {"slug": convention().slug, "version": drafted_set.version, "code": "projects"},
        "indicator_of_year": {"slug": convention().slug, "year": 2025, "code": "projects"},
        "held_meeting": {"pk": held.pk, "action": ActionItem.objects.create(**to_do).pk},
        "coming_meeting": {"pk": coming.pk, "item": point.pk},
        "approving_meeting": {"pk": later.pk, "item": approving.pk, "number": resolution.number},
        "convention": {"slug": convention().slug},
        "mandate": {"slug": convention().slug, "pk": MandateFactory(ofqj_fr=True).pk},
        "plan": {"slug": convention().slug, "year": plan.year, "number": action.number},
        "meeting": {"pk": MeetingFactory().pk, "year": plan.year, "period": report.period},
        "provisional_report": {"period": report.period},
        "contribution_picture": {"period": report.period, "body": "ofqj_fr", "pk": picture.pk},
        "report_picture": {"period": report.period, "pk": picture.pk},
        "report_proof": {"figures_hash": figures.figures_hash},
        "contribution": {"period": report.period, "body": "ofqj_fr"},
    }


def add_files_and_jobs(tenant: Tenant, project: Project) -> Subjects:
    """Join a piece to the dossier, and queue a job of the carrier's adviser."""
    now, by = calendar.now(), tenant.adviser
    kept = {"kind": "projects.piece", "name": f"{tenant.canary}.pdf", "attached_to": project, "by": by, "now": now}
    stored = files.store(tenant.pdf, **kept)
    Piece.objects.create(project=project, category=PieceCategory.HOST_LETTER, file=stored, added_at=now, added_by=by)
    job = jobs.enqueue("participants.follow_project", owner=by, args={"project": project.pk})
    return {"piece": {"file_id": stored.pk}, "job": {"job_id": job.pk}, "mail": {"mail_id": uuid4()}}


def add_told(reader: User) -> Subjects:
    """Tell somebody one thing, by a mail that waits, and give her an address for her calendar."""
    now = calendar.real_now()
    said = {"kind": "projects.assigned", "shore": "fr", "subject": "Essai", "not_before": now, "created_at": now}
    mail = OutboxMail.objects.create(to_email=reader.email, to_user=reader, **said)
    told = Notification.objects.create(user=reader, mail=mail)
    expires_at = now + timedelta(days=1)
    link, token = issue_link(AGENDA_LINK, reader, email=reader.email, expires_at=expires_at, by=reader, is_lasting=True)
    return {
        "notification": {"pk": told.pk},
        "queued_mail": {"mail_id": mail.pk},
        "own_agenda": {"pk": link.pk, "token": token},
    }


def belongings_of(owner: User) -> Subjects:
    """Give what is one person's alone: a session, a link to choose a password, a directory she uploaded."""
    session = UserSession.objects.create(user=owner, ip="192.0.2.1", user_agent="", session_key="0" * 32)
    key = Authenticator.objects.create(user=owner, type="webauthn", data={"name": "Clé", "credential": {}})
    until = calendar.real_now() + timedelta(days=1)
    trusted = TrustedDevice.objects.create(user=owner, token_hash="0" * 64, bound_to="", device="", expires_at=until)
    content = b"Nom;SIRET\nStructure;\n"
    kept = files.store(content, kind="directory", name="annuaire.csv", attached_to=owner, by=owner, now=calendar.now())
    return {
        "session": {"pk": session.pk},
        "key": {"pk": key.pk},
        "provider": {"provider_id": "aucun"},
        "trusted_device": {"pk": trusted.pk},
        "password_link": {"uidb36": user_pk_to_url_str(owner), "key": default_token_generator.make_token(owner)},
        "directory_file": {"file_id": kept.pk},
    }

"""Every paper of the world, asked by everybody: strangers find nothing, and no paper speaks of a neighbour."""

import io
from dataclasses import dataclass
from uuid import uuid4

import pypdf
import pytest
from django.urls import reverse

from conventions.models import AnnualReport
from conventions.services.building import build_report
from ofqj_portal.core import calendar, files
from ofqj_portal.core.access import Actor
from ofqj_portal.core.models import StoredFile
from ofqj_portal.dashboard.tests.access_cells import BLIND, OWN_SIDE, Visitors, undone
from ofqj_portal.dashboard.tests.access_world import CANARY, NEIGHBOURS_CANARY, World, build_world
from participants.file_access import OWN_DATA
from projects.file_access import LETTER
from projects.jobs import letter_pdf
from projects.models import Decision


@dataclass
class Papers:
    """The letters of the two carriers and the annual report, as they were laid out, in a world that holds them."""

    world: World
    letter: StoredFile
    neighbours_letter: StoredFile
    report: StoredFile


@pytest.fixture
def papers(db) -> Papers:
    world = build_world()
    number = {"project__number": world.subjects["project"]["number"]}
    letter = _letter_of(Decision.objects.get(**number))
    neighbours = _letter_of(Decision.objects.get(project__number=world.neighbours["project"]["number"]))
    report = AnnualReport.objects.get(period=world.subjects["provisional_report"]["period"])
    paper = build_report(report=report, key=uuid4(), now=calendar.now())
    return Papers(world, letter, neighbours, paper)


def _letter_of(decision: Decision) -> StoredFile:
    now = calendar.real_now()
    kept = {"kind": LETTER.code, "name": "courrier.pdf", "attached_to": decision.project, "by": None, "now": now}
    decision.letter = files.store(letter_pdf(decision), **kept)
    decision.save(update_fields=["letter"])
    return decision.letter


def _text(content: bytes) -> str:
    """Read what a PDF says; what only looks like one is read as it is."""
    if b"%%EOF" not in content:
        return content.decode("latin-1")
    reader = pypdf.PdfReader(io.BytesIO(content))
    said = " ".join(page.extract_text() for page in reader.pages)
    return f"{said} {dict(reader.metadata or {})}".replace("-\n", "-").replace("\n", " ")


def test_a_paper_speaks_of_its_own_dossier_alone_and_opens_to_nobody_else(papers):
    said = [_text(files.read(paper)) for paper in (papers.letter, papers.neighbours_letter, papers.report)]
    assert [(CANARY in text, NEIGHBOURS_CANARY in text) for text in said] == [
        (True, False),
        (False, True),
        (False, False),
    ]
    _nobody_takes_what_is_not_hers(papers)


def _nobody_takes_what_is_not_hers(papers: Papers) -> None:
    visitors, leaks, taken = Visitors(papers.world), [], set()
    for paper in StoredFile.objects.order_by("pk"):
        for actor in Actor:
            client = visitors.clients[actor]
            with undone(client):
                answer = client.get(reverse("core:file", args=[paper.pk]))
                content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            text = _text(content)
            if answer.status_code == 200:
                taken.add((paper.pk, actor))
            if answer.status_code == 200 and (paper == papers.letter and actor in BLIND):
                leaks.append(f"{paper.name} {actor} opens")
            if actor is Actor.DPO and paper.kind == OWN_DATA.code:
                continue  # what was made for a person, who asked the protection officer for it
            if (actor in BLIND and CANARY in text) or (actor in BLIND | OWN_SIDE and NEIGHBOURS_CANARY in text):
                leaks.append(f"{paper.name} {actor} reads")
    assert leaks == []
    readers = {actor for pk, actor in taken if pk == papers.letter.pk}
    assert readers == {Actor.ADVISER, Actor.MANAGER, Actor.OFFICER, Actor.DECIDER, Actor.FINANCE}
    own_data = set(StoredFile.objects.filter(kind=OWN_DATA.code).values_list("pk", flat=True))
    assert {actor for pk, actor in taken if pk in own_data} == {Actor.DPO}

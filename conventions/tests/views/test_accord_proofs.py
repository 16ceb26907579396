"""The proof file of an answer: what it says, the data attached, who takes it out, once."""

import json
from io import BytesIO

import pikepdf
import pytest
from django.urls import reverse

from conventions.documents.accord_proof import AccordProof
from conventions.jobs import make_accord_proof
from conventions.models import PartyAccord
from conventions.tests.amendment_factories import agree, proposed, rewrite, signers
from ofqj_portal.core import files
from ofqj_portal.core.models import Job
from ofqj_portal.core.seals import Seal
from ofqj_portal.core.versions import sha256_of

pytestmark = pytest.mark.django_db


def made(accord: PartyAccord) -> PartyAccord:
    make_accord_proof(Job.objects.get(unique_key=f"accord:{accord.pk}"), lambda *_args: None)
    accord.refresh_from_db()
    return accord


def test_a_proof_holds_the_exact_text_who_when_and_in_what_capacity(people, knock):
    amendment, signer = proposed(), signers()
    accord = made(agree(amendment, signer.unml))
    rewrite(amendment, 4, added={"1": "Un autre texte, plus tard."})
    with pikepdf.open(BytesIO(files.read(accord.paper))) as pdf:
        data = json.loads(pdf.attachments["accord.json"].get_file().read_bytes())
    assert data["text"]["article-4"]["changes"][0]["text"] == "Chaque année, un mot nouveau."
    assert {code: sha256_of(part) for code, part in data["text"].items()} == data["covers"]
    assert (sha256_of(data["text"]), data["answer"], data["by"]) == (accord.text_hash, "accord", "link")
    assert data["signatory"]["name"] == "Claude Fournet"
    assert "P/O" in data["signatory"]["delegated_by"]
    url = reverse("core:file", args=[accord.paper_id])
    roles = ("officer_fr", "member_rcjeq", "dpo", "adviser", "admin")
    answers = [knock(getattr(people, role), url) for role in roles]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 404, 404]
    for answer in answers:
        answer.close()


def test_a_proof_is_made_once_and_says_whether_it_is_sealed():
    amendment, signer = proposed(), signers()
    accord = made(agree(amendment, signer.unml))
    first = accord.paper_id
    assert made(accord).paper_id == first
    assert "ni cachet" in AccordProof.of(accord, seal=Seal.NONE).sealed
    assert "RFC 3161" in AccordProof.of(accord, seal=Seal.PADES_TIMESTAMP).sealed


def test_a_proof_of_a_later_accord_says_which_parts_were_agreed_to_before():
    amendment, signer = proposed(), signers()
    agree(amendment, signer.unml)
    rewrite(amendment, 4, added={"1": "Un autre texte."})
    proof = AccordProof.of(agree(amendment, signer.unml), seal=Seal.NONE)
    assert [(part.label, part.is_covered) for part in proof.parts] == [
        ("article 4", True), ("prise d’effet et terme", False),
    ]  # fmt: skip

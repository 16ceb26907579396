"""A corpus of nasty files: none is a 500, each refusal says why in French, and nothing is kept by halves."""

import io
import struct
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ofqj_portal.core.models import StoredFile
from partners.tests.factories import member
from projects.enums import PieceCategory
from projects.models import Piece
from projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n"
PNG_HEAD = b"\x89PNG\r\n\x1a\n"


def archive(members, *, compression=zipfile.ZIP_DEFLATED):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", compression) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return kept.getvalue()


def docx_bomb():
    return archive({"word/document.xml": b"\0" * (201 * 1024 * 1024)})


def lying_zip():
    """A document whose directory says that it unpacks to almost nothing."""
    content = bytearray(archive({"word/document.xml": b"\0" * 100_000}))
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(content)


def png(width, height):
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    return PNG_HEAD + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


REFUSED = {
    "empty": (b"", "vide"),
    "zip bomb in a document": (docx_bomb(), "n’est pas accepté"),
    "zip of zips": (archive({"a.zip": archive({"b.zip": b"x"})}), "n’est pas accepté"),
    "program": (b"MZ" + b"\0" * 200, "n’est pas accepté"),
    "script": (b"#!/bin/sh\nrm -rf /\n", "n’est pas accepté"),
    "page of script": (b"<html><script>alert(1)</script>", "n’est pas accepté"),
    "drawing with script": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "n’est pas accepté"),
    "only zeros": (b"\0" * 4096, "n’est pas accepté"),
    "zip cut short": (archive({"word/document.xml": b"x" * 999})[:80], "n’est pas accepté"),
    "zip with a password": (b"PK\x03\x04\x14\0\x01\0" + b"\0" * 40, "n’est pas accepté"),
    "JPEG cut short": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "abîmée"),
    "JPEG of one marker": (b"\xff\xd8\xff", "abîmée"),
    "PNG cut short": (PNG_HEAD + b"\0\0\0\rIHDR", "abîmée"),
    "PNG of a billion points": (png(50_000, 50_000), "trop grande"),
    "PNG without a size": (png(0, 0), "abîmée"),
    "too heavy": (PDF + b"x" * (10 * 1024 * 1024), "trop lourd"),
}
#: What is taken, whatever its name says: (content, name it comes with, name it is kept under).
NAMES = {
    "wrong extension": (PDF, "photo.jpg", "photo.pdf"),
    "two extensions": (PDF, "facture.pdf.exe", "facture.pdf.pdf"),
    "path": (PDF, "../../etc/passwd.pdf", "passwd.pdf"),
    "windows path": (PDF, "C:\\temp\\devis.pdf", "devis.pdf"),
    "line breaks": (PDF, "a\r\nSet-Cookie: x=1.pdf", None),
    "right to left": (PDF, "devis\u202efdp.exe", "devisfdp.pdf"),
    "nothing left": (PDF, "…\u200b.pdf", "document.pdf"),
    "markup": (PDF, "<img src=x onerror=alert(1)>.pdf", None),
    "accents": (PDF, "Évaluation été.pdf", "Évaluation été.pdf"),
    "PDF that is a zip too": (PDF + archive({"a": b"b"}), "double.pdf", "double.pdf"),
    "PDF that is a page too": (PDF + b"<script>alert(1)</script>", "double.html", "double.pdf"),
}


@pytest.fixture
def draft(client):
    draft = ProjectFactory()
    client.force_login(member(draft.carrier))
    return draft


def send(client, draft, content, name):
    url = reverse("projects:section", args=[draft.number, "pieces"])
    upload = SimpleUploadedFile("x", content, "application/pdf")
    upload._name = name  # what a hostile client writes in its header, before Django cleans it
    return client.post(url, {"category": PieceCategory.OTHER, "file": upload})


@pytest.mark.parametrize("nasty", REFUSED)
def test_a_nasty_file_is_refused_in_words_and_leaves_nothing(client, draft, nasty):
    content, words = REFUSED[nasty]
    answer = send(client, draft, content, "piece.pdf")
    assert (answer.status_code, words in answer.content.decode()) == (200, True)
    assert not StoredFile.objects.exists()
    assert not Piece.objects.exists()


@pytest.mark.parametrize("kind", NAMES)
def test_a_name_is_only_what_somebody_claims(client, draft, kind):
    content, name, kept = NAMES[kind]
    assert send(client, draft, content, name).status_code == 302
    file = StoredFile.objects.get()
    assert kept is None or file.name == kept
    assert not set(file.name) & set('<>:"/\\|?*\r\n\u202e\0')
    answer = client.get(file.get_absolute_url())
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "application/pdf")


def test_a_document_that_lies_about_its_size_is_kept_packed_and_never_unpacked_here(client, draft):
    answer = send(client, draft, lying_zip(), "rapport.docx")
    assert answer.status_code in (200, 302)
    assert StoredFile.objects.count() == (answer.status_code == 302)

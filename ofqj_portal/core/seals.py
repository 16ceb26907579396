"""Proof files: data attached to a PDF, then a PAdES seal and an RFC 3161 timestamp where they are configured.

Settings: SEAL_PKCS12 (a .p12 or .pfx file) with SEAL_PASSWORD, TIMESTAMP_URL (a timestamp authority). Only jobs call
this: neither pikepdf nor pyHanko enters a web process. What a proof says of itself comes from `how_sealed`, so that a
file without a seal never looks like one that has it.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from io import BytesIO
from typing import Any

from django.conf import settings

FIELD = "Cachet de l’OFQJ"


class Seal(StrEnum):
    """What vouches for a proof file, from the weakest."""

    NONE = "none"
    TIMESTAMP = "timestamp"
    PADES = "pades"
    PADES_TIMESTAMP = "pades_timestamp"


def how_sealed() -> Seal:
    """Say what the settings allow."""
    if settings.SEAL_PKCS12:
        return Seal.PADES_TIMESTAMP if settings.TIMESTAMP_URL else Seal.PADES
    return Seal.TIMESTAMP if settings.TIMESTAMP_URL else Seal.NONE


def attach_data(paper: bytes, *, name: str, data: bytes, description: str) -> bytes:
    """Return the PDF with `data` (JSON) attached under `name`; the same input gives the same bytes."""
    import pikepdf

    with pikepdf.open(BytesIO(paper)) as pdf:
        spec = pikepdf.AttachedFileSpec(
            pdf, data, filename=name, description=description, mime_type="application/json",
            relationship=pikepdf.Name.Source,
        )  # fmt: skip
        pdf.attachments[name] = spec
        out = BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def seal_pdf(paper: bytes, *, timestamper: Any | None = None) -> bytes:
    """Seal a PDF as the settings allow: nothing, a timestamp alone, a PAdES seal, or both.

    `timestamper` stands for the authority of TIMESTAMP_URL, in tests.
    """
    if timestamper is None and settings.TIMESTAMP_URL:
        timestamper = _authority()
    if settings.SEAL_PKCS12:
        return _with_seal(paper, timestamper)
    return _with_timestamp(paper, timestamper) if timestamper is not None else paper


def _authority() -> Any:
    from pyhanko.sign.timestamps import HTTPTimeStamper

    return HTTPTimeStamper(settings.TIMESTAMP_URL, timeout=20)


def _with_seal(paper: bytes, timestamper: Any | None) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    password = settings.SEAL_PASSWORD.encode() or None
    signer = signers.SimpleSigner.load_pkcs12(settings.SEAL_PKCS12, passphrase=password)
    if signer is None:
        raise RuntimeError("SEAL_PKCS12 cannot be read: check the file and SEAL_PASSWORD.")
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
    )
    out = BytesIO()
    sealing = signers.PdfSigner(meta, signer=signer, timestamper=timestamper)
    _in_its_own_thread(lambda: sealing.sign_pdf(IncrementalPdfFileWriter(BytesIO(paper)), output=out))
    return out.getvalue()


def _with_timestamp(paper: bytes, timestamper: Any) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers

    out = BytesIO()
    stamping = signers.PdfTimeStamper(timestamper)
    writer = IncrementalPdfFileWriter(BytesIO(paper))
    _in_its_own_thread(lambda: stamping.timestamp_pdf(writer, md_algorithm="sha256", output=out))
    return out.getvalue()


def _in_its_own_thread(sign: Callable[[], Any]) -> None:
    """Run `sign`, and raise what it raises: pyHanko starts an event loop, which a thread that has one refuses."""
    with ThreadPoolExecutor(max_workers=1) as worker:
        worker.submit(sign).result()

"""Proof files: data attached, then nothing, a timestamp, a seal, or both, as the settings allow."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pikepdf
import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from ofqj_portal.core.seals import FIELD, Seal, attach_data, how_sealed, seal_pdf


def certificate(name: str, usage: x509.ObjectIdentifier | None = None):
    """Make a key and its own certificate."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=9))
    )  # fmt: skip
    if usage is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
    return key, builder.sign(key, hashes.SHA256())


@pytest.fixture(scope="module")
def timestamper():
    key, cert = certificate("Horodatage d’essai", ExtendedKeyUsageOID.TIME_STAMPING)
    der = serialization.Encoding.DER
    private = key.private_bytes(der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return DummyTimeStamper(asn1_x509.Certificate.load(cert.public_bytes(der)), asn1_keys.PrivateKeyInfo.load(private))


@pytest.fixture
def pkcs12_file(tmp_path):
    key, cert = certificate("OFQJ d’essai")
    secret = serialization.BestAvailableEncryption(b"secret")
    path = tmp_path / "cachet.p12"
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"ofqj", key, cert, None, secret))
    return path


@pytest.fixture
def paper():
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        out = BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def signatures(paper: bytes):
    return PdfFileReader(BytesIO(paper)).embedded_signatures


def test_data_is_attached_and_the_same_input_gives_the_same_bytes(paper):
    made = [attach_data(paper, name="accord.json", data=b'{"a": 1}', description="Accord") for _time in range(2)]
    assert made[0] == made[1]
    with pikepdf.open(BytesIO(made[0])) as pdf:
        assert pdf.attachments["accord.json"].get_file().read_bytes() == b'{"a": 1}'


def test_without_settings_a_proof_has_no_seal_and_says_so(paper):
    assert (how_sealed(), seal_pdf(paper)) == (Seal.NONE, paper)


def test_a_timestamp_alone_covers_the_whole_file(paper, timestamper):
    [stamp] = PdfFileReader(BytesIO(seal_pdf(paper, timestamper=timestamper))).embedded_timestamp_signatures
    stamp.compute_integrity_info()
    assert stamp.evaluate_signature_coverage().name == "ENTIRE_FILE"


def test_a_seal_with_its_timestamp_breaks_when_a_byte_changes(paper, timestamper, pkcs12_file, settings):
    settings.SEAL_PKCS12, settings.SEAL_PASSWORD = str(pkcs12_file), "secret"
    sealed = seal_pdf(paper, timestamper=timestamper)
    found = _validity(sealed)
    assert (signatures(sealed)[0].field_name, found.intact) == (FIELD, True)
    assert found.timestamp_validity is not None
    assert not _validity(sealed.replace(b"/MediaBox", b"/MediaBoy", 1)).intact


def _validity(sealed: bytes):
    [signature] = signatures(sealed)
    judging = async_validate_pdf_signature(signature, ValidationContext(trust_roots=[], allow_fetching=False))
    with ThreadPoolExecutor(max_workers=1) as worker:  # a browser test leaves its event loop running in this thread
        return worker.submit(asyncio.run, judging).result()


def test_it_seals_whatever_event_loop_its_caller_runs(paper, timestamper, pkcs12_file, settings):
    async def seal() -> bytes:
        return seal_pdf(paper, timestamper=timestamper)

    def within_a_loop() -> bytes:
        with ThreadPoolExecutor(max_workers=1) as worker:
            return worker.submit(lambda: asyncio.run(seal())).result()

    [_stamp] = PdfFileReader(BytesIO(within_a_loop())).embedded_timestamp_signatures
    settings.SEAL_PKCS12, settings.SEAL_PASSWORD = str(pkcs12_file), "secret"
    assert _validity(within_a_loop()).intact


def test_a_wrong_password_is_an_error_and_never_an_unsealed_proof(paper, pkcs12_file, settings):
    settings.SEAL_PKCS12, settings.SEAL_PASSWORD = str(pkcs12_file), "autre"
    with pytest.raises(RuntimeError):
        seal_pdf(paper)

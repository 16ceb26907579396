"""A broker behind TLS, as an address in rediss:// names it: heard when its certificate is trusted, else away."""

import socket
import ssl
import threading
import uuid
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from ofqj_portal.core import broker, broker_line


@pytest.fixture
def certificate(tmp_path):
    """A key and its own certificate for 127.0.0.1, in one file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Courtier d’essai")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    signed = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1)).add_extension(here, critical=False).sign(key, hashes.SHA256())
    )  # fmt: skip
    pem, path = serialization.Encoding.PEM, tmp_path / "courtier.pem"
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + signed.public_bytes(pem))
    return path


@pytest.fixture
def tls_address(valkey, certificate):
    """The address of the broker through a door that speaks TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    door = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            with suppress(ssl.SSLError):
                visitor = context.wrap_socket(door.accept()[0], server_side=True)
                behind = socket.create_connection(("127.0.0.1", valkey.port))
                for one, other in ((visitor, behind), (behind, visitor)):
                    threading.Thread(target=carry, args=(one, other), daemon=True).start()

    def serve_until_closed():
        with suppress(OSError):
            serve()

    threading.Thread(target=serve_until_closed, daemon=True).start()
    port = door.getsockname()[1]
    yield valkey.url.replace("redis://", "rediss://").replace(f":{valkey.port}/", f":{port}/")
    broker.forget_connections()
    door.close()


def carry(one, other):
    """Hand on what is heard on one side until it hangs up."""
    with suppress(OSError):
        while heard := one.recv(65_536):
            other.sendall(heard)
        other.shutdown(socket.SHUT_WR)


def test_a_job_is_told_through_tls(tls_address, valkey, certificate, monkeypatch):
    monkeypatch.setattr(settings, "CELERY_BROKER_URL", tls_address)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    assert broker.wake(uuid.uuid4(), "papers") is True
    admin = broker_line.Line(valkey.url, 1)
    assert admin.ask("LLEN", "papers") == 1
    admin.close()


def test_a_broker_that_nobody_vouches_for_is_away(tls_address):
    with pytest.raises(broker_line.BrokerAway, match="SSLCertVerificationError"):
        broker_line.Line(tls_address, 1)

"""A passkey made of software, for tests: it makes a credential and signs as a phone would."""

import hashlib
import json
import os
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


class SoftKey:
    """One credential of one person at one place; `verified` says whether the device checked who holds it."""

    def __init__(self, *, verified: bool = True, place: str = "testserver") -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id, self.place = os.urandom(16), place
        self.flags = PRESENT | (VERIFIED if verified else 0)
        self.user_handle = ""

    def made(self, options: dict[str, Any]) -> str:
        """Answer to a request for a new key, as JSON."""
        asked = options["publicKey"]
        self.user_handle = asked["user"]["id"]
        public = cbor.encode(ES256.from_cryptography_key(self.private.public_key()))
        holder = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        attestation = {"fmt": "none", "attStmt": {}, "authData": self._data(WITH_KEY) + holder}
        response = {"attestationObject": websafe_encode(cbor.encode(attestation))}
        return self._said(asked, "webauthn.create", response)

    def signed(self, options: dict[str, Any]) -> str:
        """Answer to a request for a signature, as JSON."""
        asked, data = options["publicKey"], self._data()
        client = self._client(asked, "webauthn.get")
        signature = self.private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
            "userHandle": self.user_handle,
        }
        return self._said(asked, "webauthn.get", response)

    def _data(self, more: int = 0) -> bytes:
        return hashlib.sha256(self.place.encode()).digest() + bytes([self.flags | more]) + bytes(4)

    def _client(self, asked: dict[str, Any], kind: str) -> bytes:
        return json.dumps({"type": kind, "challenge": asked["challenge"], "origin": f"http://{self.place}"}).encode()

    def _said(self, asked: dict[str, Any], kind: str, response: dict[str, str]) -> str:
        name = websafe_encode(self.id)
        response["clientDataJSON"] = websafe_encode(self._client(asked, kind))
        return json.dumps({"type": "public-key", "id": name, "rawId": name, "response": response})

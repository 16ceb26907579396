"""An identity provider on this machine, for tests: it signs with a key made on the spot, and says what a test wants."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT = {"client_id": "portail", "secret": "secret-du-portail"}


class IdentityProvider:
    """One person is signed in there: `person` is what is said of her, `changes` what is said wrong of the token."""

    def __init__(self) -> None:
        self.key = self.signs_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person: dict[str, Any] = {"sub": "ana-1", "email": "ana@exemple.test", "email_verified": True}
        self.changes: dict[str, Any] = {}
        self.session: dict[str, Any] = {}
        self.signs_userinfo = False
        self.userinfo: dict[str, Any] = {}
        self.nonces: dict[str, str] = {}
        self.left: list[str] = []
        self.issuer = ""

    @property
    def settings(self) -> dict[str, Any]:
        """Return the portal's setting for this provider."""
        known = {"issuer": self.issuer, "server_url": self.issuer, "strong": ["mfa"], "verified_email": None}
        app = CLIENT | {"provider_id": "fournisseur", "name": "Fournisseur d’essai", "settings": known}
        return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}

    def token(self, **said: Any) -> str:
        """Sign what is said."""
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT["client_id"], "iat": now, "exp": now + 60} | said | self.changes
        return jwt.encode(claims, self.signs_with, algorithm="RS256", headers={"kid": "essai"})

    def answer(self, path: str, asked: dict[str, str]) -> tuple[int, str, str]:
        """Return status, content type (or address, for a redirect) and body."""
        body: dict[str, Any] = {}
        if path == "/.well-known/openid-configuration":
            ends = ("authorization", "token", "userinfo", "end_session")
            body = {f"{end}_endpoint": f"{self.issuer}/{end}" for end in ends}
            body |= {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys"}
        elif path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            body = {"keys": [public | {"kid": "essai", "alg": "RS256", "use": "sig"}]}
        elif path == "/authorization":
            self.nonces["code"] = asked["nonce"]
            return 302, f"{asked['redirect_uri']}?{urlencode({'code': 'code', 'state': asked['state']})}", ""
        elif path == "/token":
            said = {"sub": self.person["sub"], "nonce": self.nonces["code"]} | self.session
            body = {"access_token": "jeton", "token_type": "Bearer", "id_token": self.token(**said)}
        elif path == "/userinfo" and self.signs_userinfo:
            return 200, "application/jwt", self.token(**(self.person | self.userinfo))
        elif path == "/userinfo":
            body = self.person | self.userinfo
        elif path == "/end_session":
            self.left.append(asked["id_token_hint"])
            return 302, asked["post_logout_redirect_uri"], ""
        return 200, "application/json", json.dumps(body)


@contextmanager
def identity_provider() -> Iterator[IdentityProvider]:
    """Start a provider on a free port, and stop it."""
    provider = IdentityProvider()

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            self._send(*provider.answer(asked.path, {name: it[0] for name, it in parse_qs(asked.query).items()}))

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self._send(*provider.answer(self.path, {}))

        def _send(self, status: int, kind: str, body: str) -> None:
            self.send_response(status)
            self.send_header("Location" if status == 302 else "Content-Type", kind)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *words: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""The identity provider, if there is one (OpenID Connect): what it says is checked, and next to nothing is kept."""

import secrets
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from requests import RequestException

CONFIGURATION_SECONDS = 3600
ALGORITHMS = {"RS256", "RS384", "RS512", "PS256", "ES256", "ES384"}


class ProviderClient(OpenIDConnectOAuth2Adapter):
    """Speaks with the provider: its configuration is kept for an hour, its tokens and its userinfo are checked."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """Return what the provider publishes of itself. Raises OAuth2Error if it speaks for somebody else."""
        issuer = self.get_provider().app.settings["issuer"]
        config = cache.get(f"oidc:{issuer}")
        if config is None:
            config = super().openid_config
            cache.set(f"oidc:{issuer}", config, CONFIGURATION_SECONDS)
        if config.get("issuer") != issuer:
            raise OAuth2Error("The provider answers in another name.")
        return config

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> SocialLogin:
        """Read who the provider says she is; nothing of it but her identifier goes to the database."""
        id_token = kwargs["response"].get("id_token")
        try:
            claims = self._decode_id_token(app, id_token)
            said = claims | self._fetch_user_info(token.token)
        except (KeyError, TypeError, ValueError, AttributeError) as unreadable:
            raise OAuth2Error("What the provider answered cannot be read.") from unreadable
        if said.get("sub") != claims["sub"]:
            raise OAuth2Error("Userinfo speaks of somebody else.")
        login = self.get_provider().sociallogin_from_response(request, {"userinfo": said})
        login.account.extra_data = {}
        login.claims = claims
        login.exit = {"end": self.openid_config.get("end_session_endpoint"), "hint": id_token}
        return login

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        return self._checked(app, id_token)

    def _fetch_user_info(self, access_token: str) -> dict[str, Any]:
        """Ask who she is; ProConnect answers by a signed token, others by plain JSON."""
        headers = {"Authorization": f"Bearer {access_token}"}
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.profile_url, headers=headers)
        answer.raise_for_status()
        if answer.headers.get("Content-Type", "").startswith("application/jwt"):
            return self._checked(self.get_provider().app, answer.text)
        return dict(answer.json())

    def _checked(self, app: Any, token: str) -> dict[str, Any]:
        """Return what a token says, its signature, issuer, audience and end checked. Raises OAuth2Error."""
        import jwt  # only who signs in this way needs it

        try:
            if jwt.get_unverified_header(token).get("alg") not in ALGORITHMS:
                raise OAuth2Error("Unknown way of signing.")
        except jwt.PyJWTError as unreadable:
            raise OAuth2Error("This is no token.") from unreadable
        return jwtkit.verify_and_decode(
            credential=token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )


def go_to_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send the browser to the provider; a provider that is away leads back to the page of sign-in."""
    nonce = secrets.token_urlsafe(32)
    try:
        provider = ProviderClient(request, provider_id).get_provider()
        provider.oauth2_adapter_class = ProviderClient
        asked = {"auth_params": provider.get_auth_params() | {"nonce": nonce}, "nonce": nonce}
        return provider.redirect(request, AuthProcess.LOGIN, get_next_redirect_url(request), **asked)
    except (RequestException, OAuth2Error, KeyError, ValueError):
        return _refused(request)


def come_back_from_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Read the provider's answer and sign in, or go back to the page of sign-in."""
    try:
        return OAuth2CallbackView.adapter_view(ProviderClient(request, provider_id))(request)
    except (KeyError, ValueError, TypeError):
        return _refused(request)


def _refused(request: HttpRequest) -> HttpResponse:
    try:
        get_adapter(request).on_authentication_error(request, None)
    except ImmediateHttpResponse as answer:
        return answer.response
    raise AssertionError("on_authentication_error always answers")

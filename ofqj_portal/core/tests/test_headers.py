import pytest
from django.db import connection

from ofqj_portal.local import processes


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/sante/", "/adresse-sans-page/", "/static/favicon.svg"])
def test_every_answer_carries_the_protective_headers(client, address):
    headers = client.get(address).headers

    assert sorted(headers["Content-Security-Policy"].split("; ")) == [
        "base-uri 'none'",
        "connect-src 'self'",
        "default-src 'none'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "manifest-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
    ]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Permissions-Policy"] == "camera=(), geolocation=(), microphone=(), payment=()"


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_shows_the_french_page(client, monkeypatch):
    client.raise_request_exception = False
    client.cookies["sessionid"] = "quelconque"
    connection.close()
    with monkeypatch.context() as moved:
        moved.setitem(connection.settings_dict, "PORT", processes.free_port())
        answer = client.get("/connexion/")

    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert '<html lang="fr"' in answer.content.decode()

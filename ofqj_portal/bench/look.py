"""Look at a base from the inside: a session for each account, addresses that exist, queries and bytes of each page."""

import json
import logging
import sys
from typing import Any

import django

django.setup()
logging.disable(logging.CRITICAL)

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils.crypto import get_random_string  # noqa: E402

from conventions.models import AnnualReport, Convention  # noqa: E402
from ofqj_portal.accounts.models import User  # noqa: E402
from ofqj_portal.bench.pages import PAGES  # noqa: E402
from participants.models import Participant  # noqa: E402
from partners.models import Contact  # noqa: E402
from projects.models import Project  # noqa: E402

NOT_QUERIES = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def sign_in(account: str) -> Client:
    """Open a session for an account of the demo."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(email=f"{account}@demo.ofqj.test"))
    return client


def addresses() -> dict[str, Any]:
    """Choose one dossier, one person, one structure… that every base has, for the accounts of the demo."""
    adviser = User.objects.get(email="conseiller-fr@demo.ofqj.test")
    own = Project.objects.listed_to(adviser).filter(carrier__memberships__user=adviser)
    structure = adviser.memberships.get().structure_id
    officer = User.objects.get(email="instructeur-fr@demo.ofqj.test")
    reviewed = Project.objects.visible_to(officer).filter(state="under_review").order_by("pk")
    drafts = AnnualReport.objects.filter(state__in=["open", "contributions_in", "drafted"])
    return {
        "year": own.filter(state="closed").earliest("pk").departs_on.year,
        "dossier": own.filter(state="closed").earliest("pk").number,
        "draft": own.filter(state="draft").earliest("pk").number,
        "reviewed": reviewed[0].number,
        "structure": structure,
        "person": Participant.objects.filter(structure=structure).earliest("pk").pk,
        "convention": Convention.objects.earliest("pk").slug,
        "contact": Contact.objects.earliest("pk").structure_id,
        "report": drafts.latest("starts_on").period,
        "step": "projet",
    }


def look() -> dict[str, Any]:
    """Return what the measures need: cookies by account, words of the addresses, queries of each page."""
    words, clients = addresses(), {}
    queries = {}
    for page in PAGES:
        client = clients.setdefault(page.account, sign_in(page.account))
        address = page.address.format_map(words)
        client.get(address)  # what is read once and kept
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        said = [query["sql"] for query in captured.captured_queries]
        queries[page.name] = sum(1 for sql in said if not sql.startswith(NOT_QUERIES))
        if answer.status_code != 200:
            raise SystemExit(f"{page.name} : {address} répond {answer.status_code}")
    cookies = {account: cookies_of(client) for account, client in clients.items()}
    return {"words": words, "cookies": cookies, "queries": queries}


def floor() -> dict[str, Any]:
    """Return the session that reads the bare pages."""
    return {"cookies": {"conseiller-fr": cookies_of(sign_in("conseiller-fr"))}}


def cookies_of(client: Client) -> str:
    """Return what a browser would send back: the session, and the secret by which its forms are known."""
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}; {settings.CSRF_COOKIE_NAME}={get_random_string(32)}"


if __name__ == "__main__":
    print(json.dumps(floor() if "floor" in sys.argv else look(), default=str))

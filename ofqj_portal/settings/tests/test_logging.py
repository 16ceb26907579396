import io
import logging
import logging.config

import pytest
import structlog
from django.test import RequestFactory

from ofqj_portal.settings.integrations.logging import logging_config

CANARY = "Aïcha-Tremblay-0042"
ADDRESS = f"{CANARY}@exemple.test"


def written(monkeypatch, act, *, json, logger):
    """Return what `act(logger)` writes through the portal's own formatter."""
    config = logging_config(json=json, level="INFO")
    formatter = logging.config.DictConfigurator(config).configure_formatter(dict(config["formatters"]["line"]))
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    target = logging.getLogger(logger)
    monkeypatch.setattr(target, "handlers", [handler])
    monkeypatch.setattr(target, "propagate", False)
    act(target)
    return stream.getvalue()


def fail_with_a_name_at_hand(spare):
    last_name = CANARY
    raise LookupError(f"{len(last_name) + len(spare)} lettres")


@pytest.mark.parametrize("json", [True, False], ids=["json", "text"])
@pytest.mark.parametrize("own", [True, False], ids=["structlog", "library"])
def test_an_exception_writes_its_traceback_without_local_variables(monkeypatch, json, own):
    def act(target):
        logger = structlog.stdlib.get_logger(target.name) if own else target
        try:
            fail_with_a_name_at_hand({"form": [CANARY]})
        except LookupError:
            logger.exception("act_failed")

    line = written(monkeypatch, act, json=json, logger=f"test.locals.{json}.{own}")

    assert (CANARY in line, "act_failed" in line, "fail_with_a_name_at_hand" in line, "LookupError" in line) == (
        False,
        True,
        True,
        True,
    )


@pytest.mark.parametrize("json", [True, False], ids=["json", "text"])
def test_a_failed_request_writes_its_address_and_nothing_of_its_body(monkeypatch, json):
    request = RequestFactory().post("/structures/", {"nom": CANARY})

    def act(target):
        try:
            fail_with_a_name_at_hand(request.POST)
        except LookupError as error:
            extra = {"status_code": 500, "request": request}
            target.error(
                "Internal Server Error: %s",
                request.path,
                exc_info=(LookupError, error, error.__traceback__),
                extra=extra,
            )

    line = written(monkeypatch, act, json=json, logger="django.request")

    assert (CANARY in line, "Internal Server Error: /structures/" in line) == (False, True)


@pytest.mark.parametrize("json", [True, False], ids=["json", "text"])
def test_a_line_that_names_an_address_leaves_out_the_token_of_a_personal_link(monkeypatch, json):
    def act(target):
        target.warning("Forbidden (%s): %s", "CSRF", f"/lien/accueil/{CANARY}/")

    line = written(monkeypatch, act, json=json, logger="django.security.csrf")

    assert (CANARY in line, "Forbidden (CSRF): /lien/accueil/…/" in line) == (False, True)


@pytest.mark.parametrize("json", [True, False], ids=["json", "text"])
def test_what_a_mail_server_and_the_database_quote_is_left_out(monkeypatch, json):
    def act(target):
        try:
            raise LookupError(f"refused\nDETAIL:  Key (last_name)=({CANARY}) already exists.\n{ADDRESS}")
        except LookupError:
            target.exception("act_failed")

    line = written(monkeypatch, act, json=json, logger=f"test.quoted.{json}")

    assert (CANARY in line, "exemple.test" in line, "DETAIL: …" in line) == (False, False, True)

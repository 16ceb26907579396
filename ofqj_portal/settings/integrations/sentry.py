"""Errors told to a Sentry server, when one is configured: what broke and where in the code, nothing of anybody."""

from typing import Any

from ofqj_portal.settings.integrations.logging import hide_private_parts

KEPT_ABOUT_AN_ERROR = frozenset(
    {"event_id", "timestamp", "level", "logger", "platform", "release", "environment", "exception", "tags", "sdk"}
)


def start_sentry(dsn: str, *, environment: str, **choices: Any) -> None:
    """Send errors to `dsn` from now on; loaded only here, so that a portal without Sentry carries none of it."""
    import sentry_sdk

    sentry_sdk.init(
        dsn,
        environment=environment,
        send_default_pii=False,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        traces_sample_rate=None,
        before_send=keep_what_broke,
        **choices,
    )


def keep_what_broke(event: Any, hint: Any) -> Any:
    """Leave out request, user and messages; of each exception keep its kind, its words without values, and the code."""
    import structlog

    told = {key: value for key, value in event.items() if key in KEPT_ABOUT_AN_ERROR}
    numbers = structlog.contextvars.get_contextvars()
    told["tags"] = {key: str(numbers[key]) for key in ("request_id", "job") if key in numbers}
    for exception in told.get("exception", {}).get("values", []):
        exception["value"] = hide_private_parts(exception.get("value") or "")
    return told

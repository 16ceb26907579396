"""What the processes write: one JSON object a line in production, a readable line elsewhere; never a name."""

import re
from typing import Any

import structlog

_LINK = re.compile(r"(/lien/[a-z-]+/)[^/\s\"']+")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_DETAIL = re.compile(r"^(\s*(?:DETAIL|CONTEXT):).*$", re.MULTILINE)


def hide_private_parts(words: str) -> str:
    """Take out what others quote: tokens of links, mail addresses, values of a row that the database refuses."""
    return _ADDRESS.sub("…@…", _DETAIL.sub(r"\1 …", _LINK.sub(r"\1…", words)))


def hide_in_line(logger: Any, name: str, event: dict[str, Any]) -> dict[str, Any]:
    """Do so in every part of a line: Django writes down addresses, a traceback ends in the words of the database."""
    return {key: hide_private_parts(value) if isinstance(value, str) else value for key, value in event.items()}


_shared: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
structlog.configure(
    processors=[*_shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)


def logging_config(*, json: bool, level: str) -> dict[str, Any]:
    """Send every line of ours and of libraries to standard error, as JSON or as text.

    Tracebacks are plain in both: with local variables they would hold what people wrote.
    """
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False) if json else structlog.dev.ConsoleRenderer(colors=False)
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": _shared,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            hide_in_line,
            renderer,
        ],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "handlers": {"standard_error": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["standard_error"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.request": {"level": "ERROR"},
            "fontTools": {"level": "WARNING"},
            "weasyprint": {"level": "WARNING"},
        },
    }

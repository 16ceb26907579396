"""How amounts, dates, shares and states are written in pages. The reader's shore decides; nothing is computed here."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.template import Context, engines
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _

from ofqj_portal.core import shores

register = template.Library()
ABSENT = "—"
NBSP = "\N{NO-BREAK SPACE}"
STATE_CLASSES = {"you": "vous", "with": "chez", "ok": "ok", "late": "non"}


@register.filter
def money(amount: Any) -> str:
    """Write a Money as the reader's shore does; a dash for none."""
    return ABSENT if amount in (None, "") else shores.format_money(amount)


@register.filter
def number(value: Any) -> str:
    """Write a number with the separators of the reader's shore; a dash for none."""
    return ABSENT if value in (None, "") else shores.format_number(value)


@register.filter
def civil_date(day: date | None, style: str = "long") -> str:
    """Write a civil date: "long" (3 décembre 2026), "full" (with the weekday), "short", "day" or "month"."""
    return shores.format_date(day, style) if day else ABSENT


@register.filter
def instant(moment: datetime | None) -> str:
    """Write an instant on the clock of the reader's shore; a dash for none."""
    return shores.format_instant(moment) if moment else ABSENT


@register.filter
def iso(moment: date | datetime | None) -> str:
    """Return the machine's form of a date or an instant, for `datetime` attributes: HTML takes no microsecond."""
    if isinstance(moment, datetime):
        return moment.isoformat(timespec="seconds")
    return moment.isoformat() if moment else ""


@register.simple_tag(takes_context=True)
def drawn(context: Context, template_name: str, **words: Any) -> SafeString:
    """Render a component once, for a page that shows it twice: `{% drawn "…" a=b as name %}`; it sees `words` only."""
    return get_template(template_name).template.render(context.new(words))


@register.simple_tag
def part(template_name: str, **words: Any) -> SafeString:
    """Draw a part written for Jinja2 (`templates/jinja2`), which sees `words` only."""
    words["_"] = _words_of(get_language())
    return SafeString(engines["jinja2"].env.get_template(template_name).render(words))


@cache
def _words_of(language: str | None) -> Callable[[str], str]:
    """Return what says the sentences of the parts in the language that is active, looked up once each."""
    return cache(gettext)


@register.simple_tag
def both_shores(moment: datetime | None) -> str:
    """Write a deadline on the clocks of both shores: the moment is one, the day is said again only where it differs."""
    return shores.format_both_shores(moment) if moment else ABSENT


@register.simple_tag
def share(part: int, whole: int, unit: str = "") -> str:
    """Write a percentage with the numbers it comes from: "75 % (21 sur 28)". Never one without the other."""
    if not whole:
        return _("aucune réponse")
    pct = shores.format_pct(Decimal(part) * 100 / Decimal(whole))
    counts = _("%(part)s sur %(whole)s") % {"part": number(part), "whole": number(whole)}
    return f"{pct} ({counts}{NBSP + unit if unit else ''})"


@register.filter
def plural(count: int | None, forms: str) -> str:
    """Write a count with its word: `{{ 12|plural:"jeune,jeunes" }}`. In French, 0 and 1 are singular."""
    one, _comma, many = forms.partition(",")
    value = count or 0
    return f"{number(value)}{NBSP}{many if abs(value) >= 2 else one}"


@register.filter
def rows_in_all(page: Page, forms: str) -> str:
    """Write how many rows a list has: `{{ page|rows_in_all:"dossier,dossiers" }}`; « Plus de » past what is counted."""
    counted = plural(page.paginator.count, forms)
    return _("Plus de %(counted)s") % {"counted": counted} if getattr(page.paginator, "has_more", False) else counted


@register.simple_tag
def state_badge(kind: str, label: str) -> SafeString:
    """Show a state: `kind` is you, with, ok, late or neutral; `label` is the word for this reader."""
    return format_html('<span class="etat {}">{}</span>', STATE_CLASSES.get(str(kind), "neutre"), label)


@register.filter
def field_of(row: Any, name: str) -> Any:
    """Return a form's field, a key or an attribute by name: for templates that loop over names."""
    if hasattr(row, "fields") and name in row.fields:
        return row[name]
    return row.get(name) if isinstance(row, Mapping) else getattr(row, name, None)


@dataclass(frozen=True)
class Segment:
    """One part of a drawn bar, in hundredths of its length."""

    kind: str
    start: str
    width: str


@register.simple_tag
def bar_segments(parts: Iterable[Any]) -> list[Segment]:
    """Lay parts end to end from 0 to 100; what overflows is cut there."""
    segments, at = [], Decimal(0)
    for part in parts:
        pct = part["pct"] if isinstance(part, Mapping) else part.pct
        kind = part["kind"] if isinstance(part, Mapping) else part.kind
        width = min(max(Decimal(str(pct)), Decimal(0)), Decimal(100) - at)
        segments.append(Segment(str(kind), f"{at:.2f}", f"{width:.2f}"))
        at += width
    return segments


@dataclass(frozen=True)
class Verdicts:
    """Rules sorted for a reader with little time: `open` ones first, the broken before the doubtful; `met` may fold."""

    open: list[Any]
    met: list[Any]

    @property
    def folds(self) -> bool:
        """Tell whether the rules that are met would hide what is left to do."""
        return len(self.met) > 4


@register.simple_tag
def rules_by_verdict(rules: Iterable[Any]) -> Verdicts:
    """Part the rules that are met from the others, each in its order."""
    sorted_out: dict[str, list[Any]] = {"no": [], "alert": [], "yes": []}
    for rule in rules or ():
        sorted_out[str(rule["met"] if isinstance(rule, Mapping) else rule.met)].append(rule)
    return Verdicts([*sorted_out["no"], *sorted_out["alert"]], sorted_out["yes"])


@register.simple_tag
def page_numbers(page: Page) -> list[int | None]:
    """Return the numbers to show around the current page; None stands for a gap."""
    last = page.paginator.num_pages
    near = {1, last, *range(page.number - 1, page.number + 2)}
    shown: list[int | None] = []
    for this in sorted(n for n in near if 1 <= n <= last):
        if shown and shown[-1] is not None and this - shown[-1] > 1:
            shown.append(None)
        shown.append(this)
    return [*shown, None] if getattr(page.paginator, "has_more", False) else shown


@register.simple_tag
def line_of(*words: Any) -> str:
    """Join what is not empty with middle dots: a line of facts under a title."""
    return " · ".join(str(word) for word in words if word not in (None, ""))


@register.simple_tag
def external(url: str, label: str) -> SafeString:
    """Link to another site, safely."""
    return format_html('<a href="{}" rel="noopener noreferrer external">{}</a>', url, label)

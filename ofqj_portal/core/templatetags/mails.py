"""The words of a mail laid out: what one is asked to do is a link in words, never an address wider than a phone."""

import re

from django import template
from django.conf import settings
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()
ADDRESS = re.compile(r"https?://[^\s<>\"]+")
ASKED = re.compile(r"^(?P<before>.*?[.!?] )?(?P<words>[^.!?]+?)[\s\u00a0]*:[\s\u00a0]+(?P<url>https?://[^\s<>\"]+)$")


@register.filter
def as_mail(text: str) -> SafeString:
    """Lay out plain text as HTML without a style: paragraphs, lines, and addresses.

    Of an address of the portal, « Répondre : https://… » becomes the link « Répondre »; one alone on its line becomes
    a link too. Any other address stays in sight, and may break after each slash.
    """
    paragraphs = (part for part in re.split(r"\n{2,}", str(text).strip()) if part.strip())
    return format_html_join("\n", "<p>{}</p>", ((_lines(paragraph),) for paragraph in paragraphs))


@register.filter
def without_reason(text: str) -> str:
    """Drop from the text of a mail what the foot of its sheet says: the portal's address, and why one gets it."""
    words = str(text).rpartition("\n--\n")[0] or str(text)
    return words.strip().removesuffix(settings.BASE_URL.rstrip("/"))


def _lines(paragraph: str) -> SafeString:
    """Lay out the lines of a paragraph; « Répondre : » and the address under it are one."""
    paragraph = re.sub(r":[ \u00a0]*\n\s*(?=https?://)", ": ", paragraph)
    return mark_safe("<br>".join(_line(line.strip()) for line in paragraph.splitlines()))


def _line(line: str) -> SafeString:
    own = f"{settings.BASE_URL.rstrip('/')}/"
    if ADDRESS.fullmatch(line) and line.startswith(own):
        return _link(line, _("Ouvrir dans le portail"))
    asked = ASKED.match(line)
    if asked and asked["url"].startswith(own):  # words that somebody typed never hide where they lead
        return format_html("{}{}", asked["before"] or "", _link(asked["url"], asked["words"]))
    parts, end = [], 0
    for found in ADDRESS.finditer(line):
        url = found[0].rstrip(".,;:!?)")
        parts += [conditional_escape(line[end : found.start()]), _shown(url)]
        end = found.start() + len(url)
    return mark_safe("".join((*parts, conditional_escape(line[end:]))))


def _link(url: str, words: str) -> SafeString:
    return format_html('<a href="{}"><b>{}</b></a>', url, words)


def _shown(url: str) -> SafeString:
    """Show an address that may break after each slash."""
    broken = conditional_escape(url).replace("/", "/<wbr>")
    return format_html('<a href="{}">{}</a>', url, mark_safe(broken))

"""The text of the convention on any day: signed paragraphs, with what the amendments in force changed since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from conventions.enums import ChangeKind
from conventions.models import EFFECT, Amendment, AmendmentChange, Article, Convention, Paragraph
from ofqj_portal.core.versions import sha256_of

START = "0"
Signed = dict[Article, list[Paragraph]]


@dataclass(frozen=True)
class Line:
    """One paragraph as it reads. `key` names it for good; `source` is the amendment it comes from, None as signed."""

    key: str
    text: str
    source: Amendment | None = None
    is_deleted: bool = False


@dataclass(frozen=True)
class ArticleText:
    """An article with its paragraphs in order, those deleted included and marked."""

    article: Article
    lines: tuple[Line, ...]

    @property
    def living(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if not line.is_deleted)


@dataclass(frozen=True)
class Wanted:
    """What somebody wants an article to say: `texts` by key of paragraph, `added` by key of the one before."""

    texts: Mapping[str, str] = field(default_factory=dict)
    added: Mapping[str, str] = field(default_factory=dict)


def consolidated_text(convention: Convention, on: date) -> list[ArticleText]:
    """Read every article as it stands on that day, each paragraph with its source."""
    articles = convention.articles.order_by("number").prefetch_related("paragraphs")
    amendments = list(convention.amendments.in_force_by(on).prefetch_related("changes"))
    return [_as_amended(article, amendments) for article in articles]


def article_text(article: Article, on: date) -> ArticleText:
    """Read one article as it stands on that day."""
    amendments = list(article.convention.amendments.in_force_by(on).prefetch_related("changes"))
    return _as_amended(article, amendments)


def _as_amended(article: Article, amendments: Iterable[Amendment]) -> ArticleText:
    return _as_changed(
        article, article.paragraphs.all(), {amendment: list(amendment.changes.all()) for amendment in amendments}
    )


def _as_changed(
    article: Article, signed: Iterable[Paragraph], changes: Mapping[Amendment, Iterable[AmendmentChange]]
) -> ArticleText:
    """Read an article, from its paragraphs as signed, after the changes of amendments taken in their order."""
    lines = [Line(str(row.number), row.text) for row in sorted(signed, key=lambda row: row.number)]
    for amendment, rows in changes.items():
        mine = [change for change in rows if change.article_id == article.pk]
        lines = apply_changes(lines, sorted(mine, key=lambda change: change.position), amendment)
    return ArticleText(article, tuple(lines))


def apply_changes(lines: Iterable[Line], changes: Iterable[AmendmentChange], source: Amendment) -> list[Line]:
    """Return `lines` as they read once `changes` are made."""
    result = list(lines)
    for change in changes:
        place = next((rank for rank, line in enumerate(result) if line.key == change.target), -1)
        if change.kind == ChangeKind.ADD:
            result.insert(place + 1, Line(added_key(change.target, source), change.text, source))
        elif change.kind == ChangeKind.REPLACE:
            result[place] = replace(result[place], text=change.text, source=source)
        else:
            result[place] = replace(result[place], source=source, is_deleted=True)
    return result


def added_key(target: str, amendment: Amendment) -> str:
    """Name for good the paragraph that `amendment` adds after `target`: one at most."""
    return f"{target}+{amendment.number}"


def changes_wanted(amendment: Amendment, text: ArticleText, wanted: Wanted) -> list[AmendmentChange]:
    """List what must change, unsaved, for an article to say what is wanted. A paragraph left empty goes."""
    changes = _additions(START, wanted)
    for line in text.living:
        said = wanted.texts.get(line.key, line.text).strip()
        if not said:
            changes.append(AmendmentChange(kind=ChangeKind.DELETE, target=line.key, before=line.text))
        elif said != line.text:
            changes.append(AmendmentChange(kind=ChangeKind.REPLACE, target=line.key, before=line.text, text=said))
        changes += _additions(line.key, wanted)
    for position, change in enumerate(changes, start=1):
        change.amendment, change.article, change.position = amendment, text.article, position
    return changes


def _additions(key: str, wanted: Wanted) -> list[AmendmentChange]:
    text = wanted.added.get(key, "").strip()
    return [AmendmentChange(kind=ChangeKind.ADD, target=key, text=text)] if text else []


def wanted_by(amendment: Amendment, article: Article) -> Wanted:
    """Return what the amendment wants an article to say, to be written again in a form."""
    changes = amendment.changes.filter(article=article)
    rows = [(change.kind, change.target, change.text) for change in changes]
    return Wanted(
        texts={target: text for kind, target, text in rows if kind != ChangeKind.ADD},
        added={target: text for kind, target, text in rows if kind == ChangeKind.ADD},
    )


def targets_gone(
    amendment: Amendment, on: date, around: list[AmendmentChange] | None = None, signed: Signed | None = None
) -> list[Article]:
    """List the articles in which the text that the amendment changes no longer reads as it did; two queries.

    `around` comes from `changes_around` and `signed` from `signed_text`, where the caller has them already.
    """
    around = changes_around(amendment, on) if around is None else around
    signed = signed_text(amendment.convention) if signed is None else signed
    mine = [change for change in around if change.amendment_id == amendment.pk]
    in_force: dict[Amendment, list[AmendmentChange]] = {}
    for change in around:
        if change.amendment_id != amendment.pk:
            in_force.setdefault(change.amendment, []).append(change)
    touched = {change.article_id for change in mine}
    texts = {a.pk: _as_changed(a, paragraphs, in_force) for a, paragraphs in signed.items() if a.pk in touched}
    gone: dict[int, Article] = {}
    for change in mine:
        lines = {line.key: line.text for line in texts[change.article_id].living} | {START: ""}
        says = lines.get(change.target)
        if says is None or (change.kind != ChangeKind.ADD and says != change.before):
            gone[change.article_id] = change.article
    return list(gone.values())


def signed_text(convention: Convention) -> Signed:
    """Give the paragraphs of each article as they were signed, in order; one query."""
    rows = Paragraph.objects.filter(article__convention=convention).select_related("article")
    found: Signed = {}
    for row in rows.order_by("article__number", "number"):
        found.setdefault(row.article, []).append(row)
    return found


def changes_around(amendment: Amendment, on: date) -> list[AmendmentChange]:
    """List the changes of an amendment and of those in force by that day, in the order they are made; one query."""
    in_force = amendment.convention.amendments.in_force_by(on).order_by().values("pk")
    rows = AmendmentChange.objects.filter(Q(amendment=amendment) | Q(amendment__in=in_force))
    order = ("amendment__in_force_on", "amendment__number", "article__number", "position")
    return list(rows.select_related("amendment", "article").order_by(*order))


# ---- the exact words that are agreed to -----------------------------------------------------------------------------


def parts_of(amendment: Amendment, changes: Iterable[AmendmentChange]) -> dict[str, dict[str, Any]]:
    """Write each part of the proposed text as plain data, by code: one for each article, one for the dates."""
    by_article: dict[int, list[dict[str, Any]]] = {}
    for change in sorted(changes, key=lambda row: (row.article.number, row.position)):
        words = {"kind": str(change.kind), "target": change.target, "before": change.before, "text": change.text}
        by_article.setdefault(change.article.number, []).append(words)
    named = {"convention": amendment.convention.slug, "amendment": amendment.number}
    parts = {f"article-{number}": {**named, "article": number, "changes": rows} for number, rows in by_article.items()}
    dates = {"takes_effect_on": _iso(amendment.takes_effect_on), "renews_until": _iso(amendment.renews_until)}
    return parts | {EFFECT: {**named, **dates}}


def hashes_of(parts: Mapping[str, Any]) -> dict[str, str]:
    """Return the digest of each part, by code."""
    return {code: sha256_of(part) for code, part in parts.items()}


def part_label(code: str) -> str:
    """Name a part of the text for people."""
    if code == EFFECT:
        return _("prise d’effet et terme")
    return _("article %(number)s") % {"number": code.removeprefix("article-")}


def place_label(kind: str, target: str) -> str:
    """Say where a change falls, for people: « alinéa 2 », « après l’alinéa 2 », « au début »."""
    number, _plus, amendment = target.partition("+")
    if kind == ChangeKind.ADD and target == START:
        return _("au début")
    where = {"number": number, "amendment": amendment.partition("+")[0]}
    if amendment and number == START:
        name = _("alinéa ajouté au début par l’avenant n° %(amendment)s") % where
    elif amendment:
        name = _("alinéa ajouté après l’alinéa %(number)s par l’avenant n° %(amendment)s") % where
    else:
        name = _("alinéa %(number)s") % where
    return _("après : %(name)s") % {"name": name} if kind == ChangeKind.ADD else name


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""

"""Two people wrote in one field: the page shows both values, and whose is kept is chosen by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from ofqj_portal.core.three_way import Clash, having_seen
from projects.queries.snapshot import part_label, show_part

CHOICE = "choix-"
THEIRS = "leur"


@dataclass(frozen=True)
class ShownClash:
    """One field with both values in words; `name` is that of the choice in the form."""

    name: str
    label: str
    theirs: str
    mine: str


def shown_clashes(clashes: Sequence[Clash]) -> list[ShownClash]:
    """Put clashes into words, for `projects/clashes.html`."""
    return [
        ShownClash(
            name=f"{CHOICE}{clash.field}",
            label=part_label(clash.field),
            theirs=show_part(clash.field, clash.theirs),
            mine=show_part(clash.field, clash.mine),
        )
        for clash in clashes
    ]


def knowing(data: QueryDict, clashes: Sequence[Clash]) -> QueryDict:
    """Return what was posted once both values were shown: saving it again is a choice made knowingly."""
    again = data.copy()
    for clash in clashes:
        again["seen"] = having_seen(again.get("seen", ""), clash)
    return again


def yielded_fields(data: QueryDict) -> set[str]:
    """Return the fields for which she prefers the stored value to hers."""
    return {name.removeprefix(CHOICE) for name in data if name.startswith(CHOICE) and data[name] == THEIRS}

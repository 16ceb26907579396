"""Erase one more person of a stand, as she asked; say by which words she would be known."""

from ofqj_portal.bench.inside import tell

from ofqj_portal.core import calendar  # isort: skip
from participants.data_enums import ErasureCause  # isort: skip
from participants.models import Participant  # isort: skip
from participants.services.erasure import EXPECTED, erase_person  # isort: skip


def main() -> None:
    """Choose someone whose stay is over, whose name nobody else has, and forget her."""
    rows = Participant.objects.exclude(participations__state__in=EXPECTED).exclude(last_name="").order_by("pk")
    person = next(row for row in rows if Participant.objects.filter(last_name=row.last_name).count() == 1 and row.email)
    words = [f"{person.first_name}\t{person.last_name}", person.email]  # as a dump of the table has them
    erase_person(participant=person, cause=ErasureCause.REQUEST, by=None, now=calendar.now())
    tell({"words": words})


if __name__ == "__main__":
    main()

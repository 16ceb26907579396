"""What comes next on a dossier, as a value."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class NextStep:
    """What comes next, for `components/next_step.html`."""

    what: str
    who: str = ""
    due_at: datetime | None = None
    when: str = ""
    url: str = ""
    action: str = ""
    late: bool = False
    blocks: str = ""
    mine: bool = False
    idle: bool = False  # nothing to do before a day to come
    done: bool = False

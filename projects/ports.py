"""What upper apps hand down to a project. Frozen facts only: this app never asks who travels."""

from dataclasses import dataclass


@dataclass(frozen=True)
class GroupFacts:
    """How many people of the group are where; leaders are counted apart."""

    registered: int = 0
    confirmed: int = 0
    departed: int = 0
    returned: int = 0
    interrupted: int = 0
    withdrawn: int = 0
    leaders: int = 0

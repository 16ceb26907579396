"""A group that comes as a table: what its columns mean, and what importing it would change. Writes nothing."""

from participants.imports.fields import fields_for
from participants.imports.plan import ImportPlan, PlannedPerson, plan_people

__all__ = ["ImportPlan", "PlannedPerson", "fields_for", "plan_people"]

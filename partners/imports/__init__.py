"""A directory that comes as a table: what its columns mean, and what importing it would change."""

from partners.imports.fields import FIELDS
from partners.imports.plan import ImportPlan, PlannedLine, plan_import
from partners.imports.service_public import read_directory

__all__ = ["FIELDS", "ImportPlan", "PlannedLine", "plan_import", "read_directory"]

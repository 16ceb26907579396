"""What stays with a structure that is merged into another: what the other has already."""

from participants.models import ColumnMatch, OpportunityRight
from partners.services.repointing import leave_twins

leave_twins(OpportunityRight)
leave_twins(ColumnMatch)

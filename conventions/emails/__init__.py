"""The messages of the convention, one class each."""

from conventions.emails.amendment import AccordAsked, AmendmentSettled

__all__ = ["AccordAsked", "AmendmentSettled"]

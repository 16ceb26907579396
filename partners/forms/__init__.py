"""What people type in the directory."""

from partners.forms.agreements import (
    AgreementFilterForm,
    AgreementForm,
    AgreementTextForm,
    EndAgreementForm,
    PartnerSearchForm,
)
from partners.forms.imports import ConfirmDirectoryForm, ImportForm
from partners.forms.joining import JoinAnswerForm, JoinForm
from partners.forms.members import EndMembershipForm, InvitationForm, NewAccountForm
from partners.forms.merging import MergeForm
from partners.forms.structures import (
    ContactForm,
    ContactLines,
    NewSheetForm,
    SheetForm,
    StructureFilterForm,
    WholeSheetForm,
)

__all__ = [
    "AgreementFilterForm",
    "AgreementForm",
    "AgreementTextForm",
    "ConfirmDirectoryForm",
    "ContactForm",
    "ContactLines",
    "EndAgreementForm",
    "EndMembershipForm",
    "ImportForm",
    "InvitationForm",
    "JoinAnswerForm",
    "JoinForm",
    "MergeForm",
    "NewAccountForm",
    "NewSheetForm",
    "PartnerSearchForm",
    "SheetForm",
    "StructureFilterForm",
    "WholeSheetForm",
]

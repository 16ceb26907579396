"""What accounts give to the business export: who has one, by a hash of the address."""

from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken

from ofqj_portal.accounts.models import SignIn, TrustedDevice, User
from ofqj_portal.core.business_export import leave_out, register_export

register_export(
    User,
    key=["email"],
    hashed=["email", "first_name", "last_name"],
    skip=["password", "last_login", "groups", "user_permissions"],
)
leave_out(SignIn, "Who came in and when, kept for that person alone and forgotten after some months.")
leave_out(TrustedDevice, "Browsers that a person trusts: worth nothing elsewhere.")
for model in (SocialAccount, SocialApp, SocialToken):
    leave_out(model, "Who comes by an identity provider: worth nothing elsewhere; no application, no token is kept.")

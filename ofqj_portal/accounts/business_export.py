"""What accounts give to the business export: who has one, by a hash of the address."""

from ofqj_portal.accounts.models import User
from ofqj_portal.core.business_export import register_export

register_export(
    User,
    key=["email"],
    hashed=["email", "first_name", "last_name"],
    skip=["password", "last_login", "groups", "user_permissions"],
)

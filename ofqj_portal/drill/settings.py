"""The portal as the drills serve it: the local stack with real limits at sign-in and mails that truly leave."""

from ofqj_portal.bench.settings import *
from ofqj_portal.settings.integrations.sign_in import ACCOUNT_RATE_LIMITS as ACCOUNT_RATE_LIMITS

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
STATIC_ROOT = None

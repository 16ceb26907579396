"""Development and the demo: one machine, plain HTTP on the loopback address."""

from ofqj_portal.settings.base import *
from ofqj_portal.settings.databases import restricted_address

DEBUG = True
SECRET_KEY = "developpement-seulement"
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]

if env.str("DATABASE_URL", default="") and not OWNER_DATABASE_URL:
    OWNER_DATABASE = database(DATABASE_URL)
    DATABASES = {"default": database(restricted_address(DATABASE_URL))}

"""Development and the demo: one machine, plain HTTP on the loopback address."""

from ofqj_portal.settings.base import *

DEBUG = True
SECRET_KEY = "developpement-seulement"
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]

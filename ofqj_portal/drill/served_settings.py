"""The portal of the drills with its static files as production serves them: named by their content, compressed."""

from ofqj_portal.drill.settings import *

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "ofqj_portal.core.static_files.HashedFiles"}}
STATIC_ROOT = VAR / "static"
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = False

"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ofqj_portal.settings.production")

pages = get_wsgi_application()

from ofqj_portal.core.boot import refuse_powerful_role  # noqa: E402 - the registries are full only now
from ofqj_portal.core.whole_bodies import WholeBodies  # noqa: E402

application = WholeBodies(pages)
refuse_powerful_role()
_pages = get_resolver().reverse_dict  # every page is loaded now, once for all the processes

"""The Celery application: the engine that wakes workers up; the truth about jobs is in the database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ofqj_portal.settings.production")

app = Celery("ofqj_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["ofqj_portal.core"])

"""The Celery application: the engine that wakes workers up; the truth about jobs is in the database."""

from celery import Celery

app = Celery("ofqj_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["ofqj_portal.core"])

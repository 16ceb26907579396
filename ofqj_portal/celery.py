"""The Celery application: the engine that wakes workers up; the truth about jobs is in the database."""

from typing import Any

from celery import Celery
from celery.signals import worker_init

app = Celery("ofqj_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["ofqj_portal.core"])


@worker_init.connect
def check_database_role(**kwargs: Any) -> None:
    """Refuse to work with a database role that could rewrite the past."""
    from ofqj_portal.core.boot import refuse_powerful_role

    refuse_powerful_role()


@worker_init.connect
def settle_down(**kwargs: Any) -> None:
    """Prepare for long works, once for all the processes to come."""
    from ofqj_portal.core.long_works import settle

    settle()

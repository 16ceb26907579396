"""Celery that loses nothing: the Job row is the truth, the broker only wakes workers up."""

import environ

env = environ.Env()

REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:1/0")
JOB_LEASE_SECONDS = env.int("OFQJ_JOB_LEASE_SECONDS", default=20)  # a lost worker's job is taken over after this
JOB_TIME_LIMIT = 600  # seconds; beyond it the worker's child is ended

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "max_retries": 1,  # a broker that refuses is not asked a second time within a request
    "interval_start": 0,
    "visibility_timeout": JOB_TIME_LIMIT + 300,  # shorter than a job, it would run twice
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "socket_timeout": 3,
    "socket_keepalive": True,
    "health_check_interval": 10,
}
CELERY_TASK_PUBLISH_RETRY = False  # a request never waits for a broker that is away

CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = JOB_TIME_LIMIT
CELERY_TASK_SOFT_TIME_LIMIT = JOB_TIME_LIMIT - 30
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = CELERY_RESULT_ACCEPT_CONTENT = ["json"]

CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_QUEUES = {name: {"routing_key": name} for name in ("default", "papers")}
CELERY_TASK_CREATE_MISSING_QUEUES = False

CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 600_000  # kB
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20.0
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "celery.beat.Scheduler"  # in memory: its one entry is below
CELERY_BEAT_SCHEDULE = {
    "tick": {"task": "ofqj_portal.core.tasks.tick", "schedule": 3.0, "options": {"expires": 3.0}},
}

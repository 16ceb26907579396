"""How mails leave: the outbox hands them to this server, from a worker."""

import environ

env = environ.Env()

EMAIL_URL = env.str("OFQJ_EMAIL_URL", default="dummymail://")
_server = env.email_url_config(EMAIL_URL)

EMAIL_BACKEND = _server["EMAIL_BACKEND"]
EMAIL_HOST = _server["EMAIL_HOST"] or "localhost"
EMAIL_PORT = _server["EMAIL_PORT"] or 25
EMAIL_HOST_USER = _server["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = _server["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = bool(_server.get("EMAIL_USE_TLS"))
EMAIL_USE_SSL = bool(_server.get("EMAIL_USE_SSL"))
EMAIL_TIMEOUT = 10
EMAIL_SUBJECT_PREFIX = ""

DEFAULT_FROM_EMAIL = env.str("OFQJ_EMAIL_FROM", default="OFQJ <ne-pas-repondre@demo.ofqj.test>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

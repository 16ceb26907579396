"""Where files live: private ones on disk or on an S3-compatible store, static ones served by the web process."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


def private_storage(url: str) -> dict[str, Any]:
    """Read OFQJ_STORAGE_URL: `file:///folder`, or `s3://key:secret@bucket?endpoint=https://…&region=…`.

    Raises ValueError for any other scheme.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {
                "location": Path(unquote(parts.path)),
                "base_url": None,
                "file_permissions_mode": 0o600,
                "directory_permissions_mode": 0o700,
            },
        }
    if parts.scheme == "s3":
        choices = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        return {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": parts.hostname,
                "access_key": unquote(parts.username or "") or None,
                "secret_key": unquote(parts.password or "") or None,
                "endpoint_url": choices.get("endpoint"),
                "region_name": choices.get("region"),
                "default_acl": "private",
                "file_overwrite": False,
            },
        }
    raise ValueError(f"OFQJ_STORAGE_URL commence par file:// ou s3://, pas par « {parts.scheme}:// ».")

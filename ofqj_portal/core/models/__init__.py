"""The rows of the kernel, one aggregate a file."""

from ofqj_portal.core.models.stored_file import FileState, StoredFile

__all__ = ["FileState", "StoredFile"]

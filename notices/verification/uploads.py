"""A file that is only looked at: hashed while it comes in, never in memory as a whole and never on disk."""

import hashlib
from dataclasses import dataclass

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

MOST_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class HashedFile:
    """What is known of a file after it passed by."""

    sha256: str
    size: int


class HashingUploadHandler(FileUploadHandler):
    """Hashes the files of a request and keeps nothing of them; stops at one that is too large."""

    def __init__(self, request=None):
        super().__init__(request)
        self.too_large = False

    def new_file(self, *arguments, **options):
        """Begin with a file."""
        super().new_file(*arguments, **options)
        self.digest = hashlib.sha256()

    def receive_data_chunk(self, raw_data, start):
        """Hash a piece and let it go."""
        if start + len(raw_data) > MOST_BYTES:
            self.too_large = True
            raise StopUpload(connection_reset=True)
        self.digest.update(raw_data)

    def file_complete(self, file_size):
        """Return the hash in place of the file."""
        return HashedFile(self.digest.hexdigest(), file_size)

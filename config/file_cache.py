"""Django's cache of files, made fit for counting: adding and raising are done by one process at a time."""

import fcntl
import os
import pickle
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache

CLEAN_SECONDS = 60  # between two looks at all files


class CountingFileCache(FileBasedCache):
    """What the processes of one machine share where no Redis is; every file is private to its user."""

    def __init__(self, place, params):
        super().__init__(place, params)
        self._looked = 0.0

    @contextmanager
    def _alone(self, key: str, version) -> Iterator[None]:
        """Hold one of 256 locks, by the key: others count elsewhere meanwhile."""
        self._createdir()
        name = os.path.basename(self._key_to_file(key, version))[:2]
        lock = os.open(os.path.join(self._dir, f"{name}.lock"), os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        """Set a key that is not there; of several processes one does."""
        with self._alone(key, version):
            return super().add(key, value, timeout, version)

    def incr(self, key, delta=1, version=None):
        """Raise a number by `delta` and return it; its time to live stays. Raise ValueError where it is not there."""
        with self._alone(key, version):
            value = self.get(key, version=version)
            if value is None:
                raise ValueError(f"no such key: {key}")
            with open(self._key_to_file(key, version), "rb") as file:
                expiry = pickle.load(file)  # noqa: S301  our own file, in a folder of ours alone
            left = None if expiry is None else expiry - time.time()
            self.set(key, value + delta, left, version)
            return value + delta

    def _cull(self):
        """Remove what is over, and some more where there is too much: once a minute, not at every writing."""
        if time.monotonic() - self._looked < CLEAN_SECONDS:
            return
        self._looked = time.monotonic()
        for name in self._list_cache_files():
            try:
                with open(name, "rb") as file:
                    self._is_expired(file)
            except (OSError, EOFError, pickle.UnpicklingError):
                continue
        super()._cull()

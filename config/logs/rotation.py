"""A log file that several processes write and one of them turns over: no line is lost, none is cut."""

import fcntl
import os
from logging.handlers import WatchedFileHandler
from pathlib import Path


def turn_over(file: Path, kept: int, name: str = "") -> None:
    """Rename a log to `.1`, the older ones up by one, and remove what is beyond `kept`; `name` is that of the old ones."""
    name = name or file.name
    for number in range(kept, 0, -1):
        older = file.with_name(f"{name}.{number}")
        newer = file if number == 1 else file.with_name(f"{name}.{number - 1}")
        if newer.exists():
            os.replace(newer, older)
    if kept < 1:
        file.unlink(missing_ok=True)


class SharedFileHandler(WatchedFileHandler):
    """Append to a file that is private to its user; whoever finds it full turns it over under a lock, the others follow."""

    def __init__(self, filename, most_bytes: int, kept: int):
        """Take the file, its size in bytes after which it is turned over (0: never), and how many old ones are kept."""
        self.most_bytes, self.kept = most_bytes, kept
        super().__init__(filename, encoding="utf-8", delay=True)

    def _open(self):
        made = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return open(made, "a", encoding="utf-8")  # noqa: SIM115  the handler closes it

    def emit(self, record):
        """Write a record, after turning the file over where it is full."""
        try:
            if self.most_bytes and os.path.getsize(self.baseFilename) >= self.most_bytes:
                self._turn_over()
        except FileNotFoundError:
            pass
        except OSError:
            self.handleError(record)
        super().emit(record)

    def _turn_over(self):
        lock = os.open(f"{self.baseFilename}.lock", os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if os.path.getsize(self.baseFilename) >= self.most_bytes:  # nobody else was faster
                turn_over(Path(self.baseFilename), self.kept)
        finally:
            os.close(lock)

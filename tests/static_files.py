"""The list of static files, read once in a process: every client of a test makes the middleware that serves them anew."""

from whitenoise.middleware import WhiteNoiseMiddleware

READ = WhiteNoiseMiddleware.add_files_from_finders


def read_once() -> None:
    """Let each further middleware take over the files that the first one found under the same prefix."""
    found: dict[str, dict] = {}

    def add_files_from_finders(self) -> None:
        if self.static_prefix not in found:
            READ(self)
            found[self.static_prefix] = dict(self.files)
        self.files.update(found[self.static_prefix])

    WhiteNoiseMiddleware.add_files_from_finders = add_files_from_finders

"""A stub portal on the client that openapi-python-client writes: sends to many agencies, follows the feed, fetches what was answered."""

from datetime import date
from importlib import import_module

DAY = date(2026, 3, 4)


class Portal:
    """A portal with one account; `package` is the name of the generated client."""

    def __init__(self, package: str, address: str, token: str):
        self.package = package
        self.client = import_module(package).AuthenticatedClient(address, token=token, prefix="Token")
        self.models = import_module(f"{package}.models")
        self.applications: dict[str, int] = {}  # own number -> number of the application
        self.states: dict[str, list[str]] = {}
        self.letters: dict[str, list[int]] = {}
        self.after = 0

    def ask(self, operation: str, *arguments, **given):
        """Call an operation; fail where it is a problem."""
        found = import_module(f"{self.package}.api.{operation}").sync(*arguments, client=self.client, **given)
        assert not isinstance(found, self.models.ProblemOut), found
        return found

    def send(self, count: int) -> None:
        """Send applications in turn to every agency that takes them, each twice, as one does whose network breaks off."""
        receivers = [one.code for one in self.ask("choices.describe_receivers")]
        for n in range(count):
            body = self.models.ApplicationIn(
                self.models.ChannelEnum.IN_PERSON,
                DAY,
                self.models.ApplicantKindEnum.BUSINESS,
                f"某某第{n}有限公司",
                f"第{n}号项目的环评批复",
                agency=receivers[n % len(receivers)],
                idempotency_key=f"portal-{n}",
            )
            first = self.ask("applications.submit_application", body=body)
            assert self.ask("applications.submit_application", body=body).id == first.id
            self.applications[f"portal-{n}"] = first.id

    def follow(self) -> None:
        """Read the feed to its end."""
        more = True
        while more:
            told = self.ask("changes.follow_changes", after=self.after, most=50)
            for change in told.results:
                assert change.position > self.after
                self.after = change.position
                self.take(change.idempotency_key, change.kind.value, change.state.value, change.letter)
            more = told.more

    def take(self, key: str, kind: str, state: str, letter: int | None) -> None:
        """Keep one change."""
        if kind == "letter":
            self.letters.setdefault(key, []).append(letter)
        else:
            self.states.setdefault(key, []).append(state)

    def fetch(self) -> int:
        """Fetch the PDF of every letter that was told; return how many."""
        found = [letter for letters in self.letters.values() for letter in letters]
        for letter in found:
            read = self.ask("letters.read_letter", letter)
            assert read.drawing.value == "drawn"
            assert self.ask("letters.read_letter_pdf", letter).payload.read().startswith(b"%PDF-")
        return len(found)

    def standing(self, key: str):
        """Return where an application stands."""
        return self.ask("applications.read_standing", self.applications[key])

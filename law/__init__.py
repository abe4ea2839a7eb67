"""What the statute says: the lowest floor, standard library only."""


class Refused(Exception):
    """A step or a figure that the law does not allow; its text is a Chinese sentence for the person at the desk."""

    def __init__(self, reason: str, article: str = "", *, english: str = "", field: str = ""):
        super().__init__(reason, article)
        self.reason = reason
        self.article = article
        self.english = english or reason
        self.field = field

    def __str__(self) -> str:
        return f"{self.reason}（{self.article}）" if self.article else self.reason


class Conflict(Refused):
    """Something else happened first, or the same key came with other content; what was sent is not lost, and is not done."""

    differing: tuple[str, ...] | list[str] = ()  # the fields in which the same key came with other content

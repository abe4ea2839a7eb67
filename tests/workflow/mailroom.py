"""An office at the end of the day, for tests: letters with small files, some printed, some to be posted."""

import io
from datetime import date

from pypdf import PdfWriter

from notices.letters.models import Letter
from notices.rendering.queue import store_pdf
from tests.workflow.sample_office import DAYS, Office, at
from workflow.cases.models import Case
from workflow.mail import printing
from workflow.mail import services as posting

START = date(2026, 3, 2)
TODAY = date(2026, 3, 12)
FEE = {"mode": "pages", "documents": [{"title": "图纸", "pages": 50}], "payment": "银行转账"}
EMS, SECOND = "EA123456785CN", "EB123456785CN"  # check digits as UPU S10 reckons them


def paper(pages: int, width: int = 595) -> bytes:
    """Return a small PDF whose pages can be told by their width."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width, 842)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


class Mailroom(Office):
    """An office with a reply that is issued and not posted yet."""

    def replied(self, arrived_on: date = START, **given) -> Case:
        """Return a case whose reply is numbered and issued."""
        case = self.assigned(arrived_on, **given)
        self.drafted(case, date(2026, 3, 10), provided=["《施工合同》"], secrecy_review="保密审查表第1号")
        for code, day in (("submit_for_review", 10), ("approve", 11), ("sign", 12), ("reply", 12)):
            self.do(case, code, date(2026, 3, day))
        return Case.objects.get(pk=case.pk)

    def letter(self, case: Case, act: str = "reply") -> Letter:
        """Return the letter that an act issued."""
        return case.events.get(act=act).letter

    def press(self, *letters: Letter, pages: int = 1) -> None:
        """Give letters a file; all that have none, if none is named."""
        for letter in letters or Letter.objects.filter(pdf_sha256=""):
            store_pdf(letter, paper(pages))

    def print(self, *letters: Letter, on: date = TODAY, **given):
        """Print letters together."""
        return printing.print_together([letter.pk for letter in letters], by=self.clerk, now=at(on), **given)

    def ready(self, **given) -> tuple[Case, Letter]:
        """Return a case and its reply, printed and to be posted."""
        case = self.replied(**given)
        letter = self.letter(case)
        self.press(letter)
        self.print(letter)
        return case, letter

    def post(self, *chosen, on: date = TODAY, today: date | None = None, by=None):
        """Record that letters were posted: (letter, kind, mail number)."""
        wanted = {letter.pk: (kind, number) for letter, kind, number in chosen}
        return posting.record_posting(wanted, by=by or self.clerk, on=on, now=at(today or on), days=DAYS)

    def posted(self, number: str = EMS, **given) -> tuple[Case, Letter]:
        """Return a case and its reply, posted by EMS."""
        case, letter = self.ready(**given)
        assert self.post((letter, "ems", number)).done == [letter]
        return Case.objects.get(pk=case.pk), letter

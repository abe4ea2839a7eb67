"""One of each that the house prints: a letter of each family, sheets, what goes on envelopes, and the year's report."""

from collections.abc import Callable
from functools import lru_cache
from io import BytesIO
from types import SimpleNamespace
from unittest import mock

from django.template.loader import render_to_string
from PIL import Image, ImageDraw

from notices.kinds.catalogue import KINDS
from notices.rendering import pdf
from reporting.document import export
from tests.notices.sample_letters import a_letter, changed, department
from tests.reporting.real_years import document_of_year, load_year
from workflow.mail import addresses

LONG = "杭温高铁某村（Lot A-12，0.5 km²）征地补偿安置方案" * 60


def letter(code: str, regulation: str = "", **changes) -> bytes:
    """Return the printed sample of a kind, with other facts."""
    regulation = regulation or KINDS[code].REGULATIONS[-1]
    return pdf.render_letter(a_letter(code, regulation, facts=changed(code, regulation, **changes)))


@lru_cache(maxsize=1)
def seal() -> bytes:
    """Return the picture of a seal: a red ring, transparent but for it."""
    ring = Image.new("RGBA", (496, 496), (0, 0, 0, 0))
    ImageDraw.Draw(ring).ellipse((10, 10, 486, 486), outline=(215, 0, 15, 255), width=14)
    made = BytesIO()
    ring.save(made, "PNG")
    return made.getvalue()


def sealed() -> bytes:
    """Return a letter with a seal on it."""
    with mock.patch.object(pdf, "seal_picture_of", lambda letter: seal()):
        return letter("deny")


def addressed(**changes) -> addresses.AddressedLetter:
    """Return a letter on its way."""
    given = {
        "letter": a_letter("deny"),
        "case": SimpleNamespace(number="2026-0104"),
        "name": "杨堃龑",
        "address": "浙江省温州市瓯海区娄桥街道瞿溪路 1288 号 3 幢 502 室",
        "postcode": "325041",
        "phone": "13800000000",
        "kind": "ems",
        "mail_number": "1234567890123",
    }
    return addresses.AddressedLetter(**given | changes)


def sender():
    """Return the agency on the back."""
    return department(address="温州市瓯海区府东路 1 号", postcode="325005")


def report() -> bytes:
    """Return the report of a district with its charts; needs the database."""
    return pdf.render_html(export.as_html(document_of_year(load_year("pingtan_2021"))), "reporting/print.css")


SAMPLES = (
    ("receipt", "2019"), ("partial", "2019"), ("correction_request", "2019"), ("fee_notice", "2019"), ("third_party_inquiry", "2019"),
    ("agency_inquiry", "2019"), ("open", "2019"), ("deny", "2019"), ("not_exist", "2007"), ("archived", "2019"),
    ("combined", "2019"), ("amended", "2019"), ("revocation", "2019"),
    ("application_form", "2019"), ("approval_sheet", "2019"), ("service_record", "2019"), ("archive_index", "2019"),
)  # fmt: skip

PAPERS: dict[str, Callable[[], bytes]] = {
    **{code: lambda code=code, regulation=regulation: letter(code, regulation) for code, regulation in SAMPLES},
    "sealed": sealed,
    "rare": lambda: letter("not_exist", addressee="朱镕堃喆龑㙍𬭚𬱖㛃", content="𠀀𪚥𫝆𬺓𮯠"),
    "twins": lambda: letter("not_exist", addressee="\u2f8f行\u2f08人\ufa0a\u898b", content="Ωω①➀～〜－・•"),
    "long": lambda: letter("not_exist", content=LONG),
    "envelope": lambda: addresses.envelopes([addressed()], sender(), size="dl", preprinted=False),
    "large_envelope": lambda: addresses.envelopes([addressed(kind="registered")], sender(), size="c5", preprinted=True),
    "labels": lambda: addresses.labels([addressed(), addressed(name="𠀀行⾏")], sender(), first=3),
    "mark": lambda: pdf.render_html(render_to_string("notices/_mark.html", {"words": "作废"}), "notices/mark.css"),
    "report": report,
}

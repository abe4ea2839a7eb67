"""The press: our HTML laid out and written as PDF, in a child process of its own (`notices.typesetting.worker`).

Together with `notices.typesetting.typography` the only importer of WeasyPrint, and free of Django: the child has no settings,
no database and no secret. The same job gives the same bytes. Nothing is fetched but our own fonts and the seal.
"""

import base64
from datetime import date, datetime
from pathlib import Path

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from notices.typesetting import glyphs, page_fitting, typography

FONT_SCHEME = "letter-font"
SEAL_ADDRESS = "letter-seal:"
FAMILIES = {
    "Letter Fang": "fang",
    "Letter Title": "title",
    "Letter Hei": "hei",
    "Letter Kai": "kai",
    "Letter Song": "song",
}
VARIANT = "pdf/a-3u"
SHEETS_KEPT = 32  # parsed style sheets

typography.install()


class MissingGlyphs(Exception):
    """A character that no face has, found while printing; nothing with a hollow box leaves the press."""


class OwnFilesFetcher(URLFetcher):
    """Answers for our fonts and the seal of the job and for nothing else: no network, no file, no data: address."""

    def __init__(self, files: dict[str, Path]):
        """Remember which file each font address stands for."""
        super().__init__(allowed_protocols=())
        self.files = files
        self.seal: bytes | None = None

    def fetch(self, url, headers=None):
        """Return one of our fonts or the seal; stop the rendering at anything else."""
        if url == SEAL_ADDRESS and self.seal is not None:
            return URLFetcherResponse(url, self.seal, {"Content-Type": "image/png"})
        path = self.files.get(url)
        if path is None:
            raise FatalURLFetchingError(f"refused: {url[:200]}")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "font/otf"})


class Typesetter:
    """Fonts and style sheets of one process, read once: parsing them for every letter costs memory and time."""

    def __init__(self, folder: Path):
        """Load the faces of a font folder."""
        faces = glyphs.read_manifest(folder)["faces"]
        self.fetcher = OwnFilesFetcher(
            {f"{FONT_SCHEME}:{role}": folder / entry["file"] for role, entry in faces.items()}
        )
        self.configuration = FontConfiguration()
        self.chains = {family: glyphs.font_chain(role, faces) for family, role in FAMILIES.items()}
        # WeasyPrint knows one file per family: each family of a sheet becomes its chain of files.
        rules = "\n".join(
            f'@font-face {{ font-family: "letter {role}"; src: url("{FONT_SCHEME}:{role}"); }}' for role in faces
        )
        weasyprint.CSS(string=rules, url_fetcher=self.fetcher, font_config=self.configuration)
        self.sheets: dict[str, weasyprint.CSS] = {}

    def sheet(self, style: str) -> weasyprint.CSS:
        """Return a style sheet, parsed once."""
        if style not in self.sheets:
            named = style
            for family, chain in self.chains.items():
                named = named.replace(f'"{family}"', ", ".join(f'"letter {role}"' for role in chain))
            while len(self.sheets) >= SHEETS_KEPT:
                self.sheets.pop(next(iter(self.sheets)))
            self.sheets[style] = weasyprint.CSS(string=named, url_fetcher=self.fetcher, font_config=self.configuration)
        return self.sheets[style]

    def layout(self, html: str, style: str):
        """Return our HTML laid out on pages, a letter or sheet fitted to them."""
        document = weasyprint.HTML(string=html, url_fetcher=self.fetcher)

        def render(further: str):
            sheets = [self.sheet(style), *([self.sheet(further)] if further else [])]
            return document.render(stylesheets=sheets, font_config=self.configuration, pdf_variant=VARIANT)

        return page_fitting.fit_to_pages(render, document.etree_element)

    def typeset(self, html: str, style: str, *, facts: str = "", dated: str = "", seal: bytes | None = None) -> bytes:
        """Return the PDF/A-3 of our HTML, with `facts` (JSON) attached as of the day `dated` (ISO).

        Raises MissingGlyphs for a character without a glyph.
        """
        self.fetcher.seal = seal
        document = self.layout(html, style)
        attachments = [_attached(facts, dated)] if facts else []
        # No random and no dated part: the identifier is the hash of the content.
        return document.write_pdf(pdf_variant=VARIANT, finisher=_finish, attachments=attachments)


def _attached(facts: str, dated: str) -> weasyprint.Attachment:
    day = datetime.combine(date.fromisoformat(dated), datetime.min.time())  # noqa: DTZ001  written as it is
    return weasyprint.Attachment(
        string=facts, name="facts.json", description="公文事实", created=day, modified=day, relationship="Data"
    )


def _finish(document, pdf) -> None:
    """Refuse hollow boxes; name an attachment once; ask the printer for both sides of the sheet."""
    lacking = sorted({point for font in document.fonts.values() for point in font.missing})
    if lacking:
        raise MissingGlyphs("".join(map(chr, lacking)))
    if "AF" in pdf.catalog:  # WeasyPrint lists it twice
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])
    dictionary = type(pdf.info)
    pdf.catalog["ViewerPreferences"] = dictionary({"Duplex": "/DuplexFlipLongEdge", "DisplayDocTitle": "true"})


# -- jobs --------------------------------------------------------------------------------------------------


def answer_job(press: Typesetter, job: dict) -> tuple[bytes, bytes]:
    """Return one letter that says how a job ended, and the PDF or a word on it."""
    try:
        seal = base64.b64decode(job["seal"]) if job["seal"] else None
        return b"D", press.typeset(job["html"], job["style"], facts=job["facts"], dated=job["dated"], seal=seal)
    except MissingGlyphs as lacking:
        return b"L", str(lacking).encode()
    except FatalURLFetchingError as refusal:
        return b"F", str(refusal).encode()
    except MemoryError:
        return b"M", b""
    except RecursionError:
        return b"N", b""

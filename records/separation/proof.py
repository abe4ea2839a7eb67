"""The proof of a separated file: several readers look for what should not be there, and every mark is flat."""

import re
from collections.abc import Callable

from agencies.text.comparing import comparable
from records.identifiers.rules import find_identifiers
from records.pdf.boxes import Box
from records.pdf.pages import Document, Page
from records.separation.earlier_revisions import earlier_text, unreferenced_content
from records.separation.file_structure import FileStructure
from records.separation.findings import finding
from records.separation.flattening import boxes_on, characters_in
from records.separation.hidden_content import hidden_content, hidden_letters
from records.separation.marks import Mark
from records.separation.words import left_in_bytes, left_words, poppler_text, pypdf_text

PROOF_DPI = (144, 97)  # neither is that of the rebuilt pages: a mark must be flat however it is drawn
FLAT = 12  # of 255: more between the darkest and the lightest of a mark is a trace
SHORTEST_WORD = 2  # characters of Chinese
SHORTEST_NUMBER = 5  # characters of a word without Chinese: a shorter one stands inside others by chance
LONGEST_WORD = 200


def prove(
    path: str, marks: dict[int, list[Mark]], words: list[str], covered: dict[int, list[Box]] | None = None
) -> dict:
    """Return the proof of the file at a path, as it is printed.

    `words` are those that may not be readable anywhere; `covered` are the boxes to hold flat, by default those of the marks.
    """
    document = Document.of_file(path)
    readable, shown = [], []
    for page in document.pages():
        hidden = hidden_content(page)
        boxes = covered.get(page.number, []) if covered is not None else boxes_on(page, marks.get(page.number, []))
        readable += hidden + [one for box in boxes for one in _under_mark(page, box)]
        shown.append(page.text)
        page.raw.close()
    is_shown = shown_in(shown, [one["text"] for one in readable if one["what"] == "hidden_text"])
    texts = {"pdfium": shown, "pypdf": pypdf_text(document.reader), "poppler": poppler_text(path)}
    structure = FileStructure(document.reader, is_shown, shown_in(texts["pypdf"] or [], []))
    readable += [one for name, text in texts.items() for one in left_words(words, text or [], name)]
    readable += [*left_in_bytes(words, document), *structure.findings()]
    readable += earlier_text(document, is_shown)
    readable += unreferenced_content(document.content, document.reader, structure.reached)
    metadata = structure.metadata()
    return {
        "pages": document.count,
        "marks": sum(map(len, marks.values())),
        "readers": [*(name for name, text in texts.items() if text is not None), "bytes"],
        "readable": without_doubles(readable),
        "metadata": metadata,
        "ok": not readable and all(one["harmless"] for one in metadata),
    }


def shown_in(texts: list[str], hidden: list[str]) -> Callable[[str], bool]:
    """Return what says whether a text stands on a page and is seen there."""
    form = comparable("".join(texts))
    unseen = {comparable(text) for text in hidden}

    def is_shown(text: str) -> bool:
        wanted = comparable(text)
        if not wanted:
            return True
        return wanted in form and not any(wanted in one or one in wanted for one in unseen if one)

    return is_shown


def words_of(page: Page, marks: list[Mark]) -> list[str]:
    """Return the words under the marks of a page that may not be readable elsewhere; none of whole pages."""
    found = []
    for mark in marks:
        if mark.only_here:
            continue
        if mark.box is None:
            text = page.text
            found += [text[one.start : one.end] for one in find_identifiers(text) if one.sure]
            continue
        found.append("".join(one.text for one in characters_in(page, mark.box)))
    return [word for word in found if _is_telling(comparable(word))]


def _is_telling(form: str) -> bool:
    """Say whether a word is long enough to be missed where it stays, and short enough to stand elsewhere."""
    least = SHORTEST_WORD if re.search(r"[\u3400-\u9fff]", form) else SHORTEST_NUMBER
    return least <= len(form) <= LONGEST_WORD


def left_beside(document: Document, marks: dict[int, list[Mark]], words: list[str]) -> list[dict]:
    """Return a finding for each marked word that a page still shows when its marks are burnt in."""
    found: list[dict] = []
    for page in document.pages():
        gone = {id(one) for box in boxes_on(page, marks.get(page.number, [])) for one in characters_in(page, box)}
        if not _left(page, words, gone):
            continue
        # What nobody sees is in no picture: only what is shown stays.
        found += _left(page, words, gone | {id(one) for one in hidden_letters(page)})
    return found


def _left(page: Page, words: list[str], gone: set[int]) -> list[dict]:
    text = "".join(one.text for one in page.characters if id(one) not in gone)
    return [{**one, "page": page.number} for one in left_words(words, [text], "pdfium, before")]


def _under_mark(page: Page, box: Box) -> list[dict]:
    """Return what can be read under a mark: characters, and pixels of more than one colour."""
    found = []
    letters = characters_in(page, box)
    if letters:
        found.append(finding(page.number, "text_under_mark", "pdfium", "".join(one.text for one in letters), box))
    for dpi in PROOF_DPI:
        picture = page.draw(page.dpi_within(dpi))
        across, down = picture.width / page.width, picture.height / page.height
        sides = (int(box[0] * across) + 2, int(box[1] * down) + 2, int(box[2] * across) - 1, int(box[3] * down) - 1)
        if sides[0] >= sides[2] or sides[1] >= sides[3]:
            continue
        if any(high - low > FLAT for low, high in picture.crop(sides).getextrema()):
            found.append(finding(page.number, "picture_under_mark", f"pdfium {dpi} dpi", "", box))
            break
    return found


def without_doubles(found: list[dict]) -> list[dict]:
    """Return the findings without those that say the same again."""
    return list({re.sub(r"\s", "", str(sorted(one.items(), key=str))): one for one in found}.values())

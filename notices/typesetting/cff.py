"""Glyph order and charset of CFF fonts (Adobe Technical Note 5176), which have to agree in a file for every reader.

A PDF written under Identity-H names a character of a CID-keyed font by a CID. WeasyPrint writes the number of the
glyph; HarfBuzz renumbers glyphs when it cuts a font and leaves their old CIDs in the charset. Poppler and PDFium go by
the number, pdf.js and MuPDF by the charset as the standard has it (ISO 32000-2, 9.7.4.2), and lose the characters. In
our fonts each glyph therefore has its own number as its CID, and both ways lead to the same glyph.
"""

import struct

_CHARSET, _CHAR_STRINGS, _ROS = (15,), (17,), (12, 30)
_ESCAPE = 12
_NUMBER_BYTES = {28: 2, 29: 4}  # operands of a DICT by their first byte
_REAL = 30
_PREDEFINED = 2  # offsets up to this name one of the charsets of Latin fonts
_WORD = 4


def _index(table: bytes, at: int) -> tuple[int, list[int], int]:
    """Return of the INDEX at a place: how many objects, where the first begins and ends, and where the INDEX ends."""
    (count,) = struct.unpack_from(">H", table, at)
    if not count:
        return 0, [], at + 2
    size = table[at + 2]
    base = at + 2 + (count + 1) * size  # offsets count from the byte before the data
    ends = [
        int.from_bytes(table[at + 3 + place * size : at + 3 + (place + 1) * size], "big") for place in (0, 1, count)
    ]
    return count, [base + ends[0], base + ends[1]], base + ends[2]


def _operators(dictionary: bytes) -> dict[tuple[int, ...], list[int]]:
    """Return the operators of a DICT with their whole-number operands; of a real one its place is kept, as 0."""
    found: dict[tuple[int, ...], list[int]] = {}
    operands: list[int] = []
    at = 0
    while at < len(dictionary):
        first = dictionary[at]
        at += 1
        if first <= 21:
            operator = (first, dictionary[at]) if first == _ESCAPE else (first,)
            at += first == _ESCAPE
            found[operator], operands = operands, []
        elif first in _NUMBER_BYTES:
            size = _NUMBER_BYTES[first]
            operands.append(int.from_bytes(dictionary[at : at + size], "big", signed=True))
            at += size
        elif first == _REAL:
            while dictionary[at] & 15 != 15 and dictionary[at] >> 4 != 15:
                at += 1
            at += 1
            operands.append(0)
        elif first <= 246:
            operands.append(first - 139)
        else:
            operands.append(
                (first - 247) * 256 + dictionary[at] + 108
                if first <= 250
                else -(first - 251) * 256 - dictionary[at] - 108
            )
            at += 1
    return found


def _table(font: bytes, tag: bytes) -> tuple[int, int, int] | None:
    """Return of a table of an OpenType font: where its entry in the directory, where it begins, and how long it is."""
    for entry in range(12, 12 + 16 * int.from_bytes(font[4:6], "big"), 16):
        if font[entry : entry + 4] == tag:
            return entry, *struct.unpack_from(">LL", font, entry + 8)
    return None


def _cid_keyed(font: bytes) -> tuple[int, int] | None:
    """Return where the charset of a CID-keyed font begins and how many glyphs it has; None for any other font."""
    found = _table(font, b"CFF ") if font[:4] == b"OTTO" else None
    if found is None:
        return None
    _, start, length = found
    table = memoryview(font)[start : start + length]
    _, _, after_name = _index(table, table[2])
    _, (begin, end), _ = _index(table, after_name)
    top = _operators(bytes(table[begin:end]))
    if _ROS not in top:
        return None  # glyphs with names: every reader goes by their numbers
    offset = top.get(_CHARSET, [0])[0]
    if offset <= _PREDEFINED:
        raise ValueError("a CID-keyed font without a charset of its own")
    count, _, _ = _index(table, top[_CHAR_STRINGS][0])
    return start + offset, count


def _ranges(font: bytes, at: int, count: int) -> tuple[list[tuple[int, int]], int]:
    """Return the charset at a place as ranges (first CID, how many), without glyph 0, and how many bytes it takes."""
    form, place, named, ranges = font[at], at + 1, 1, []
    if form not in (0, 1, 2):
        raise ValueError(f"a charset of form {form}")
    while named < count:
        first = int.from_bytes(font[place : place + 2], "big")
        more = int.from_bytes(font[place + 2 : place + 2 + form], "big")
        ranges.append((first, more + 1))
        named, place = named + more + 1, place + 2 + form
    return ranges, place - at


def agrees(font: bytes) -> bool:
    """Return whether every glyph of an OpenType font answers to its own number, as a PDF under Identity-H needs it.

    True for every font that is not CID-keyed CFF. Raises ValueError for one without a charset of its own.
    """
    found = _cid_keyed(font)
    if found is None:
        return True
    wanted = 1
    for first, many in _ranges(font, *found)[0]:
        if first != wanted:
            return False
        wanted += many
    return True


def renumbered(font: bytes) -> bytes:
    """Return an OpenType font in whose charset every glyph has its own number as its CID; any other font as it is.

    The one range takes no more room than the charset that it replaces, so that nothing else moves.
    Raises ValueError for a CID-keyed font without a charset of its own.
    """
    if agrees(font):
        return font
    at, count = _cid_keyed(font)
    _, room = _ranges(font, at, count)
    # Of two glyphs or with one short range the charset of before is as short as can be, and keeps its form.
    new = struct.pack(">BHH", 2, 1, count - 2)
    if room < len(new):
        new = struct.pack(">BH", 0, 1) if room == 3 else struct.pack(">BHB", 1, 1, count - 2)
    return _patched(font, at, new)


def _patched(font: bytes, at: int, new: bytes) -> bytes:
    """Return a font with some bytes of its CFF table replaced and its sums of checking brought along."""
    made = bytearray(font)
    made[at : at + len(new)] = new
    entry, start, _ = _table(font, b"CFF ")
    first = start + (at - start) // _WORD * _WORD
    last = at + len(new) + _WORD
    words = f">{(last - first) // _WORD}L"
    padded = (bytes(some[first:last]).ljust(last - first, b"\0") for some in (font, made))
    before, after = (sum(struct.unpack_from(words, some)) for some in padded)
    _add(made, entry + 4, after - before)
    head = _table(font, b"head")
    if head is not None:
        _add(made, head[1] + 8, -2 * (after - before))  # the table changed, and its sum in the directory
    return bytes(made)


def _add(made: bytearray, at: int, difference: int) -> None:
    (value,) = struct.unpack_from(">L", made, at)
    struct.pack_into(">L", made, at, (value + difference) % 2**32)

"""Pages on which something is hidden, of many kinds.

Each kind is a function of a secret and a variant from 0 on. What is hidden is the secret; the rest of the page is harmless.
"""

from PIL import Image, ImageDraw

from tests.records.separation.made_pdf import HIGH, MadePdf, box, said, scan

COLOURS = ("0 0 0", "1 1 1", "0.5 0.5 0.5", "0.8 0.1 0.1", "0 0 0.6")
OPEN = said("Reply of the bureau, harmless", y=150)


def one_page(
    content: bytes, resources: bytes = b"", entries: bytes = b"", catalogue: bytes = b"", info: bytes = b""
) -> bytes:
    pdf = MadePdf(catalogue, info)
    pdf.page(content, resources, entries)
    return pdf.written()


def under_a_box(secret: str, variant: int) -> bytes:
    return one_page(OPEN + said(secret) + box(COLOURS[variant % 5]), entries=b"/Rotate %d" % (90 * (variant % 4)))


def under_a_shape(secret: str, variant: int) -> bytes:
    shapes = (
        b"30 90 m 250 90 l 255 120 l 28 122 l h f\n", b"20 105 m 20 160 260 160 260 105 c 260 60 20 60 20 105 c f\n", b"20 w 30 104 m 250 104 l S\n",
    )  # fmt: skip
    return one_page(OPEN.replace(b"150", b"180") + said(secret) + shapes[variant % 3])


def under_a_form(secret: str, variant: int) -> bytes:
    pdf = MadePdf()
    form = pdf.stream(box(COLOURS[variant % 5], 0, 0, 210, 24), b"/Type/XObject/Subtype/Form/BBox[0 0 300 200]")
    pdf.page(OPEN + said(secret) + b"q 1 0 0 1 34 92 cm /X Do Q", b"/XObject<</X %d 0 R>>" % form)
    return pdf.written()


def under_a_picture(secret: str, variant: int) -> bytes:
    pdf = MadePdf()
    picture = Image.new("L", (60, 20), 128) if variant % 2 else Image.effect_noise((60, 20), 60)
    number = pdf.picture(picture)
    pdf.page(OPEN + said(secret) + b"q 220 0 0 26 34 92 cm /X Do Q", b"/XObject<</X %d 0 R>>" % number)
    return pdf.written()


def under_an_annotation(secret: str, variant: int) -> bytes:
    pdf = MadePdf()
    drawn = pdf.stream(box(COLOURS[variant % 5], 0, 0, 220, 26), b"/Type/XObject/Subtype/Form/BBox[0 0 220 26]")
    subtype = (b"/Square", b"/Redact", b"/Stamp", b"/Highlight")[variant % 4]
    note = pdf.add(b"<</Type/Annot/Subtype%b/Rect[34 92 254 118]/F 4/AP<</N %d 0 R>>>>" % (subtype, drawn))
    pdf.page(OPEN + said(secret), entries=b"/Annots[%d 0 R]" % note)
    return pdf.written()


def mark_not_applied(secret: str, variant: int) -> bytes:
    pdf = MadePdf()
    note = pdf.add(
        b"<</Type/Annot/Subtype/Redact/Rect[34 92 254 118]/QuadPoints[34 118 254 118 34 92 254 92]/IC[0 0 0]>>"
    )
    pdf.page(OPEN + said(secret), entries=b"/Annots[%d 0 R]" % note)
    return pdf.written()


def white_on_white(secret: str, variant: int) -> bytes:
    colour = ("1 1 1 rg", "0.98 0.99 1 rg", "1 g", "0 0 0 0 k")[variant % 4]
    return one_page(OPEN + said(secret, before=colour))


def black_on_black(secret: str, variant: int) -> bytes:
    return one_page(OPEN + box(COLOURS[variant % 5]) + said(secret, before=f"{COLOURS[variant % 5]} rg"))


def invisible(secret: str, variant: int) -> bytes:
    return one_page(OPEN + said(secret, y=100 - variant, before="3 Tr"))


def see_through(secret: str, variant: int) -> bytes:
    states = b"/ExtGState<</G<</ca %s>>>>" % (b"0", b"0.01", b"0.03")[variant % 3]
    return one_page(OPEN + b"q /G gs " + said(secret) + b"Q", states)


def recognised_and_blackened(secret: str, variant: int) -> bytes:
    pdf = MadePdf()
    picture = scan("Reply of the bureau", secret)
    ImageDraw.Draw(picture).rectangle((70, 110, 500, 155), fill=0 if variant % 2 else 245)
    number = pdf.picture(picture)
    words = said("Reply of the bureau", y=HIGH - 42, before="3 Tr") + said(secret, y=HIGH - 72, before="3 Tr")
    pdf.page(b"q 300 0 0 200 0 0 cm /X Do Q\n" + words, b"/XObject<</X %d 0 R>>" % number)
    return pdf.written()


def cut_away(secret: str, variant: int) -> bytes:
    cuts = (b"0 130 300 70 re W n ", b"0 0 20 20 re W n ", b"0 0 m 1 0 l 1 1 l h W n ")
    return one_page(OPEN + b"q " + cuts[variant % 3] + said(secret) + b"Q")


def outside_the_crop(secret: str, variant: int) -> bytes:
    cropped = (b"/CropBox[0 130 300 200]", b"/CropBox[0 120 300 200]/Rotate 90", b"/CropBox[10 140 290 190]/Rotate 180")
    return one_page(OPEN + said(secret, y=60), entries=cropped[variant % 3])


def outside_the_page(secret: str, variant: int) -> bytes:
    x, y = ((40, 260), (400, 100), (40, -40), (-400, 100))[variant % 4]
    return one_page(OPEN + said(secret, x=x, y=y))


def tiny(secret: str, variant: int) -> bytes:
    return one_page(OPEN + said(secret, size=(0.2, 0.5, 0.9, 1.2)[variant % 4]))


def hidden_layer(secret: str, variant: int) -> bytes:
    pdf = MadePdf()
    layer = pdf.add(b"<</Type/OCG/Name(Working)>>")
    off = (b"/OFF[%d 0 R]" % layer, b"/BaseState/OFF")[variant % 2]
    pdf.catalogue = b"/OCProperties<</OCGs[%d 0 R]/D<</Order[%d 0 R]%b>>>>" % (layer, layer, off)
    pdf.page(OPEN + b"/OC /L BDC " + said(secret) + b"EMC", b"/Properties<</L %d 0 R>>" % layer)
    return pdf.written()


def under_other_text(secret: str, variant: int) -> bytes:
    heavy = said("MMMMMMMM", x=30, y=92, size=34) * 3 + said("WWWWWWWW", x=30, y=92, size=34, before="2 Tr 9 w")
    return one_page(OPEN + said(secret[:12], size=9, y=100 + variant % 3) + heavy)


def outlined_under_a_box(secret: str, variant: int) -> bytes:
    strokes = b"".join(
        b"%d 98 m %d 112 l %d 98 l %d 105 l %d 110 l %d 98 l\n" % tuple(40 + 9 * i + d for d in (0, 3, 6, 1, 7, 8))
        for i in range(18)
    )
    return one_page(OPEN + b"1.2 w " + strokes + b"S\n" + box(COLOURS[variant % 4]))


def pictured(
    secret: str,
    after: bytes = b"",
    before: bytes = b"",
    matrix: str = "300 0 0 200 0 0",
    entries: bytes = b"",
    scanned=None,
) -> bytes:
    pdf = MadePdf()
    number = pdf.picture(scanned or scan("Reply of the bureau", secret, secret), entries)
    pdf.page(b"q " + before + f"{matrix} cm /X Do Q\n".encode() + after, b"/XObject<</X %d 0 R>>" % number)
    return pdf.written()


def scan_under_a_box(secret: str, variant: int) -> bytes:
    return pictured(secret, after=box(COLOURS[variant % 5], 30, 112, 230, 30))


def scan_cut(secret: str, variant: int) -> bytes:
    cuts = (b"0 145 300 55 re W n ", b"0 0 300 100 re W n ", b"0 150 m 300 150 l 300 200 l 0 200 l h W n ")
    return pictured(secret, before=cuts[variant % 3])


def scan_beyond_the_page(secret: str, variant: int) -> bytes:
    return pictured(secret, matrix=("600 0 0 400 0 -200", "300 0 0 200 0 -120", "900 0 0 600 -500 0")[variant % 3])


def scan_masked(secret: str, variant: int) -> bytes:
    pdf = MadePdf()
    mask = Image.new("L", (600, 400), 255)
    ImageDraw.Draw(mask).rectangle((60, 100, 560, 220), fill=(0, 5)[variant % 2])
    covered = pdf.picture(mask)
    number = pdf.picture(scan("Reply of the bureau", secret, secret), b"/SMask %d 0 R" % covered)
    pdf.page(b"q 300 0 0 200 0 0 cm /X Do Q", b"/XObject<</X %d 0 R>>" % number)
    return pdf.written()


def scan_under_a_scan(secret: str, variant: int) -> bytes:
    pdf = MadePdf()
    first, second = pdf.picture(scan("Reply of the bureau", secret)), pdf.picture(scan("Reply of the bureau"))
    pdf.page(b"q 300 0 0 200 0 0 cm /X Do /Y Do Q", b"/XObject<</X %d 0 R/Y %d 0 R>>" % (first, second))
    return pdf.written()


def scan_in_a_hidden_layer(secret: str, variant: int) -> bytes:
    pdf = MadePdf()
    layer = pdf.add(b"<</Type/OCG/Name(Scan)>>")
    pdf.catalogue = b"/OCProperties<</OCGs[%d 0 R]/D<</OFF[%d 0 R]>>>>" % (layer, layer)
    number = pdf.picture(scan(secret))
    pdf.page(
        OPEN + b"/OC /L BDC q 150 0 0 100 100 10 cm /X Do Q EMC",
        b"/XObject<</X %d 0 R>>/Properties<</L %d 0 R>>" % (number, layer),
    )
    return pdf.written()


KINDS = (
    under_a_box,
    under_a_shape,
    under_a_form,
    under_a_picture,
    under_an_annotation,
    mark_not_applied,
    white_on_white,
    black_on_black,
    invisible,
    see_through,
    recognised_and_blackened,
    cut_away,
    outside_the_crop,
    outside_the_page,
    tiny,
    hidden_layer,
    under_other_text,
    outlined_under_a_box,
    scan_under_a_box,
    scan_cut,
    scan_beyond_the_page,
    scan_masked,
    scan_under_a_scan,
    scan_in_a_hidden_layer,
)

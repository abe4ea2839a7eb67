"""Files in which something is hidden, of many kinds, and clean ones that look alike: the corpus of `check`.

Each kind is a function of a secret and a variant from 0 on. What is hidden is the secret; the rest of the page is harmless.
"""

from collections.abc import Iterator

from PIL import Image, ImageDraw

from tests.records.separation.made_pdf import HIGH, WIDE, MadePdf, as_stream, box, said, scan

COLOURS = ("0 0 0", "1 1 1", "0.5 0.5 0.5", "0.8 0.1 0.1", "0 0 0.6")
OPEN = said("Reply of the bureau, harmless", y=150)
SECRETS = (
    "110101199003074477", "Zhang Sanfeng", "138 0013 8000", "6222021234567890128", "91330300MA2ABCDE1X", "li.siguang@163.com", "Room 502",
)  # fmt: skip


def _one(content: bytes, resources: bytes = b"", entries: bytes = b"", catalogue: bytes = b"", info: bytes = b"") -> bytes:
    pdf = MadePdf(catalogue, info)
    pdf.page(content, resources, entries)
    return pdf.written()


def under_a_box(secret: str, variant: int) -> bytes:
    return _one(OPEN + said(secret) + box(COLOURS[variant % 5]), entries=b"/Rotate %d" % (90 * (variant % 4)))


def under_a_shape(secret: str, variant: int) -> bytes:
    shapes = (
        b"30 90 m 250 90 l 255 120 l 28 122 l h f\n", b"20 105 m 20 160 260 160 260 105 c 260 60 20 60 20 105 c f\n", b"20 w 30 104 m 250 104 l S\n",
    )  # fmt: skip
    return _one(OPEN.replace(b"150", b"180") + said(secret) + shapes[variant % 3])


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
    note = pdf.add(b"<</Type/Annot/Subtype/Redact/Rect[34 92 254 118]/QuadPoints[34 118 254 118 34 92 254 92]/IC[0 0 0]>>")
    pdf.page(OPEN + said(secret), entries=b"/Annots[%d 0 R]" % note)
    return pdf.written()


def white_on_white(secret: str, variant: int) -> bytes:
    colour = ("1 1 1 rg", "0.98 0.99 1 rg", "1 g", "0 0 0 0 k")[variant % 4]
    return _one(OPEN + said(secret, before=colour))


def black_on_black(secret: str, variant: int) -> bytes:
    return _one(OPEN + box(COLOURS[variant % 5]) + said(secret, before=f"{COLOURS[variant % 5]} rg"))


def invisible(secret: str, variant: int) -> bytes:
    return _one(OPEN + said(secret, y=100 - variant, before="3 Tr"))


def see_through(secret: str, variant: int) -> bytes:
    states = b"/ExtGState<</G<</ca %s>>>>" % (b"0", b"0.01", b"0.03")[variant % 3]
    return _one(OPEN + b"q /G gs " + said(secret) + b"Q", states)


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
    return _one(OPEN + b"q " + cuts[variant % 3] + said(secret) + b"Q")


def outside_the_crop(secret: str, variant: int) -> bytes:
    cropped = (b"/CropBox[0 130 300 200]", b"/CropBox[0 120 300 200]/Rotate 90", b"/CropBox[10 140 290 190]/Rotate 180")
    return _one(OPEN + said(secret, y=60), entries=cropped[variant % 3])


def outside_the_page(secret: str, variant: int) -> bytes:
    x, y = ((40, 260), (400, 100), (40, -40), (-400, 100))[variant % 4]
    return _one(OPEN + said(secret, x=x, y=y))


def tiny(secret: str, variant: int) -> bytes:
    return _one(OPEN + said(secret, size=(0.2, 0.5, 0.9, 1.2)[variant % 4]))


def hidden_layer(secret: str, variant: int) -> bytes:
    pdf = MadePdf()
    layer = pdf.add(b"<</Type/OCG/Name(Working)>>")
    off = (b"/OFF[%d 0 R]" % layer, b"/BaseState/OFF")[variant % 2]
    pdf.catalogue = b"/OCProperties<</OCGs[%d 0 R]/D<</Order[%d 0 R]%b>>>>" % (layer, layer, off)
    pdf.page(OPEN + b"/OC /L BDC " + said(secret) + b"EMC", b"/Properties<</L %d 0 R>>" % layer)
    return pdf.written()


def under_other_text(secret: str, variant: int) -> bytes:
    heavy = said("MMMMMMMM", x=30, y=92, size=34) * 3 + said("WWWWWWWW", x=30, y=92, size=34, before="2 Tr 9 w")
    return _one(OPEN + said(secret[:12], size=9, y=100 + variant % 3) + heavy)


def outlined_under_a_box(secret: str, variant: int) -> bytes:
    strokes = b"".join(b"%d 98 m %d 112 l %d 98 l %d 105 l %d 110 l %d 98 l\n" % tuple(40 + 9 * i + d for d in (0, 3, 6, 1, 7, 8)) for i in range(18))
    return _one(OPEN + b"1.2 w " + strokes + b"S\n" + box(COLOURS[variant % 4]))


def _pictured(secret: str, after: bytes = b"", before: bytes = b"", matrix: str = "300 0 0 200 0 0", entries: bytes = b"", scanned=None) -> bytes:
    pdf = MadePdf()
    number = pdf.picture(scanned or scan("Reply of the bureau", secret, secret), entries)
    pdf.page(b"q " + before + f"{matrix} cm /X Do Q\n".encode() + after, b"/XObject<</X %d 0 R>>" % number)
    return pdf.written()


def scan_under_a_box(secret: str, variant: int) -> bytes:
    return _pictured(secret, after=box(COLOURS[variant % 5], 30, 112, 230, 30))


def scan_cut(secret: str, variant: int) -> bytes:
    cuts = (b"0 145 300 55 re W n ", b"0 0 300 100 re W n ", b"0 150 m 300 150 l 300 200 l 0 200 l h W n ")
    return _pictured(secret, before=cuts[variant % 3])


def scan_beyond_the_page(secret: str, variant: int) -> bytes:
    return _pictured(secret, matrix=("600 0 0 400 0 -200", "300 0 0 200 0 -120", "900 0 0 600 -500 0")[variant % 3])


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
    pdf.page(OPEN + b"/OC /L BDC q 150 0 0 100 100 10 cm /X Do Q EMC", b"/XObject<</X %d 0 R>>/Properties<</L %d 0 R>>" % (number, layer))
    return pdf.written()


def attachment(secret: str, variant: int) -> bytes:
    pdf = MadePdf()
    inner = pdf.stream(secret.encode(), b"/Type/EmbeddedFile")
    spec = pdf.add(b"<</Type/Filespec/F(list.xlsx)/EF<</F %d 0 R>>>>" % inner)
    if variant % 2:
        note = pdf.add(b"<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]/FS %d 0 R>>" % spec)
        pdf.page(OPEN, entries=b"/Annots[%d 0 R]" % note)
    else:
        pdf.catalogue = b"/Names<</EmbeddedFiles<</Names[(list) %d 0 R]>>>>" % spec
        pdf.page(OPEN)
    return pdf.written()


def author(secret: str, variant: int) -> bytes:
    name = (b"Author", b"Subject", b"Keywords", b"Company", b"Title")[variant % 5]
    return _one(OPEN, info=b"/%b(%b of the case)/Producer(Writer)" % (name, secret.encode()))


def xmp_creator(secret: str, variant: int) -> bytes:
    pdf = MadePdf()
    item = (
        f"<dc:creator><rdf:Seq><rdf:li>{secret}</rdf:li></rdf:Seq></dc:creator>", f"<pdf:Keywords>{secret}</pdf:Keywords>",
    )[variant % 2]  # fmt: skip
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description rdf:about="">{item}</rdf:Description></rdf:RDF></x:xmpmeta>'
    number = pdf.stream(xmp.encode(), b"/Type/Metadata/Subtype/XML", packed=bool(variant % 3))
    pdf.catalogue = b"/Metadata %d 0 R" % number
    pdf.page(OPEN)
    return pdf.written()


def earlier_revision(secret: str, variant: int) -> bytes:
    pdf = MadePdf()
    page = pdf.page(OPEN + said(secret))
    first = pdf.written()
    content = page - 1
    if variant % 2:
        changed = {content: as_stream(OPEN)}
    else:
        changed = {page: pdf.objects[page].replace(b"/Contents %d 0 R" % content, b"")}
    return pdf.revision(first, changed, previous=first.rindex(b"xref\n0 1"))


def unreferenced(secret: str, variant: int) -> bytes:
    pdf = MadePdf()
    pdf.page(OPEN)
    if variant % 2:
        pdf.picture(scan(secret))
    else:
        pdf.stream(said(secret), packed=bool(variant % 4))
    return pdf.written()


def script(secret: str, variant: int) -> bytes:
    actions = (b"/S/JavaScript/JS(app.alert\\('%b'\\))", b"/S/Launch/F(%b.exe)", b"/S/SubmitForm/F(http://host/%b)")
    return _one(OPEN, catalogue=b"/OpenAction<<%b>>" % (actions[variant % 3] % secret.encode()))


def form_field(secret: str, variant: int) -> bytes:
    pdf = MadePdf()
    hidden = (b"/F 2", b"/F 4")[variant % 2]
    field = pdf.add(b"<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(%b)/Rect[40 60 200 80]%b/DA(/F 12 Tf 0 g)>>" % (secret.encode(), hidden))
    pdf.catalogue = b"/AcroForm<</Fields[%d 0 R]/DR<</Font<</F 3 0 R>>>>/DA(/F 12 Tf 0 g)>>" % field
    pdf.page(OPEN, entries=b"/Annots[%d 0 R]" % field)
    return pdf.written()


def comment(secret: str, variant: int) -> bytes:
    pdf = MadePdf()
    subtype = (b"/Text", b"/Popup", b"/Highlight/QuadPoints[40 165 100 165 40 145 100 145]", b"/FreeText/DA(/F 9 Tf)")[variant % 4]
    note = pdf.add(b"<</Type/Annot/Subtype%b/Rect[40 40 90 60]/Contents(%b)/T(clerk)>>" % (subtype, secret.encode()))
    pdf.page(OPEN, entries=b"/Annots[%d 0 R]" % note)
    return pdf.written()


def bookmark(secret: str, variant: int) -> bytes:
    pdf = MadePdf()
    page = pdf.page(OPEN)
    root = max(pdf.objects) + 1
    pdf.add(b"<</Type/Outlines/Count 1/First %d 0 R/Last %d 0 R>>" % (root + 1, root + 1))
    pdf.add(b"<</Title(%b)/Parent %d 0 R/Dest[%d 0 R/Fit]>>" % (secret.encode(), root, page))
    pdf.catalogue = b"/Outlines %d 0 R" % root
    return pdf.written()


def replacement_text(secret: str, variant: int) -> bytes:
    written = (f"({secret})", "<FEFF" + secret.encode("utf-16-be").hex().upper() + ">")[variant % 2]
    return _one(f"/Span <</ActualText {written}>> BDC ".encode() + OPEN + b"EMC")


def private_data(secret: str, variant: int) -> bytes:
    return _one(OPEN, entries=b"/PieceInfo<</Maker<</LastModified(D:2020)/Private(%b)>>>>" % secret.encode())


def thumbnail(secret: str, variant: int) -> bytes:
    pdf = MadePdf()
    number = pdf.picture(scan(secret).resize((75, 50)))
    pdf.page(OPEN, entries=b"/Thumb %d 0 R" % number)
    return pdf.written()


KINDS = (
    under_a_box, under_a_shape, under_a_form, under_a_picture, under_an_annotation, mark_not_applied, white_on_white, black_on_black, invisible,
    see_through, recognised_and_blackened, cut_away, outside_the_crop, outside_the_page, tiny, hidden_layer, under_other_text, outlined_under_a_box,
    scan_under_a_box, scan_cut, scan_beyond_the_page, scan_masked, scan_under_a_scan, scan_in_a_hidden_layer, attachment, author, xmp_creator,
    earlier_revision, unreferenced, script, form_field, comment, bookmark, replacement_text, private_data, thumbnail,
)  # fmt: skip
VARIANTS = 7


def hidden_files() -> Iterator[tuple[str, bytes]]:
    """Yield every kind in seven variants, each with another secret: 252 files."""
    for kind in KINDS:
        for variant in range(VARIANTS):
            yield f"{kind.__name__} {variant}", kind(SECRETS[variant], variant)


def clean_files() -> Iterator[tuple[str, bytes]]:
    """Yield files in which all that is there is seen: fifty and more, each like something that is hidden elsewhere."""
    for turned in range(0, 360, 90):
        yield f"text {turned}", _one(OPEN + said("110101199003074477"), entries=b"/Rotate %d" % turned)
    for colour in COLOURS:
        yield f"on a box {colour}", _one(box(colour) + said("In a cell", before=f"{'0' if colour == '1 1 1' else '1'} g"))
        yield f"beside a box {colour}", _one(OPEN + box(colour, y=40) + said("Below a box", y=20))
        yield f"underlined {colour}", _one(OPEN + box("0 0 0", 40, 147, 160, 0.8) + box(colour, 20, 190, 260, 1))
    for size in (5, 6, 7, 8, 9, 18, 24):
        yield f"size {size}", _one(said("Small and large, 12.", x=10, size=size))
    for ink in (0, 40, 80):
        for paper in (255, 235, 210):
            yield f"scan {ink} {paper}", _pictured("", scanned=scan("Reply of the bureau", "Room 5", ink=ink, paper=paper))
    for shift in range(6):
        pdf = MadePdf()
        number = pdf.picture(scan("Reply of the bureau", "Second line"))
        words = said("Reply of the bureau", x=40 + shift, y=HIGH - 47, before="3 Tr") + said("Second line", y=HIGH - 77, before="3 Tr")
        pdf.page(b"q 300 0 0 200 0 0 cm /X Do Q\n" + words, b"/XObject<</X %d 0 R>>" % number)
        yield f"recognised {shift}", pdf.written()
    for bleed in (2, 5, 9):
        yield f"bleed {bleed}", _pictured("", matrix=f"{WIDE + 2 * bleed} 0 0 {HIGH + 2 * bleed} {-bleed} {-bleed}")
    for name in (b"Producer(Writer 7)", b"CreationDate(D:20260101)", b"Title(Reply of the bureau)", b"Title(scan0001.pdf)", b"Creator(Writer)"):
        yield f"info {name!r}", _one(OPEN, info=b"/" + name)
    yield "bookmark of a heading", bookmark("Reply of the bureau", 0)
    yield "replacement of what is shown", replacement_text("harmless", 0)
    for state in (b"0.5", b"0.8"):
        yield f"watermark {state!r}", _one(OPEN + b"q /G gs " + said("COPY", y=60, size=60) + b"Q", b"/ExtGState<</G<</ca %b>>>>" % state)
    for matrix in ("80 0 0 60 20 20", "0 80 -60 0 120 20", "56 56 -42 42 150 20"):
        yield f"photograph {matrix}", _pictured("", after=OPEN, matrix=matrix)
    for wide in (1, 2, 4):
        lines = b"".join(b"%d w 20 %d m 280 %d l S\n" % (wide, y, y) for y in range(20, 140, 24))
        yield f"ruled {wide}", _one(OPEN + lines + said("cell", y=30) + said("cell", y=54))
    pdf = MadePdf()
    first = (pdf.page(OPEN), pdf.written())[1]
    yield "signed later", pdf.revision(first, {1: pdf.objects[1] + b"\n"}, previous=first.rindex(b"xref\n0 1"))

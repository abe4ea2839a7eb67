"""Files in which something is hidden beside the pages: attachments, metadata, earlier revisions, fields and the rest."""

from tests.records.separation.hiding_places import OPEN, one_page
from tests.records.separation.made_pdf import MadePdf, as_stream, said, scan


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
    return one_page(OPEN, info=b"/%b(%b of the case)/Producer(Writer)" % (name, secret.encode()))


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
    return one_page(OPEN, catalogue=b"/OpenAction<<%b>>" % (actions[variant % 3] % secret.encode()))


def form_field(secret: str, variant: int) -> bytes:
    pdf = MadePdf()
    hidden = (b"/F 2", b"/F 4")[variant % 2]
    field = pdf.add(
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(%b)/Rect[40 60 200 80]%b/DA(/F 12 Tf 0 g)>>"
        % (secret.encode(), hidden)
    )
    pdf.catalogue = b"/AcroForm<</Fields[%d 0 R]/DR<</Font<</F 3 0 R>>>>/DA(/F 12 Tf 0 g)>>" % field
    pdf.page(OPEN, entries=b"/Annots[%d 0 R]" % field)
    return pdf.written()


def comment(secret: str, variant: int) -> bytes:
    pdf = MadePdf()
    subtype = (b"/Text", b"/Popup", b"/Highlight/QuadPoints[40 165 100 165 40 145 100 145]", b"/FreeText/DA(/F 9 Tf)")[
        variant % 4
    ]
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
    return one_page(f"/Span <</ActualText {written}>> BDC ".encode() + OPEN + b"EMC")


def private_data(secret: str, variant: int) -> bytes:
    return one_page(OPEN, entries=b"/PieceInfo<</Maker<</LastModified(D:2020)/Private(%b)>>>>" % secret.encode())


def thumbnail(secret: str, variant: int) -> bytes:
    pdf = MadePdf()
    number = pdf.picture(scan(secret).resize((75, 50)))
    pdf.page(OPEN, entries=b"/Thumb %d 0 R" % number)
    return pdf.written()


KINDS = (
    attachment,
    author,
    xmp_creator,
    earlier_revision,
    unreferenced,
    script,
    form_field,
    comment,
    bookmark,
    replacement_text,
    private_data,
    thumbnail,
)

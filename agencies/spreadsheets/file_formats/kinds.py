"""What a file is, by its first bytes and never by its name; what is no sheet is refused by what it is."""

import zipfile
from pathlib import Path

from law import Refused

XLSX, OLD_EXCEL, OPEN_DOCUMENT, BINARY_EXCEL, XML_EXCEL, PAGE, TEXT = (
    "xlsx",
    "xls",
    "ods",
    "xlsb",
    "xml",
    "html",
    "text",
)
MAX_UNPACKED = 1 << 30  # bytes; a register of a million rows stays below it, a zip bomb does not
HEAD = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REFUSED_HEADS = (
    (b"%PDF", "PDF 文件，里面没有表格数据，请导入原来的 Excel 文件"),
    (b"{\\rtf", "RTF（写字板）文件，请另存为 .xlsx"),
    (b"Rar!", "RAR 压缩包，请解压后导入里面的表格"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包，请解压后导入里面的表格"),
    (b"\x1f\x8b", "gzip 压缩包，请解压后导入里面的表格"),
    (b"\x89PNG", "图片，请导入原来的表格"),
    (b"\xff\xd8\xff", "图片，请导入原来的表格"),
    (b"GIF8", "图片，请导入原来的表格"),
    (b"SQLite format 3", "数据库文件，不是表格"),
    (b"\xff\xfe\x00\x00", "UTF-32 编码的文本，请用 Excel 另存为“CSV UTF-8（逗号分隔）”"),
    (b"\x00\x00\xfe\xff", "UTF-32 编码的文本，请用 Excel 另存为“CSV UTF-8（逗号分隔）”"),
)
_IN_OLE = (  # the name of a stream of the compound file, in its directory
    ("EncryptedPackage", "加了密码的文件，请在 Excel 或者 WPS 里去掉打开密码后再导入"),
    ("WordDocument", "Word 文件（.doc），请把表格复制到 Excel 里另存为 .xlsx"),
    ("PowerPoint Document", "演示文稿（.ppt），不是表格"),
)
_IN_ZIP = (  # a part of the archive
    ("word/document.xml", "Word 文件（.docx），请把表格复制到 Excel 里另存为 .xlsx"),
    ("ppt/presentation.xml", "演示文稿（.pptx），不是表格"),
    ("OFD.xml", "OFD 文件，里面没有表格数据，请导入原来的 Excel 文件"),
    ("Index/Document.iwa", "苹果 Numbers 文件，请导出为 Excel（.xlsx）"),
)
_OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": "ODF 文字文件（.odt），请把表格复制到 Excel 里另存为 .xlsx",
    b"application/vnd.oasis.opendocument.presentation": "ODF 演示文稿（.odp），不是表格",
}


def kind_of(path: Path) -> str:
    """Return what the file is; raise Refused in Chinese naming what is no sheet."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if head.startswith(_OLE[:4]):
        return _in_compound_file(path)
    if head.startswith(b"PK"):
        return _in_archive(path)
    for magic, what in _REFUSED_HEADS:
        if head.startswith(magic):
            raise _refused(what)
    return _of_text(head)


def _refused(what: str) -> Refused:
    return Refused(f"这是{what}", field="file", english="Not a spreadsheet")


def _in_compound_file(path: Path) -> str:
    body = path.read_bytes()
    for name, what in _IN_OLE:
        if name.encode("utf-16-le") in body:
            raise _refused(what)
    if not any(name.encode("utf-16-le") in body for name in ("Workbook", "Book")):
        raise _refused("旧版 Office 文件，里面没有工作表，或者已经损坏；请在 Excel 里打开后另存为不带密码的 .xlsx")
    return OLD_EXCEL


def _parts(path: Path) -> tuple[set[str], bytes]:
    """Return the names of an archive's parts, small, and what it says of itself in `mimetype`."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = {part.filename for part in archive.infolist()}
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise Refused(
                    "文件解压后超过 1 GB，没有读取", field="file", english="The file unpacks to more than 1 GB"
                )
            mimetype = archive.read("mimetype")[:100].strip() if "mimetype" in parts else b""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise Refused(
            "打不开这个 Excel 文件，文件可能损坏", field="file", english=f"Unreadable workbook: {error}"
        ) from error
    return {part.lower().replace("\\", "/") for part in parts}, mimetype


def _in_archive(path: Path) -> str:
    lower, mimetype = _parts(path)
    if "xl/workbook.xml" in lower:
        return XLSX
    if "xl/workbook.bin" in lower:
        return BINARY_EXCEL
    if mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return OPEN_DOCUMENT
    for begins, what in _OPEN_DOCUMENTS.items():
        if mimetype.startswith(begins):
            raise _refused(what)
    for part, what in _IN_ZIP:
        if part.lower() in lower:
            raise _refused(what)
    if "[content_types].xml" in lower:
        return XLSX  # the workbook may be called otherwise; its relations tell
    raise _refused("ZIP 压缩包，请解压后导入里面的表格")


def _of_text(head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\0", b"").lower()
    if start.startswith(b"mime-version:") or b"content-type: multipart/related" in start[:500]:
        raise _refused("单个文件网页（.mht），请在 Excel 里打开后另存为 .xlsx")
    if start.startswith(b"<?xml") or start.startswith(b"<workbook"):
        if b"excel.sheet" in start or b"schemas-microsoft-com:office:spreadsheet" in start:
            return XML_EXCEL
        return PAGE if b"<html" in start or b"<table" in start else TEXT
    if start.startswith((b"<!doctype", b"<html", b"<head", b"<meta", b"<table", b"<style", b"<body", b"<!--")):
        return PAGE
    return TEXT

"""A file is what its bytes are: sheets are read in every encoding and separator, all else is refused by its name."""

import codecs
import csv
import io
import zipfile

import pytest
from openpyxl import Workbook

from agencies.spreadsheets.faults import Unusable
from agencies.spreadsheets.file_formats import libreoffice
from agencies.spreadsheets.table import opened
from law import Refused
from tests.agencies.spreadsheets.books import FORM, HEADING, book

ROW = ("甲-1", "张三；李四", "2018-03-05", "予以公开", "2018-03-20")


def told(path, **given):
    with opened(path, FORM, **given) as table:
        return [tuple(row) for _, row in table.rows()], table


def text(separator=",", *rows, quoting=csv.QUOTE_MINIMAL):
    out = io.StringIO()
    csv.writer(out, delimiter=separator, quoting=quoting).writerows(rows or (HEADING, ROW))
    return out.getvalue()


ENCODINGS = {
    "utf-8": b"", "utf-8-sig": b"", "gbk": b"", "gb18030": b"", "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE,
}  # fmt: skip


@pytest.mark.parametrize("separator", [",", "\t", ";"], ids=["comma", "tab", "semicolon"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_and_separator_under_any_name(tmp_path, encoding, separator):
    path = tmp_path / "台账.xls"  # as many systems call it
    path.write_bytes(ENCODINGS[encoding] + text(separator).encode(encoding))
    assert told(path)[0] == [ROW]


def test_a_text_that_names_its_separator(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("sep=|\n" + text("|"), encoding="gbk")
    rows, table = told(path)
    assert rows == [ROW] and table.found.top == 2


def test_fields_in_quotes_keep_separators_and_line_breaks(tmp_path):
    row = ("甲-1", "张三,李四\t王五;赵六", "2018-03-05", "予以公开", "第一行\n第二行")
    for separator in (",", "\t", ";"):
        path = tmp_path / "a.csv"
        path.write_bytes(text(separator, HEADING, row, quoting=csv.QUOTE_ALL).encode("gb18030"))
        assert told(path)[0] == [row]


def test_rare_characters_of_gb18030(tmp_path):
    row = ("甲-1", "𠮷野·㼆", "2018-03-05", "", "")
    path = tmp_path / "a.csv"
    path.write_bytes(text(",", HEADING, row).encode("gb18030"))
    assert told(path)[0] == [row]


@pytest.mark.parametrize("start", ["=1+1", "+86-577", "-", "- 某某", "@某某", '=HYPERLINK("x")', "＝某"])
def test_text_that_begins_like_a_formula_is_text(tmp_path, start):
    row = ("甲-1", start, "2018-03-05", "", "")
    path = tmp_path / "a.csv"
    path.write_text(text(",", HEADING, row), encoding="utf-8")
    assert told(path)[0][0][1] == start
    made = Workbook()
    made.active.append(HEADING)
    made.active.append([None, None])
    for place, value in enumerate(row, start=1):
        cell = made.active.cell(2, place)
        cell.value = value or None
        cell.data_type = "s" if value else "n"
    made.save(tmp_path / "a.xlsx")
    assert told(tmp_path / "a.xlsx")[0][0][1] == start


def archive(*names, mimetype=b""):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        if mimetype:
            made.writestr("mimetype", mimetype)
        for name in names:
            made.writestr(name, "<x/>")
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ODF = b"application/vnd.oasis.opendocument."
REFUSED = {
    "pdf": (b"%PDF-1.7\n", "PDF 文件"),
    "rtf": (b"{\\rtf1 ", "RTF"),
    "rar": (b"Rar!\x1a\x07", "RAR 压缩包"),
    "7z": (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    "gzip": (b"\x1f\x8b\x08", "gzip"),
    "png": (b"\x89PNG\r\n", "图片"),
    "jpeg": (b"\xff\xd8\xff\xe0", "图片"),
    "zip": (archive("台账.xlsx"), "ZIP 压缩包"),
    "docx": (archive("[Content_Types].xml", "word/document.xml"), "Word 文件（.docx）"),
    "pptx": (archive("[Content_Types].xml", "ppt/presentation.xml"), "演示文稿"),
    "ofd": (archive("OFD.xml"), "OFD"),
    "numbers": (archive("Index/Document.iwa"), "Numbers"),
    "odt": (archive("content.xml", mimetype=ODF + b"text"), "odt"),
    "doc": (OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "Word 文件（.doc）"),
    "password": (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "加了密码的文件"),
    "broken ole": (OLE + b"\0" * 600, "已经损坏"),
    "broken zip": (b"PK\x03\x04 not a workbook", "可能损坏"),
    "mht": (b"MIME-Version: 1.0\nContent-Type: multipart/related", "单个文件网页"),
    "page without a table": (b"<html><body><p>no</p></body></html>", "里面没有表格"),
    "utf-16 without a mark": ("Number,Name,Day\n1,A,2018-3-5\n".encode("utf-16-le"), "不带标记"),
    "no encoding": (b"\xff\x80,\xff\n", "不是 UTF-8、GB 18030"),
    "utf-32": ("登记编号".encode("utf-32"), "UTF-32"),
    "sqlite": (b"SQLite format 3\0", "数据库文件"),
    "damaged utf-8": (
        "登记编号,申请人,到达日期\n甲,乙,2018-3-5\n".encode() + b"\xff\xff",
        "第 3 行附近不是 UTF-8 编码",
    ),
    "damaged utf-16": (codecs.BOM_UTF16_LE + b"\0", "UTF-16"),
    "empty": (b"", "没有内容"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_sheet_is_refused_by_what_it_is(tmp_path, what):
    body, why = REFUSED[what]
    path = tmp_path / "台账.xlsx"
    path.write_bytes(body)
    with pytest.raises(Refused, match=why):
        told(path)


def test_an_old_workbook_is_refused_by_name_where_there_is_no_libreoffice(tmp_path, monkeypatch):
    monkeypatch.setattr(libreoffice, "program", lambda: None)
    path = tmp_path / "a.xlsx"
    for body, name in (
        (OLE + b"\0" * 600 + "Workbook".encode("utf-16-le"), "旧版 Excel"),
        (archive("content.xml", mimetype=ODF + b"spreadsheet"), "ODF 表格"),
        (archive("xl/workbook.bin"), "二进制工作簿"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "XML 表格"),
    ):
        path.write_bytes(body)
        with pytest.raises(Refused, match=f"{name}.*没有安装 LibreOffice"):
            told(path)


PAGE = """<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"><style>td {{}}</style></head><body>
<p>某某局台账</p><table><tr><td colspan=5>2018年台账</td></tr><tr>{head}</tr>
<tr><td>甲-001</td><td>张三&amp;李四</td><td rowspan=2>2018-03-05</td><td>予以公开</td><td>2018-03-20</td></tr>
<tr><td>甲-002</td><td>王<br>五</td><td></td><td>330302199001011234</td></tr></table></body></html>"""


@pytest.mark.parametrize(
    ("charset", "encoding"), [("gb2312", "gbk"), ("utf-8", "utf-8"), ("GBK", "gb18030"), ("utf-8", "gbk")]
)
def test_a_page_that_calls_itself_a_workbook_is_read_to_the_letter(tmp_path, charset, encoding):
    page = PAGE.format(charset=charset, head="".join(f"<th>{name}</th>" for name in HEADING))
    path = tmp_path / "台账.xls"
    path.write_bytes(page.encode(encoding))
    rows, table = told(path)
    assert rows == [
        ("甲-001", "张三&李四", "2018-03-05", "予以公开", "2018-03-20"),
        ("甲-002", "王\n五", "2018-03-05", "", "330302199001011234"),
    ]
    assert [note.row for note in table.notes] == [1, 0, 0] and "某某局台账" in str(table.notes[2])


def test_the_sheet_is_chosen_and_the_others_are_named(tmp_path):
    path = book(
        tmp_path / "a.xlsx",
        ("说明", "本表由办公室填写"),
        more={"2018": [HEADING, ROW], "2019": [HEADING, ROW], "空": []},
    )
    rows, table = told(path)
    assert (rows, table.grid.name) == ([ROW], "2018")
    assert [str(note) for note in table.notes] == [
        "工作表“2018年”没有读",
        "工作表“2019”没有读；它也像台账，要导入请指明这张工作表，或者另存为单独的文件",
    ]
    assert told(path, sheet=" 2019 ")[1].grid.name == "2019"
    with pytest.raises(Refused, match="没有工作表“2020”，文件里有：“2018年”、“2018”、“2019”、“空”"):
        told(path, sheet="2020")


def test_a_hidden_sheet_is_not_taken_for_the_register(tmp_path):
    made = Workbook()
    made.active.append(HEADING)
    made.active.sheet_state = "hidden"
    other = made.create_sheet("台账")
    other.append(HEADING)
    other.append(ROW)
    made.save(tmp_path / "a.xlsx")
    rows, table = told(tmp_path / "a.xlsx")
    assert rows == [ROW] and "“Sheet”（隐藏的）没有读" in str(table.notes[0])


def page(path, *cells: str, row: str = ""):
    """Write a page with one application, of which some cells are other HTML."""
    given = [*cells, *ROW[len(cells) :]]
    heads = "".join(f"<th>{head}</th>" for head in HEADING)
    body = f"<table><tr>{heads}</tr><tr{row}>{''.join(f'<td>{cell}</td>' for cell in given)}</tr></table>"
    path.write_text(f'<meta charset="utf-8">{body}', encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("<p>一号</p><p>二号</p>", "一号\n二号"), ("<div>一号</div>二号", "一号\n二号"), ("<ul><li>一号</li><li>二号</li></ul>", "一号\n二号"), ("一号<br>二号", "一号\n二号"),
        ("<b>一</b><i>号</i>", "一号"), ("<h3>一号</h3>二号", "一号\n二号"), ("<span>一</span>号", "一号"), ("<pre>一号</pre>", "一号"), ("<s>一号</s>", "一号"),
        ("<font color=red>一</font>号<!--二号-->", "一号"),
    ],
)  # fmt: skip
def test_what_stands_on_lines_of_its_own_is_not_run_together(tmp_path, cell, read):
    assert told(page(tmp_path / "a.xls", "甲-1", cell))[0][0][1] == read


@pytest.mark.parametrize(
    "cell",
    [
        "<s>甲-9</s>甲-1", "<del>甲-9</del>甲-1", "甲-1<strike>甲-9</strike>", '<span style="text-decoration:line-through">甲-9</span>甲-1',
        '<font><span style="text-decoration: underline line-through">甲-9</span></font>甲-1', '<p style="TEXT-DECORATION-LINE: line-through">甲-9</p>甲-1',
    ],
)  # fmt: skip
def test_a_cell_of_a_page_in_which_a_part_is_crossed_out_is_refused(tmp_path, cell):
    ((number, *_),), _ = told(page(tmp_path / "a.xls", cell))
    assert isinstance(number, Unusable) and "划掉的文字（甲-9）" in number.why


@pytest.mark.parametrize(
    "unseen",
    ['<div style="display:none">隐</div>', "<span hidden>隐</span>", '<b style="color:red; visibility: hidden">隐</b>', '<p style="mso-hide:all">隐</p>', '<div style="DISPLAY : NONE"><b>隐</b></div>'],
)  # fmt: skip
def test_what_a_page_does_not_show_is_named_and_not_read(tmp_path, unseen):
    ((_, name, *_),), table = told(page(tmp_path / "a.xls", "甲-1", f"{unseen}张三"))
    assert name == "张三" and "没有导入：第 2 行里隐藏的文字“隐”" in [str(note) for note in table.notes]


@pytest.mark.parametrize("row", [' style="display:none"', " hidden", ' style="height:0;visibility:collapse"'])
def test_a_row_that_a_page_does_not_show_is_read_and_named(tmp_path, row):
    rows, table = told(page(tmp_path / "a.xls", row=row))
    assert len(rows) == 1 and "第 2 行是隐藏的（可能是筛选），一样读入了" in [str(note) for note in table.notes]


def test_a_sheet_that_unpacks_to_too_much_is_refused(tmp_path):
    """Before any of it is unpacked: a million bytes that stand for more than a thousand million."""
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        for number in range(11):
            with packed.open(f"xl/worksheets/sheet{number}.xml", "w") as member:
                for _ in range(100):
                    member.write(bytes(1024 * 1024))
    assert path.stat().st_size < 2 * 1024 * 1024
    with pytest.raises(Refused, match="解压后超过 1 GB"):
        told(path)

"""Texts that another program damaged: rows that run into one cell, digits that are gone, files put one behind the other."""

import pytest

from agencies.spreadsheets import values
from agencies.spreadsheets.faults import Percentage
from law import Refused
from tests.agencies.spreadsheets.books import HEADING
from tests.agencies.spreadsheets.test_kinds_of_file import told

ONE = "甲-1,张三,2018-03-05,予以公开,2018-03-20"
TWO = "甲-2,李四,2018-03-06,予以公开,2018-03-21"
THREE = "甲-3,王五,2018-03-07,予以公开,2018-03-22"


def lines(path, *rows: str, end="\n"):
    path.write_bytes(end.join((",".join(HEADING), *rows, "")).encode("gbk"))
    return path


SWALLOWED = {
    "the next row": (ONE.replace("张三", '"张三'), TWO.replace("李四", '李四"')),
    "two rows": (ONE.replace("张三", '"张三'), TWO, THREE.replace("王五", '王五"')),
    "from the first cell on": (f'"{ONE}', TWO.replace("甲-2", '甲-2"')),
    "to the last cell": (ONE.replace("予以公开", '"予以公开'), f'{TWO}"'),
    "an earlier cell": (ONE.replace("予以公开", '"予以公开'), TWO.replace("予以公开", '予以公开"')),
    "after a good row": (THREE, ONE.replace("张三", '"张三'), TWO.replace("李四", '李四"')),
}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old mac"])
@pytest.mark.parametrize("rows", SWALLOWED.values(), ids=SWALLOWED)
def test_rows_that_quotes_run_into_one_cell_are_never_lost_in_it(tmp_path, rows, end):
    with pytest.raises(Refused, match=r"第 \d 行有一格里是几行.*引号不成对"):
        told(lines(tmp_path / "a.csv", *rows, end=end))


@pytest.mark.parametrize(
    "said", ["第一行\n第二行", "一,二\n三,四", "见附件,共三页\n\n二、另附", '他说""好""\n再说', "1,234"]
)
def test_a_cell_of_several_lines_is_a_cell(tmp_path, said):
    rows, _ = told(lines(tmp_path / "a.csv", ONE.replace("张三", f'"{said}"'), TWO))
    assert [row[1] for row in rows] == [said.replace('""', '"'), "李四"]


@pytest.mark.parametrize("end", ["\x1a", "\x1a\r\n", "\r\n\x1a"])
def test_the_sign_with_which_dos_ends_a_file_is_no_row(tmp_path, end):
    path = lines(tmp_path / "a.csv", ONE)
    path.write_bytes(path.read_bytes() + end.encode())
    assert len([row for row in told(path)[0] if any(row)]) == 1


@pytest.mark.parametrize("between", ["\ufeff", "\ufeff\ufeff"])
@pytest.mark.parametrize("again", [True, False], ids=["with its heading", "without"])
def test_of_texts_put_one_behind_the_other_no_mark_stays_in_a_number(tmp_path, between, again):
    path = tmp_path / "a.csv"
    heading = ",".join(HEADING)
    second = f"{heading}\n{TWO}" if again else TWO
    path.write_text(f"\ufeff{heading}\n{ONE}\n{between}{second}\n", encoding="utf-8")
    assert [row[0] for row in told(path)[0]] == ["甲-1", "甲-2"]


@pytest.mark.parametrize(
    "cell, read",
    [
        ('"=""甲-1"""', "甲-1"),
        ('="甲-1"', "甲-1"),
        ('"=""007"""', "007"),
        ('"=""甲-1""&""x"""', '="甲-1"&"x"'),
        ('"=甲"', "=甲"),
    ],
)
def test_a_number_that_a_program_wrote_as_a_text_for_excel_is_that_text(tmp_path, cell, read):
    assert told(lines(tmp_path / "a.csv", ONE.replace("甲-1", cell)))[0][0][0] == read


@pytest.mark.parametrize("lost", ["1.38E+10", "1.4E+10", "3E+17", "3.30304E+17", " 1.38E+10 ", "9.99999E+99"])
def test_digits_that_excel_left_out_of_a_text_are_not_taken_for_a_number(lost):
    with pytest.raises(values.Unreadable, match="科学记数"):
        values.plain(lost)


@pytest.mark.parametrize("kept", ["E+10", "1E10栋", "2018E+甲", "13800000000", "1.38", "A1.38E+10", "第1E+10号"])
def test_what_only_looks_like_a_power_is_text(kept):
    assert values.plain(kept) == kept


@pytest.mark.parametrize("number, shown", [(0.5, "50%"), (1.0, "100%"), (0.0, "0%"), (0.125, "12.5%"), (0.07, "7%")])
def test_a_share_is_read_as_its_sheet_shows_it_and_is_no_other_number(number, shown):
    assert values.plain(Percentage(number)) == shown

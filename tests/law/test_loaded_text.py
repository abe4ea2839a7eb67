"""A text of the remedy paragraphs that comes as a file: held against the form of the delivered ones, with what is wrong (11.8)."""

from pathlib import Path

import pytest

from law import Refused
from law.remedies import instructions
from law.remedies.loaded_text import text_of_file

FOLDER = Path(instructions.__file__).parent
DELIVERED = (FOLDER / "letters_2026.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[ruling]", "[ruling", "不是 TOML 文件"),
        ("silence_first = true", "", "缺少“silence_first”"),
        ("silence_first = true", "silence_first = 1", "“silence_first”应当是 true 或者 false"),
        ("in_force_from = 2026-07-01", 'in_force_from = "2026-07-01"', "“in_force_from”应当是日期"),
        ("checked_on", "checked_at = 1\nchecked_on", "不认识“checked_at”"),
        ('reconsideration_first = ["F"]', 'reconsideration_first = ["X"]', "“reconsideration_first”只能列出"),
        ("先向{bodies}", "先向复议机关", "“texts.F”没有写 {bodies}"),
        ("先向{bodies}", "先向{bodies.__class__}", "“texts.F”里可以填写的位置只有"),
        ("先向{bodies}", "先向{bodies!r}", "“texts.F”里可以填写的位置只有"),
        ("先向{bodies}", "先向{bodies", "“texts.F”的花括号不成对"),
        ("先向{bodies}", "先向<b>{bodies}", "“texts.F”有换行"),
        ('online = "', 'offline = "', "“texts”应当正好有"),
        ('township = [["reconsideration_body", "government"]]', "", "缺少或者多出：township"),
        ('township = [["reconsideration_body", "government"]]', 'township = [["mayor"]]', "“bodies.township”应当列出"),
        ("sure = 90", 'sure = "90"', "“not_read”的每一张表"),
    ],
)
def test_a_file_that_is_no_text_of_remedies_is_refused_with_what_is_wrong(old, new, words):
    assert old in DELIVERED
    with pytest.raises(Refused) as refused:
        text_of_file(DELIVERED.replace(old, new, 1), "letters_2027")
    assert words in str(refused.value) and refused.value.field == "file"


@pytest.mark.parametrize("code", ["letters_2015", "letters_2024", "letters_2026"])
def test_the_delivered_texts_are_of_the_form_that_is_asked_of_loaded_ones(code):
    (delivered,) = [text for text in instructions.LETTERS if text.code == code]
    text = text_of_file((FOLDER / f"{code}.toml").read_text(encoding="utf-8"), code)
    assert (text.says, text.in_force_from, text.checked_on) == (
        delivered.says,
        delivered.in_force_from,
        delivered.checked_on,
    )

"""One form of text for comparing: what looks or means the same is the same, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.text.comparing import LookUp, comparable, has_words, numbers_in, same_number, same_text, words_of
from law import Refused

ALIKE = {
    "radicals of Kangxi": ("⼀⽉⼆⽇", "一月二日"),
    "radicals that Unicode does not decompose": ("⻓⻛⻢⻋", "长风马车"),
    "strokes": ("㇐", "一"),
    "compatibility ideographs": ("豈更車", "岂更车"),
    "squared and enclosed": ("㈱①⑳㎡Ⅻ", "(株)120m2xii"),
    "ligatures": ("ﬁle", "file"),
    "full width": ("ＡＢｃ１２３！", "abc123!"),
    "digits of another script": ("٢٠٢٦", "2026"),
    "a blank without width": ("温\u200b州", "温州"),
    "joiners": ("温\u200d州\u200c", "温州"),
    "a byte order mark": ("\ufeff温州", "温州"),
    "a soft hyphen": ("Wen\u00adzhou", "wenzhou"),
    "bidirectional controls": ("\u202e温州\u202c\u2066", "温州"),
    "selectors of variants": ("葛\U000e0100城\ufe0f", "葛城"),
    "a filler of Hangul": ("温\u3164州", "温州"),
    "tags": ("温\U000e0041州", "温州"),
    "blanks of all kinds": ("张\u3000 \u00a0\u2003\t\n三", "张三"),
    "brackets": ("〔2026〕［a］【b】（c）﹝d﹞", "[2026](a)[b][c]{d}"),
    "dashes": ("a—b–c－d−e‑f――g", "a-b-c-d-e-f-g"),
    "tildes": ("1～2〜3", "1~2~3"),
    "dots of names": ("买买提·艾力", "买买提艾力"),
    "other dots of names": ("买买提•艾力・木", "买买提.艾力．木"),
    "quotes and titles": ("《关于“三改一拆”的〈意见〉》", "关于三改一拆的意见"),
    "corners": ("「規劃」『圖』", "规划图"),
    "noughts": ("二○二六", "二〇二六"),
    "colons and commas": ("甲、乙：丙﹑丁", "甲，乙∶丙,丁"),
    "slashes": ("1⁄2／3∕4", "1/2/3/4"),
    "traditional": ("溫州市甌海區國土資源局徵收補償", "温州市瓯海区国土资源局征收补偿"),
    "variants of Hong Kong": ("衞生 化粧", "卫生 化妆"),
    "an ambiguous one, folded": ("乾部 後門 裏面", "干部 后门 里面"),
    "capitals": ("XXGK·A-01", "xxgk·a-01"),
    "sharp s": ("STRASSE", "straße"),
}
DIFFERENT = [
    ("温州", "温洲"), ("12", "120"), ("3.5", "35"), ("一", "二"), ("2026-1", "20261"), ("己", "已"), ("0", "〇"), ("a", "ä"), ("未", "末"), ("甲。乙", "甲,乙"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), ALIKE.values(), ids=ALIKE)
def test_what_looks_the_same_compares_as_the_same(one, other):
    assert comparable(one) == comparable(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_differs_stays_different(one, other):
    assert not same_text(one, other)


@given(st.text())
def test_the_form_of_a_form_is_itself(text):
    form = comparable(text)
    assert comparable(form) == form
    assert not any(char.isspace() for char in form)


@given(
    st.text(alphabet="温州後乾图圖—-·〔（［ A1\u200b", max_size=20),
    st.text(alphabet="溫州后干規划【(a１ ", min_size=1, max_size=8),
    st.text(alphabet="区區1 ", max_size=8),
)
def test_a_piece_of_a_text_is_found_in_its_form(before, piece, after):
    assert has_words(piece, f"{before}甲{piece}乙{after}") or not words_of(piece)


NUMBER = "温瓯公开〔2026〕12号"
TYPED = [
    "温瓯公开〔2026〕12号", "[2026]12", "（2026）第012号", "2026-12", "２０２６－１２", "温瓯公开（2026）12", "溫甌公開【2026】第12號", "瓯公开〔2026〕12",
    "2026/12", "2026年第12号", "2026 年 12 号", "2026 - 012", "温瓯公开 〔 2026 〕 12 号", "〔26〕12号", "文号：温瓯公开〔2026〕0012号",
    "《答复书》（温瓯公开〔2026〕12号）", "2026.12", "2026第12号", "温瓯公开\u200b〔2026〕12号", "公开2026—12", "公开2026字第12号", "2026_12",
    "关于温瓯公开〔2026〕12号的答复", "关于《温瓯公开〔2026〕12号》", "文号温瓯公开〔2026〕12号", "发文字号 温瓯公开〔2026〕12号", "答复书文号温瓯公开2026年12号",
    "你局作出的温瓯公开〔2026〕12号", "贵局出具的温瓯公开(2026)12号告知书", "编号2026-12", "登记编号2026-012", "受理编号：2026-12", "温瓯公开〔二〇二六〕12号",
    "二〇二六年第12号", "温瓯公开二○二六年12号", "〔二零二六〕12号",
]  # fmt: skip


@pytest.mark.parametrize("typed", TYPED)
def test_a_document_number_is_itself_however_it_is_typed(typed):
    assert same_number(typed, NUMBER)


@pytest.mark.parametrize(
    "typed",
    [
        "[2026]120",
        "[2026]1",
        "[2025]12",
        "鹿公开〔2026〕12号",
        "2026-112",
        "12",
        "",
        "〔2026〕0号",
        "2026-12-01",
        "2026年12月",
        "关于〔2025〕12号",
        "编号2026-112",
        "〔二〇二五〕12号",
        "关于鹿公开〔2026〕12号的答复",
    ],
)
def test_another_number_is_another(typed):
    assert not same_number(typed, NUMBER)


def test_a_day_is_no_number():
    assert not [
        number for text in ("2026-11-29", "2026年11月29日", "2026/11/29", "2026.11.29") for number in numbers_in(text)
    ]


@given(st.text(max_size=60))
def test_nothing_that_is_typed_breaks_the_reading_of_numbers(text):
    assert all(number for number in numbers_in(text))


def test_words_are_wanted_all_in_any_order():
    assert words_of("  張三、 規劃\u3000张三 ") == ["张三", "规划"]
    assert has_words("规划 张三", "张三", "温州市规划图")
    assert not has_words("规划 李四", "张三", "温州市规划图")
    assert not has_words("《》", "张三")  # signs alone find nothing, rather than everything


def test_a_name_is_looked_up_as_it_stands_and_then_by_what_compares():
    found = LookUp({"温州市瓯海区人民政府": 1, "OH-B02": 2, "后海局": 3, "後海局": 4})
    assert found.get("溫州市 甌海區人民政府") == 1
    assert found.get("ｏｈ－ｂ０２") == 2
    assert (found.get("后海局"), found.get("後海局")) == (3, 4)  # told apart where they are written as they stand
    assert found.get("鹿城区") is None
    with pytest.raises(Refused, match="分不清是后海局还是後海局"):
        found.get("后海 局")

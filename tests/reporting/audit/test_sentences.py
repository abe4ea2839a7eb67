"""What a sentence of a report says, of whom and of what, and whether its numbers are those of the table."""

from decimal import Decimal

import pytest

from law.reports.forms import FORMS
from reporting.audit.rules import audit_report
from reporting.audit.statement import from_json
from tests.reporting.audit.published import given


def said(*texts: str, name="pingtan_2021", previous=None) -> list[tuple[str, str, str]]:
    table = given(name) | {"sentences": list(texts)}
    found = [each for each in audit_report(from_json(table), previous) if each.rule in ("sentence", "share", "growth")]
    return [(each.kind, str(each.published), str(each.expected)) for each in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("本年度共收到政府信息公开申请70件。", []),
        ("本年度共收到政府信息公开申请71件。", [("text", "71", "70")]),
        ("全年新收申请70件，办结68件，结转下年度继续办理1件。", [("text", "68", "69")]),
        ("区本级收到政府信息公开申请12件。", []),  # of one office, not of the whole
        ("收到申请70余件。", []),
        ("收到申请80余件。", [("text", "80余", "70")]),
        ("予以公开30件，占43.5%。", []),
        ("予以公开30件，占42.9%。", []),  # of the 70 received
        ("予以公开30件，占53.5%。", [("arithmetic", "53.5%", "43.5%")]),
        ("予以公开、部分公开分别为30件、5件，分别占43.5%、7.2%。", []),
        ("予以公开、部分公开分别为30件、5件，分别占43.5%、8.2%。", [("arithmetic", "8.2%", "7.2%")]),
        ("行政复议3件，行政诉讼12件。", []),
        ("行政复议4件，行政诉讼13件。", [("text", "4", "3"), ("text", "13", "12")]),
        ("收到申请70件，比上年增加20件，增长40%。", []),
        ("收到申请70件，比上年增加20件，增长30%。", [("arithmetic", "30%", "40%")]),
        ("收到申请70件，较上年减少30件，下降30%。", []),
        ("<b>收到申请</b>{{7*7}}件", []),
    ],
)
def test_what_a_sentence_says(text, found):
    assert said(text) == found


def test_growth_is_held_against_last_years_table():
    before = given("pingtan_2021") | {"year": 2020}
    path = FORMS["annual_2021"].rows["R1"].name
    before["tables"][path]["总计"] = 60
    assert said("收到申请70件，比上年增加10件，增长16.7%。", previous=from_json(before)) == []
    assert ("chain", "20件", "10件") in said("收到申请70件，比上年增加20件。", previous=from_json(before))
    assert ("chain", "20.0%", "16.7%") in said("收到申请70件，较上年增长20.0%。", previous=from_json(before))


OF_THE_WHOLE = [  # what stands beside a table, and must be the number of applications received in the year
    "{year}年共收到政府信息公开申请{n}件。",
    "{year}年，共收到政府信息公开申请{n}件，{before}年共收到政府信息公开申请{other}件。",
    "与{before}年相比，{year}年收到申请{n}件。",
    "按照《{before}年政务公开工作要点》的要求，共收到申请{n}件。",
    "{before}年12月启用新系统，本年收到申请{n}件。",
    "通过各种渠道共收到申请{n}件。",
    "本年（含网上提交的）收到申请{n}件，其中市教委收到申请{other}件。",
    "本机关共收到申请{n}件，通过网络收到申请{other}件。",
    "{own}共收到申请{n}件。",
    "{year}年1月1日至12月31日，受理申请{n}件，受理行政复议申请{other}件。",
]
OF_SOMETHING_ELSE = [  # and may be any number, for it is not that of the year's applications
    "{before}年共收到政府信息公开申请{other}件。",
    "{before}年，我局共收到申请{other}件。",
    "{before}年全年收到申请{other}件。",
    "上年收到申请{other}件。",
    "去年共收到申请{other}件。",
    "较{before}年收到的{other}件申请增加57件。",
    "较上年收到申请增加{other}件。",
    "收到申请同比增加{other}件。",
    "通过网络收到申请{other}件，通过信函收到申请{other}件。",
    "通过网络（含微信）收到申请{other}件。",
    "其中，收到网上申请{other}件。",
    "其中，市教委收到申请{other}件。",
    "市教委收到申请{other}件，市公安局收到申请{other}件。",
    "各部门收到申请{other}件。",
    "受理行政复议申请{other}件。",
    "上半年收到申请{other}件。",
    "1月至6月收到申请{other}件。",
    "全省各级行政机关共收到申请{other}件。",
]
RECEIVED = {
    "ouhai_2018": ("3.1", "n"),
    "shanghai_office_2019": ("R1", "total"),
    "shanghai_office_2025": ("R1", "total"),
}
OWN = {"ouhai_2018": "区政府", "shanghai_office_2019": "市政府办公厅", "shanghai_office_2025": "市政府办公厅代表市政府"}


def spoken(text: str, name: str, *, off: int = 0) -> tuple[str, int]:
    """Return a sentence with the table's own year and number in it, and that number."""
    report = from_json(given(name))
    number = int(report.value(*RECEIVED[name]))
    return text.format(
        year=report.year, before=report.year - 1, n=number + off, other=number + 4321, own=OWN[name]
    ), number


@pytest.mark.parametrize("name", RECEIVED)
@pytest.mark.parametrize("text", OF_THE_WHOLE)
def test_the_applications_of_the_year_are_held_against_the_table(text, name):
    true, _ = spoken(text, name)
    assert said(true, name=name) == []
    wrong, number = spoken(text, name, off=1)
    assert said(wrong, name=name) == [("text", str(number + 1), str(number))]


@pytest.mark.parametrize("name", RECEIVED)
@pytest.mark.parametrize("text", OF_SOMETHING_ELSE)
def test_another_year_another_office_and_a_part_are_left_alone(text, name):
    assert said(spoken(text, name)[0], name=name) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("全区收到申请71件。", [("text", "71", "70")]),  # the zone's own committee speaks
        ("全市收到申请7100件。", []),
        ("全区教育系统收到申请7件。", []),
        ("全区各单位收到申请71件。", [("text", "71", "70")]),
        ("上年结转1件，本年新收申请71件。", [("text", "1", "0"), ("text", "71", "70")]),
        ("办结69件，其中本年新收申请办结60件。", []),
        ("2020年办结60件，予以公开50件，占83.3%。", []),
        ("2020年予以公开30件，占53.5%。", []),
        ("区教育局予以公开3件，占60%。", []),
        ("全市共办理行政复议案件5000件。", []),
        ("涉及政府信息公开的行政复议案件30件。", [("text", "30", "3")]),
        ("结果维持2件，占66.7%。", []),  # of the three reviews
        ("结果维持2件，占56.7%。", [("arithmetic", "56.7%", "2.9%")]),
        ("行政复议3件，其中维持2件、其他1件，分别占66.7%、33.3%。", []),
        ("行政复议3件，其中维持2件、其他1件，分别占66.7%、43.3%。", [("arithmetic", "43.3%", "1.4%")]),
        ("共办结30件人大代表建议。", []),
        ("办理公文200件，不予公开30件，占15%。", []),
        ("办理建议提案，予以公开20件（80%）。", []),
        ("未受理申请5件，不予受理申请6件。", []),
        ("收到要求公开征地信息的申请50件，收到律师提交的申请20件。", []),
        ("上年结转的申请中予以公开20件。", []),
        ("行政复议2件维持，行政诉讼3件未审结。", []),
        ("2019—2021年共收到申请500件。", []),
        ("条例施行以来，累计收到申请500件。", []),
        ("受理点共受理申请5件，某县收到申请6件。", []),
        ("主动公开政府信息5000条，其中规范性文件100件，占2.0%。", []),
        ("主动公开政府信息5000条，其中规范性文件100件，占3.0%。", [("arithmetic", "3.0%", "2.0%")]),
        ("编发材料200份，其中解读100件，占50%。", []),
        ("编发材料200份，其中解读100件，占60%。", [("arithmetic", "60%", "50%")]),
    ],
)
def test_of_whom_and_of_what_a_sentence_speaks(text, found):
    assert sorted(said(text)) == sorted(found)


@pytest.mark.parametrize("name", RECEIVED)
@pytest.mark.parametrize(
    ("text", "is_of_the_received"),
    [
        ("收到申请{n}件，同比增长20.0%。", True),
        ("收到申请{n}件（含网上9件），较上年增长20.0%。", True),
        ("{year}年申请数量较{before}年增长20.0%。", True),
        ("网站访问总量500万次，同比增长20.0%。", False),
        ("新媒体阅读总量达20万次，较上年增长20.0%。", False),
        ("主动公开5000条，同比增长20.0%，收到申请{n}件。", False),
        ("收到申请{n}件，办理建议提案30件，同比增长20.0%。", False),
        ("收到申请{n}件，其中网上申请30件，同比增长20.0%。", False),
        ("收到申请{n}件，已答复的申请9件，同比增长20.0%。", False),
        ("受理行政复议申请30件，同比增长20.0%。", False),
        ("市教委收到申请50件，同比增长20.0%。", False),
        ("收到申请{n}件，较2010年增长20.0%。", False),
    ],
)
def test_only_growth_of_the_applications_is_held_against_last_years(text, is_of_the_received, name):
    report = from_json(given(name))
    sentence, now = spoken(text, name)
    before = from_json(given(name) | {"year": report.year - 1})
    found = [each[:2] for each in said(sentence, name=name, previous=before) if each[0] in ("chain", "arithmetic")]
    assert found == ([("chain", "20.0%")] if is_of_the_received else [])
    before.cells[RECEIVED[name]] = Decimal(now) / Decimal("1.2")
    assert said(sentence, name=name, previous=before) == []

"""An imported register with a case of every outcome and at every stage, under both Regulations."""

from datetime import date

from law.outcomes import OUTCOME_BY_LABEL, may_conclude
from tests.workflow.sample_office import Office, at
from tests.workflow.sample_registers import GOOD, as_csv
from workflow.cases.models import Case
from workflow.registers.services import import_register

TODAY = date(2026, 11, 24)
ASKED = {"补正告知日期": "{month}-07", "补正期限": "10"}
STAGES = {  # what a row of the register says beside the application itself; days of the year in question
    "registered": {},
    "unconfirmed": {"申请方式": "平信"},
    "asked": ASKED,
    "corrected": ASKED | {"补正收到日期": "{month}-14"},
    "extended": {"延期告知日期": "{month}-20", "延期工作日数": "15"},
    "consulting": {"征求第三方日期": "{month}-10", "征求第三方送达日期": "{month}-11"},
    "heard": {"征求第三方日期": "{month}-10", "第三方意见日期": "{month}-20"},
    "agency": {"征求机关日期": "{month}-10", "机关意见日期": "{month}-20"},
}
REMEDIES = {
    "reconsidered": {"复议收到日期": "{year}-05-07", "复议结果": "结果纠正", "复议结案日期": "{year}-07-02"},
    "pending": {"复议收到日期": "{year}-05-07", "复议结果": "尚未审结"},
    "sued": {
        "诉讼类型": "未经复议直接起诉",
        "诉讼收到日期": "{year}-05-07",
        "诉讼结果": "结果维持",
        "诉讼结案日期": "{year}-08-07",
    },
    "suing": {"诉讼类型": "复议后起诉", "诉讼收到日期": "{year}-05-07", "诉讼结果": "尚未审结"},
}


def _rows(year: int, regulation: str):
    """Yield name and row of every outcome, stage and proceeding of a year."""
    base = GOOD | {"到达日期": "{month}-05"}
    replied = {"答复日期": f"{year}-04-03", "送达方式": "邮寄", "送达日期": f"{year}-04-04"}
    for label, outcome in OUTCOME_BY_LABEL.items():
        grounds = {"不予公开理由": "个人隐私"} if outcome.needs_grounds else {}
        if not may_conclude(regulation, outcome.code, ("privacy",) if grounds else ()):
            continue
        needed = {"correction_lapsed": ASKED, "unclear": STAGES["corrected"]}.get(outcome.code, {})
        if outcome.code == "fee_lapsed":
            needed = {"收费通知日期": "{month}-10", "收费金额": "100"}
            late = {"答复日期": f"{year}-06-03", "送达日期": f"{year}-06-04"}
        else:
            late = {}
        yield (
            outcome.code,
            base | needed | {"办理结果": label, "文号": "某住建〔{year}〕第{n}号"} | grounds | replied | late,
        )
    for name, more in STAGES.items():
        yield name, base | more
    if regulation == "2019" and year >= 2021:
        yield "paying", base | {"收费通知日期": "{month}-10", "收费金额": "100"}
    done = base | replied | {"办理结果": "予以公开"}
    yield "by_hand", done | {"文号": "口头", "送达方式": "直接"}
    for name, more in REMEDIES.items():
        yield name, done | {"文号": "某住建〔{year}〕第{n}号"} | more


def imported(office: Office, tmp_path) -> dict[str, Case]:
    """Import the register; return its cases by name and year: open-2018, not_exist-2023 …"""
    rows = []
    current = [(name, GOOD | {"到达日期": "2026-11-05"} | more) for name, more in STAGES.items()]
    for year, month, some in (
        (2018, "2018-03", _rows(2018, "2007")),
        (2023, "2023-03", _rows(2023, "2019")),
        (2026, "2026-11", current),
    ):
        for name, row in some:
            filled = {key: value.format(year=year, month=month, n=len(rows) + 1) for key, value in row.items()}
            rows.append(filled | {"登记编号": f"{name}-{year}"})
    result = import_register(as_csv(tmp_path / "台账.csv", *rows), today=TODAY, now=at(TODAY))
    assert result.faults == [], "\n".join(map(str, result.faults))
    return {case.number: case for case in Case.objects.filter(agency=office.agency)}

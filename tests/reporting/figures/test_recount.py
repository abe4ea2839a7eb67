"""Registers drawn at random, imported, reported, and counted again by hand from their rows: the counts agree."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest

from agencies.organisation.models import Agency
from law.calendars.working_days import published_calendar
from law.outcomes import GROUND_BY_LABEL, OUTCOME_BY_LABEL
from law.reports.forms import FORMS, form_for
from reporting.figures.scope import Scope
from reporting.narrative.report import report_of
from tests.workflow.sample_office import at
from tests.workflow.sample_registers import as_csv
from workflow.registers.services import import_register

TODAY = date(2026, 11, 24)
UNITS = ("G", "B", "C")
KINDS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
CHANNELS = {"当面": "1.当面申请数", "传真": "2.传真申请数", "网络": "3.网络申请数", "其他网络": "3.网络申请数", "电子邮件": "3.网络申请数", "邮寄": "4.信函申请数", "平信": "4.信函申请数"}  # fmt: skip
NINETEEN = "2019-05-15"
# Where a result stands: in the 2014 form, and in table three since 2019 (a refusal by its first reason).
OLD = {
    "已主动公开": "1.", "予以公开": "2.", "部分公开": "3.", "不予公开": "4.", "不属于本机关": "5.", "信息不存在": "6.", "没有现成信息": "6.",
    "告知更改补充": "7.", "补正后仍不明确": "7.", "逾期不补正": "7.",
}  # fmt: skip
NEW = {
    "予以公开": "（一）", "已主动公开": "（一）", "部分公开": "（二）", "行政查询事项": "8.属于行政查询", "信息不存在": "1.本机关不掌握", "不属于本机关": "1.本机关不掌握",
    "没有现成信息": "2.没有现成", "补正后仍不明确": "3.补正后", "信访举报投诉": "1.信访", "重复申请": "2.重复", "公开出版物": "3.要求提供", "大量反复申请": "4.无正当", "要求确认或重新出具": "5.要求行政",
}  # fmt: skip
REASONS = {
    "国家秘密": "1.属于国家秘密", "法律法规禁止": "2.其他法律", "其他法定情形": "2.其他法律", "三安全一稳定": "3.危及", "商业秘密": "4.保护", "个人隐私": "4.保护",
    "内部事务信息": "5.属于三类", "过程性信息": "6.属于四类", "行政执法案卷": "7.属于行政执法", "非政府信息": "（六）",
}  # fmt: skip


def row(dice: random.Random, n: int) -> dict:
    """Return one register row: any channel, kind, result, reasons and proceedings, decided soon, late or not at all."""
    arrived = date(2017, 9, 1) + timedelta(days=dice.randrange(1600))
    regulation = "2019" if arrived.isoformat() >= NINETEEN else "2007"
    given = {
        "登记编号": f"{n:04d}", "受理单位": dice.choice(UNITS), "申请方式": dice.choice(list(CHANNELS)), "到达日期": arrived, "收到日期": arrived,
        "申请人类型": dice.choice(KINDS), "申请人": "甲", "申请内容": "乙",
    }  # fmt: skip
    if dice.random() < 0.15:
        return given
    outcomes = [
        o
        for o in OUTCOME_BY_LABEL.values()
        if regulation in o.regulations and o.code not in ("fee_lapsed", "correction_lapsed")
    ]
    decided = arrived + timedelta(days=dice.choice((3, 12, 20, 35, 60, 200)))
    if dice.random() < 0.2:
        day = published_calendar().add(arrived, 3)
        given |= {"延期告知日期": day, "延期工作日数": 10}
        decided = max(decided, day)
    given |= {
        "办理结果": dice.choice(outcomes).label,
        "答复日期": decided,
        "文号": f"甲〔{decided.year}〕{n}号",
        "送达方式": "直接",
        "送达日期": decided,
    }
    if given["办理结果"] == "不予公开":
        known = [ground.label for ground in GROUND_BY_LABEL.values() if regulation in ground.regulations]
        given["不予公开理由"] = "；".join(dice.sample(known, dice.choice((1, 1, 2, 3))))
    if dice.random() < 0.3:
        filed, result = (
            decided + timedelta(days=dice.randrange(60)),
            dice.choice(("结果维持", "结果纠正", "其他结果", "尚未审结")),
        )
        what = dice.choice(("复议", "诉讼"))
        given |= {f"{what}收到日期": filed, f"{what}结果": result}
        if result != "尚未审结":
            given[f"{what}结案日期"] = filed + timedelta(days=dice.randrange(300))
        if what == "诉讼":
            given["诉讼类型"] = dice.choice(("未经复议直接起诉", "复议后起诉"))
    return given


def of_year(rows: list[dict], year: int) -> tuple[list, list, list, list]:
    """Return the rows received in the year, carried in, decided in it, and open at its end."""
    last = date(year, 12, 31)
    new = [r for r in rows if r["收到日期"].year == year]
    before = [r for r in rows if r["收到日期"].year < year and not (r.get("答复日期") and r["答复日期"].year < year)]
    done = [r for r in (*new, *before) if r.get("答复日期") and r["答复日期"] <= last]
    still = [r for r in (*new, *before) if not (r.get("答复日期") and r["答复日期"] <= last)]
    return new, before, done, still


def place(r: dict, year: int) -> str:
    """Return how the row label of a decided case begins, in table three."""
    if r["办理结果"] == "不予公开":
        found = REASONS[r["不予公开理由"].split("；")[0]]
    else:
        found = NEW.get(r["办理结果"], "（六）")
    return "3.其他" if found == "（六）" and year > 2020 else found


def remedies(rows: list[dict], year: int) -> Counter:
    """Count proceedings by kind and result: in every year from the filing to the result, pending until then."""
    found: Counter = Counter()
    for r in rows:
        for what, kind in (("复议", "行政复议"), ("诉讼", r.get("诉讼类型", ""))):
            filed, over = r.get(f"{what}收到日期"), r.get(f"{what}结案日期")
            if filed and filed.year <= year and not (over and over.year < year):
                found[kind, r[f"{what}结果"] if over and over.year == year else "尚未审结"] += 1
    return found


def expect_2014(tables: dict, rows: list[dict], year: int) -> None:
    new, _, done, _ = of_year(rows, year)
    cell = lambda *labels: next(v["统计数"] for path, v in tables.items() if all(label in path for label in labels))  # noqa: E731
    for label, n in Counter(CHANNELS[r["申请方式"]] for r in new).items():
        assert cell("收到申请数", label) == n, label
    assert cell("申请办结数") == len(done)
    replied = [r for r in done if r["办理结果"] != "撤回"]
    assert cell("(三)申请答复数") == len(replied)
    for label, n in Counter(OLD.get(r["办理结果"], "8.") for r in replied).items():
        assert cell("(三)申请答复数 / " + label) == n, label
    results = remedies(rows, year)
    for path, kinds in (("四、行政复议数量", ["行政复议"]), ("五、行政诉讼数量", ["未经复议直接起诉", "复议后起诉"])):
        told = [sum(results[kind, result] for kind in kinds) for result in ("结果维持", "结果纠正", "其他结果")]
        assert cell(path) == sum(told)
        assert [cell(path, "维持"), cell(path, "纠错"), cell(path, "其他情形")] == told


def expect_since_2019(tables: dict, rows: list[dict], year: int) -> None:
    new, before, done, still = of_year(rows, year)
    counted = {path.split(" / ", 1)[1]: cells for path, cells in tables.items() if path.startswith("三、")}
    told: dict[str, list[dict]] = {"一、本年新收": new, "二、上年结转": before, "四、结转下年度": still}
    for r in done:
        told.setdefault(place(r, year), []).append(r)
    told["（七）总计"] = done
    for path, cells in counted.items():
        mine = [
            group
            for label, group in told.items()
            if path.split(" / ")[-1].startswith(label) and not (label == "3.其他" and "（六）" not in path)
        ]
        group = mine[0] if mine else []
        of_kind = Counter(r["申请人类型"] for r in group)
        assert cells == {kind: of_kind[kind] for kind in KINDS} | {"总计": len(group)}, (year, path)
    assert sum(
        len(group)
        for label, group in told.items()
        if label[:2] not in ("一、", "二、", "四、") and label != "（七）总计"
    ) == len(done)
    results = remedies(rows, year)
    for path, cells in tables.items():
        if path.startswith("四、"):
            mine = {
                result: results[path.split(" / ")[-1], result]
                for result in ("结果维持", "结果纠正", "其他结果", "尚未审结")
            }
            assert cells == mine | {"总计": sum(mine.values())}, (year, path)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_count_of_five_years_equals_a_count_by_hand(db, tmp_path, seed):
    """Over the change of the Regulations and of the forms: own and all, the chain of years, the sum of the units."""
    government = Agency.objects.create(code="G", name="某区人民政府", kind="government")
    for code in ("B", "C"):
        Agency.objects.create(code=code, name=f"某区{code}局", kind="department", parent=government)
    dice = random.Random(seed)
    rows = [row(dice, n) for n in range(350)]
    assert import_register(as_csv(tmp_path / "a.csv", *rows), today=TODAY, now=at(TODAY)).faults == []
    for year in range(2018, 2023):
        expect = expect_2014 if form_for(year) is FORMS["annual_2014"] else expect_since_2019
        for code in (*UNITS, ""):
            agency = Agency.objects.get(code=code or "G")
            report = report_of(Scope(agency, year, not code))
            expect(report.sheet.tables(), [r for r in rows if code in ("", r["受理单位"])], year)
            assert not [check for check in report.checks if check.severity == "error" and not check.ok]

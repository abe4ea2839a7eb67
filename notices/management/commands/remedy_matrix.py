"""Write docs/remedies.md: basis and remedy of every reply, day and kind of agency, for a lawyer to sign."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from agencies.stored_files.disk import write_file
from law import Refused
from law.courts import jurisdiction
from law.dated import DatedText, chinese_day, text_in_force
from law.disputed import POINTS
from law.remedies import instructions
from notices.kinds.citation import ORDERS, REGULATIONS
from notices.letters import remedy_matrix
from notices.letters.remedy_matrix import DAYS, MATRIX_AGENCIES, MatrixAgency, MatrixRow

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "remedies.md"
NOUN, COURT = "告知书", "某法院"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
CODES = {  # period -> class -> the code that the cells use for the text
    "letters_2008": {"F": "A", "F_PARTIAL": "A", "E": "A"},
    "letters_2015": {"F": "B", "F_PARTIAL": "B", "E": "B", "P": "P"},
    "letters_2024": {"F": "C1", "F_PARTIAL": "C3", "E": "C2", "P": "P"},
    "letters_2026": {"F": "D1", "F_PARTIAL": "D3", "E": "D2", "P": "P"},
}
SENT_DOWN = "在十二个省、直辖市为基层人民法院，其他地方为中级人民法院（从名称看不出省份的不作判断）"
CLASS_NAMES = {
    "F": "复议前置",
    "F_PARTIAL": "不予公开的部分复议前置",
    "E": "复议或者诉讼",
    "P": "收费通知",
    "N": "不告知",
}

INTRODUCTION = """# 法律依据与救济告知对照表

<!-- 本文件由 `python manage.py remedy_matrix` 从程序实际使用的规定生成，不要手工修改；测试比较两者。 -->

本表写明系统在每一种答复上印什么法律依据、什么救济告知：按办理结果、公文日期和机关类型。它供法律顾问逐格核对、签署。
表中“发文机关”“本级人民政府”等在公文上是本机关设置的名称；缺少名称的公文不能发出，系统写明缺哪一项设置。

* 依据随申请收到之日适用的《条例》（2019年5月14日以前收到的适用国务院令第492号，以后收到的适用国务院令第711号）。
* 救济告知随公文的成文日期。审核后到发出前规定有变化的，公文不能发出，须重新起草、审核、签发。
* 主要来源：《中华人民共和国行政复议法》（1999年、2009年、2017年、2023年）、行政复议法实施条例、《中华人民共和国行政诉讼法》
  （1989年、2014年、2017年）、国办函〔2021〕132号、国办函〔2020〕109号、法释〔2011〕17号（至2025年5月31日）、法释〔2025〕8号。
* **2026年7月1日起的部分（代号D）还涉及修订后的行政复议法实施条例，开发者没有读到原文**：见第二部分末的表，请法律顾问先核对。
"""

SIGNATURE = """## 七、签署

| | |
|---|---|
| 核对意见 | |
| 需要改动的格（结论、日期、机关类型） | |
| 法律顾问（签名） | |
| 政府信息公开工作机构负责人（签名） | |
| 日期 | 　　　　年　　月　　日 |
"""


def document() -> str:
    """Return the whole document."""
    parts = (INTRODUCTION, _bases(), _texts(), _bodies(), _cells(), _courts(), _disputed(), SIGNATURE)
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _table(heading: list[str], lines: list[list[str]]) -> str:
    """Return a Markdown table."""
    rows = [heading, ["---"] * len(heading), *lines]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows) + "\n"


# -- 一 -------------------------------------------------------------------------------------------------


def _short(text: str, regulation: str) -> str:
    return text.replace(f"{REGULATIONS}（{ORDERS[regulation]}，以下简称《条例》）", "《条例》")


def _bases() -> str:
    """Return the basis of every outcome under both texts of the Regulations, and its class of remedy."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for subject in remedy_matrix.matrix_rows():
        key = (subject.kind, subject.ground)
        law = remedy_matrix.law_part_in(subject, DAYS[-1], MATRIX_AGENCIES["department"])
        found.setdefault(key, {})[subject.regulation] = _short("；".join(law.basis), subject.regulation) or "（无）"
    lines = []
    for (kind, ground), told in found.items():
        row = next(s for s in remedy_matrix.matrix_rows() if (s.kind, s.ground) == (kind, ground))
        label = f"{row.label}（{remedy_matrix.GROUNDS[ground].label}）" if ground else row.label
        lines.append([label, told.get("2007", "—"), told.get("2019", "—"), _classes(kind, ground)])
    heading = ["办理结果（理由）", "2007年《条例》", "2019年《条例》", "救济类别"]
    return (
        "## 一、办理结果、法律依据和救济类别\n\n"
        "按公文实际写法；《条例》在公文上第一次出现时写全称和国务院令号。“—”表示该《条例》没有这种答复。"
        "部分公开的依据分号前是公开的部分，分号后是不予公开的部分。\n\n" + _table(heading, lines)
    )


def _classes(kind: str, ground: str) -> str:
    """Return the class of remedy of an outcome, by Regulations where they differ."""
    found = {
        row.regulation: row.remedy_on(DAYS[-1])
        for row in remedy_matrix.matrix_rows()
        if (row.kind, row.ground) == (kind, ground)
    }
    named = [(f"{regulation}年《条例》", f"{remedy} {CLASS_NAMES[remedy]}") for regulation, remedy in found.items()]
    return named[0][1] if len(set(found.values())) == 1 else "；".join(map("".join, named))


# -- 二 -------------------------------------------------------------------------------------------------


def _period(text: DatedText) -> str:
    until = f"至{chinese_day(text.in_force_to)}" if text.in_force_to else "起"
    return f"{chinese_day(text.in_force_from)}{until}"


def _texts() -> str:
    """Return every remedy paragraph with its code and period, and what some agencies add."""
    lines, seen = [], set()
    for text in instructions.LETTERS:
        for remedy, code in CODES[text.code].items():
            if code not in seen:
                seen.add(code)
                told = text.says["texts"][remedy].format(bodies="〔复议机关〕", court="〔法院〕", noun=NOUN)
                lines.append([code, "自2021年1月1日起" if remedy == "P" else _period(text), told])
    added = []
    for text in instructions.LETTERS:
        for remedy, told in text.says["ruling"].items():
            added.append([f"{CODES[text.code][remedy]}＋裁", _period(text), told.format(court="〔法院〕")])
        if online := text.says["texts"]["online"]:
            added.append(["在线送达的另加", _period(text), online.format(url="〔在线复议网址〕")])
    unique = [list(line) for line in dict.fromkeys(tuple(line) for line in added)]
    checked = "、".join(f"{_period(text)}的 {text.checked_on}" for text in instructions.LETTERS)
    return (
        "## 二、救济告知的文本\n\n"
        + _table(["代号", "成文日期", "文本"], lines)
        + f"\n各文本最近一次与能够读到的来源核对的日期：{checked}。\n"
        + "\n省级人民政府、国务院部门的答复，在上面的文本之后另加（代号后的“＋裁”）；"
        "在线送达的，再加最后一行：\n\n" + _table(["代号", "成文日期", "另加"], unique) + _not_read()
    )


def _not_read() -> str:
    """Return what the texts take from papers that nobody here has read, and what counsel must check."""
    lines = [
        [_period(text), each.paper, f"{each.says}（把握约{each.sure}%）", each.to_check]
        for text in instructions.LETTERS
        for each in instructions.not_read(text)
    ]
    return (
        "\n**没有读到原文的规定**（来自第三方转述；公文不引用这些条文，文字仍以行政复议法为依据）：\n\n"
        + _table(["成文日期", "文件", "据称的内容", "请法律顾问核对"], lines)
        + "\n逾期不答复没有公文可以告知救济；2026年7月1日起按复议前置处理的，写在案件页上。\n"
    )


# -- 三, 四 ----------------------------------------------------------------------------------------------


def _named(office: MatrixAgency, day: date) -> str:
    return "或者".join(instructions.reconsideration_bodies(day, office.bodies, instructions.LETTERS))


def _numbers() -> dict[str, str]:
    """Return every set of bodies and its circled number, in the order of the table."""
    found = dict.fromkeys(_named(office, day) for office in MATRIX_AGENCIES.values() for day in (DAYS[0], DAYS[-1]))
    return dict(zip(found, CIRCLED, strict=False))


def _bodies() -> str:
    """Return which bodies each kind of agency names before 2024 and since."""
    numbers = _numbers()
    lines = [
        [
            office.name,
            *(f"{numbers[_named(office, day)]} {_named(office, day)}" for day in (DAYS[0], DAYS[-1])),
        ]
        for office in MATRIX_AGENCIES.values()
    ]
    heading = [
        "发文机关",
        "2023年12月31日以前（行政复议法1999年第12至15条）",
        "2024年1月1日起（行政复议法2023年第24至28条）",
    ]
    return "## 三、复议机关\n\n" + _table(heading, lines)


def _cell(subject: MatrixRow, day: date, office: MatrixAgency, numbers: dict[str, str]) -> str:
    """Return what stands in one cell, checked against the paragraph that the letter would carry."""
    law = remedy_matrix.law_part_in(subject, day, office)
    if law is None:
        return "不能发"
    remedy = subject.remedy_on(day)
    if remedy == "N":
        return "无"
    code = CODES[text_in_force(instructions.LETTERS, day).code][remedy]
    if remedy == "P":
        return code
    ruling = "＋裁" if office.bodies.kind in instructions.OWN else ""
    named = _named(office, day)
    if f"向{named}申请行政复议" not in law.remedy or ("国务院申请裁决" in law.remedy) != bool(ruling):
        raise CommandError(f"{subject.label} {day} {office.name}: the paragraph does not say what the cell says")
    return f"{code}{ruling}{numbers[named]}"


def _tables_by_day(regulation: str) -> Iterator[tuple[list[date], dict[str, tuple[str, ...]]]]:
    """Yield the days that have one and the same table, and the table: outcome -> its cells."""
    numbers, found = _numbers(), []
    for day in DAYS:
        table: dict[str, tuple[str, ...]] = {}
        for subject in remedy_matrix.matrix_rows():
            if subject.regulation == regulation:
                cells = tuple(_cell(subject, day, office, numbers) for office in MATRIX_AGENCIES.values())
                if table.setdefault(subject.label, cells) != cells:
                    raise CommandError(f"{subject.label} {day}: the remedy depends on the ground")
        if all(cell == "不能发" for cells in table.values() for cell in cells):
            continue  # the Regulations were not in force
        if found and found[-1][1] == table:
            found[-1][0].append(day)
        else:
            found.append(([day], table))
    yield from found


def _cells() -> str:
    """Return the matrix: outcome × day × kind of agency."""
    parts = [
        "## 四、对照表：办理结果 × 公文日期 × 机关类型\n",
        "每格先写文本代号（第二部分），再写复议机关代号（第三部分）；“不能发”表示那一天还没有这种公文或者它的依据，"
        "“无”表示不告知救济。各格相同的办理结果合为一行。\n",
    ]
    for regulation in ORDERS:
        for days, table in _tables_by_day(regulation):
            rows: dict[tuple[str, ...], list[str]] = {}
            for label, cells in table.items():
                rows.setdefault(cells, []).append(label)
            title = "、".join(day.isoformat() for day in days)
            parts.append(f"### {regulation}年《条例》的申请，公文日期 {title}\n")
            heading = ["办理结果", *(office.name for office in MATRIX_AGENCIES.values())]
            parts.append(_table(heading, [["、".join(labels), *cells] for cells, labels in rows.items()]))
    return "\n".join(parts)


# -- 五, 六 ----------------------------------------------------------------------------------------------


def _courts() -> str:
    """Return the level of the court for each kind of agency, by period."""
    lines = []
    for text in jurisdiction.LEVELS:
        found: dict[str, list[str]] = {}
        for office in MATRIX_AGENCIES.values():
            level = jurisdiction.competent_level(text.in_force_from, office.bodies)
            sent_down = text.says["lowered"] and office.bodies.kind == "government"
            said = jurisdiction.LEVEL_NAMES.get(level, SENT_DOWN if sent_down else "不作判断")
            found.setdefault(said, []).append(office.name)
        told = "；".join(f"{level}：{'、'.join(names)}" for level, names in found.items())
        lowered = f"。其中十二个省、直辖市：{'、'.join(text.says['lowered'])}" if text.says["lowered"] else ""
        lines.append([_period(text), told + lowered, text.says["source"]])
    return (
        "## 五、第一审法院的级别\n\n"
        "公文上的法院是本机关的设置；未设置的写“人民法院”。级别与下表不符的，审核时提示，不阻止发文。名称中有“海关”的，中级人民法院。\n\n"
        + _table(["成文日期", "级别", "来源"], lines)
    )


def _disputed() -> str:
    """Return the disputed points that bear on this table, each with our answer."""
    lines = [[point.chinese, point.source, point.place] for point in POINTS if point.chinese]
    return "## 六、存疑问题及本系统的处理\n\n" + _table(["问题和处理", "来源", "在程序中的位置"], lines)


class Command(BaseCommand):
    """The `remedy_matrix` command."""

    help = "Write docs/remedies.md, or with --check say whether it is what the code says"
    requires_system_checks = []

    def add_arguments(self, parser):
        """Take --check."""
        parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the document is stale")

    def handle(self, *args, **options):
        """Write or compare."""
        try:
            text = document()
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=1) from refusal
        if not options["check"]:
            write_file(DOCUMENT, text.encode())
            self.stdout.write(f"{DOCUMENT.name}: {len(text.splitlines())} lines")
        elif not DOCUMENT.exists() or DOCUMENT.read_text(encoding="utf-8") != text:
            raise CommandError(
                "docs/remedies.md is stale: run manage.py remedy_matrix and read the difference", returncode=1
            )

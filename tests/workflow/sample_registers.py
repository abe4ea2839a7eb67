"""Registers for tests: rows as dictionaries, written to CSV or XLSX."""

import csv
from datetime import date
from pathlib import Path

from openpyxl import Workbook

DEMO = Path(__file__).resolve().parents[2] / "demo"
DATA = Path(__file__).resolve().parents[1] / "data"
GOOD = {
    "登记编号": "2025-001",
    "受理单位": "某区住建局",
    "申请方式": "邮寄",
    "到达日期": "2025-03-03",
    "申请人类型": "自然人",
    "申请人": "张三",
    "联系电话": "13800000000",
    "通信地址": "某路2号",
    "申请内容": "某小区改造施工合同",
    "信息类别": "城建规划",
}
REPLIED = GOOD | {
    "办理结果": "予以公开",
    "答复日期": "2025-03-20",
    "文号": "某住建〔2025〕1号",
    "送达方式": "邮寄",
    "送达日期": "2025-03-21",
}
OLD = GOOD | {"登记编号": "2018-001", "到达日期": "2018-03-05"}


def heading(rows: list[dict]) -> list[str]:
    """Return every column that one of the rows has, in order of appearance."""
    return list(dict.fromkeys(name for row in rows for name in row))


def as_csv(path: Path, *rows: dict, encoding: str = "utf-8-sig") -> Path:
    """Write rows as CSV."""
    names = heading(list(rows))
    with path.open("w", encoding=encoding, newline="") as text:
        csv.writer(text).writerows([names, *([row.get(name, "") for name in names] for row in rows)])
    return path


def as_xlsx(path: Path, *rows: dict) -> Path:
    """Write rows as XLSX; values keep their types, a text that begins with = becomes a formula."""
    names = heading(list(rows))
    book = Workbook()
    book.active.append(names)
    for row in rows:
        book.active.append([row.get(name) for name in names])
    book.save(path)
    return path


TODAY = date(2026, 11, 24)

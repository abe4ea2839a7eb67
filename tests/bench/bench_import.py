"""Import registers of 10, 50 and 100 thousand rows: the cost of a row must not grow, memory stays below 500 MB.

Each import runs in a process of its own on a fresh SQLite database; with --csv the registers are CSV files.
The cost is processor time without the start of the program, so that a busy machine does not decide.
"""

import argparse
import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook

ROOT = Path(__file__).resolve().parents[2]
SIZES = (10_000, 50_000, 100_000)
LIMIT_MB = 500
GROWTH = 1.25  # of the cost per row, largest against smallest
HEADER = [
    "登记编号",
    "受理单位",
    "申请方式",
    "到达日期",
    "收到日期",
    "申请人类型",
    "申请人",
    "联系电话",
    "通信地址",
    "申请内容",
    "信息类别",
    "补正告知日期",
    "补正期限",
    "补正收到日期",
    "延期告知日期",
    "延期工作日数",
    "征求第三方日期",
    "第三方意见日期",
    "办理结果",
    "不予公开理由",
    "答复日期",
    "文号",
    "送达方式",
    "送达日期",
]
OUTCOMES = ("予以公开", "部分公开", "信息不存在", "不属于本机关", "不予公开", "已主动公开", "重复申请")


def rows(count: int) -> Iterator[list]:
    """Yield a plausible register of the years 2020 to 2024."""
    dice = random.Random(7)
    for n in range(1, count + 1):
        received = date(2020, 1, 6) + timedelta(days=dice.randrange(1700))
        day = lambda after, received=received: received + timedelta(days=after)  # noqa: E731
        corrected, extended, consulted = dice.random() < 0.05, dice.random() < 0.1, dice.random() < 0.08
        outcome = dice.choice(OUTCOMES)
        replied = day(dice.randrange(12, 26))
        yield [
            f"{received.year}-{n:06d}",
            f"A{n % 60:02d}",
            dice.choice(("当面", "邮寄", "网络")),
            received,
            received,
            "自然人" if n % 10 else "商业企业",
            f"申请人{n}",
            f"138{n:08d}",
            f"某市某区某路{n % 300}号",
            f"关于第{n}号地块征收批准文件、补偿安置方案及评估报告的申请",
            "土地征收",
            day(2) if corrected else None,
            15 if corrected else None,
            day(5) if corrected else None,
            day(10) if extended else None,
            20 if extended else None,
            day(6) if consulted else None,
            day(11) if consulted else None,
            outcome,
            "个人隐私；过程性信息" if outcome == "不予公开" else None,
            replied,
            f"某公开〔{replied.year}〕{n}号",
            "邮寄",
            replied,
        ]


def write(path: Path, count: int) -> None:
    """Write a register of `count` rows."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as text:
            csv.writer(text).writerows([HEADER, *rows(count)])
        return
    book = Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    sheet.append(HEADER)
    for row in rows(count):
        sheet.append(row)
    book.save(path)


def manage(*words: str, env: dict[str, str]) -> None:
    """Run a management command, quietly."""
    subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)


def measured(folder: Path, register: Path) -> tuple[float, float, float]:
    """Return seconds, seconds of processor time and peak megabytes of one import into a fresh database."""
    database = folder / f"{register.stem}.sqlite3"
    env = os.environ | {"DATABASE_URL": f"sqlite:///{database}", "VAR_DIR": str(folder)}
    manage("migrate", "-v", "0", env=env)
    agencies = folder / "agencies.csv"
    agencies.write_text(
        "代码,名称,类型,上级\n" + "".join(f"A{n:02d},某区第{n}局,department,\n" for n in range(60)), encoding="utf-8"
    )
    manage("import_agencies", str(agencies), env=env)
    started = time.perf_counter()
    command = [sys.executable, "manage.py", "import_register", str(register)]
    child = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    if child.returncode:
        raise SystemExit(f"import_register failed: {child.returncode}")
    database.unlink()
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    """Measure every size and fail where memory or growth passes the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES)
    parser.add_argument("--csv", action="store_true")
    given = parser.parse_args()
    cost, peak = {}, 0.0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        suffix = ".csv" if given.csv else ".xlsx"
        write(folder / f"one{suffix}", 1)
        _, start, _ = measured(folder, folder / f"one{suffix}")
        for size in given.sizes:
            register = folder / f"register_{size}{suffix}"
            write(register, size)
            seconds, processor, megabytes = measured(folder, register)
            register.unlink()
            cost[size], peak = (processor - start) / size, max(peak, megabytes)
            print(f"{size:>8} rows {seconds:8.1f} s {cost[size] * 1000:6.3f} ms/row {megabytes:6.0f} MB", flush=True)
    growth = cost[max(cost)] / cost[min(cost)]
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"growth of the cost per row {growth:.2f} (limit {GROWTH}), peak {peak:.0f} MB (limit {LIMIT_MB}; this script {own:.0f})"
    )
    if growth > GROWTH or peak > LIMIT_MB:
        raise SystemExit("the import grows")


if __name__ == "__main__":
    main()

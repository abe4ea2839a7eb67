"""Write a database to be kept: an office with an open case in every state and cases that ended in every way.

    python -m tests.upgrade.keep NAME       SQLite to tests/upgrade/kept/NAME.sqlite3.gz, PostgreSQL to NAME.sql.gz

Run it with an empty database (SQLite, or PostgreSQL in DATABASE_URL) when a version is given out; `test_upgrade.py`
brings every kept database to the newest state. What is kept is never written anew.
"""

import gzip
import subprocess
import sys
from datetime import date
from pathlib import Path

import django
from django.core.management import call_command

KEPT = Path(__file__).parent / "kept"
START = date(2026, 3, 2)
REPLY = {"provided": ["《施工合同》"], "secrecy_review": "保密审查表第1号"}


def fill() -> None:
    """Fill an empty database through the one door."""
    from tests.workflow.sample_office import Office  # noqa: PLC0415  Django is set up only now

    office = Office()
    office.case(START)  # registered
    office.assigned(START)  # handling
    _waiting(office)
    _towards_the_reply(office)
    _after_the_reply(office)


def _waiting(office) -> None:
    correction = {"points": ["请说明所需文件的名称"], "term_workdays": 15, "delivered_on": "2026-03-04"}
    drawings = [{"title": "施工图纸", "pages": 300}]
    fee = {"mode": "pages", "documents": drawings, "payment": "到办公室缴纳", "delivered_on": "2026-03-04"}
    reasons = {"points": ["用途"], "count_facts": "半年内30件", "count_table": "见附表", "delivered_on": "2026-03-04"}
    asked = {"request_correction": correction, "issue_fee_notice": fee, "request_reasons": reasons}
    for code, given in asked.items():
        office.do(office.assigned(START), code, date(2026, 3, 4), **given)  # awaiting …
    lapsed = office.assigned(START)
    office.do(lapsed, "request_correction", date(2026, 3, 4), **correction)
    office.do(lapsed, "lapse_correction", date(2026, 4, 2))
    consulted = office.assigned(START)
    office.do(consulted, "consult_third_party", date(2026, 3, 4), name="某公司", matter="合同", key="k1")
    office.do(consulted, "extend", date(2026, 3, 5), workdays=10, reason="资料较多")


def _towards_the_reply(office) -> None:
    steps = ("submit_for_review", "approve", "sign", "reply")
    for last in range(len(steps)):
        case = office.assigned(START)
        office.drafted(case, date(2026, 3, 10), **REPLY)
        for code in steps[: last + 1]:
            office.do(case, code, date(2026, 3, 11))  # in review, approved, signed, replied


def _replied(office):
    case = office.assigned(START)
    office.drafted(case, date(2026, 3, 10), **REPLY)
    for code in ("submit_for_review", "approve", "sign", "reply"):
        office.do(case, code, date(2026, 3, 11))
    office.do(case, "deliver", date(2026, 3, 12), method="mail", receipt="1012345678933")
    return case


def _after_the_reply(office) -> None:
    _replied(office)  # delivered
    closed = _replied(office)
    office.do(closed, "close", date(2026, 3, 16))
    office.do(closed, "file_reconsideration", date(2026, 4, 1), reference="某府复〔2026〕1号", key="r1")
    revoked = _replied(office)
    office.do(revoked, "revoke_reply", date(2026, 3, 20), by=office.signer, fault="漏列附件")
    letter = revoked.events.get(act="reply").letter
    served = {"status": "returned", "method": "mail", "receipt": "1012345678933", "reason": "查无此人"}
    office.do(revoked, "record_service", date(2026, 3, 21), letter_id=letter.pk, **served)
    office.do(office.assigned(START), "withdraw", date(2026, 3, 6), reason="不再需要")
    wrong = office.assigned(START)
    event = office.do(wrong, "request_correction", date(2026, 3, 4), points=["无"], delivered_on="2026-03-04")
    office.do(wrong, "annul", date(2026, 3, 5), by=office.reviewer, seq=event.seq, reason="误登记")
    office.case(date(2018, 3, 5))  # under the Regulations of 2007


def write(name: str) -> Path:
    """Write the database that Django is connected to; return the file."""
    from django.db import connection  # noqa: PLC0415

    settings = connection.settings_dict
    connection.close()
    if connection.vendor == "sqlite":
        target, content = KEPT / f"{name}.sqlite3.gz", Path(settings["NAME"]).read_bytes()
    else:
        user = settings["USER"] or settings.get("OPTIONS", {}).get("user", "")
        place = ["--host", settings["HOST"], "--username", user, settings["NAME"]]
        dump = ["pg_dump", "--inserts", "--rows-per-insert=100", "--no-owner", "--no-privileges", *place]
        target, content = KEPT / f"{name}.sql.gz", subprocess.run(dump, capture_output=True, check=True).stdout
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(gzip.compress(content, mtime=0))
    return target


if __name__ == "__main__":
    django.setup()
    call_command("migrate", verbosity=0)
    fill()
    call_command("replay", "--check")
    print(write(sys.argv[1]))

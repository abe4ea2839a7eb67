"""A province or a district of any size, made straight in the tables, for benchmarks of what follows from size.

The rows are those that the desk writes, without their acts: an application, its case, what it is found under, and of a case in
hand the event of its registration.
"""

import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction

from agencies.organisation.models import Agency, Officer, OfficerRole
from intake.models import Application
from law.calendars.working_days import published_calendar
from workflow.cases import search
from workflow.cases.models import Case, Event, SearchText
from workflow.registers.bulk_insert import insert, prepared

TODAY = date(2026, 11, 30)
OPEN_SHARE = 0.04
MADE = 1000  # rows made one by one; the database makes the others
CHANNELS = ("in_person", "mail_signed", "portal", "online", "email", "fax")
KINDS = (("natural_person", "business", "research", "legal_service", "other_org"), (89, 6, 1, 3, 1))
TOPICS = ("土地征收", "房屋征收", "城建规划", "财政资金", "人事编制", "其他")
OUTCOMES = ("open", "open_published", "partial", "not_exist", "not_ours", "petition", "repeat", "other", "deny")
GROUNDS = ("state_secret", "law_forbids", "security_stability", "trade_secret", "privacy", "internal", "process")
SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国"
PLACES, THINGS = (
    ("东山", "西湖", "南浦", "北坊", "龙港", "鹿城", "瓯海", "永嘉", "平阳", "文成", "泰顺", "苍南", "洞头", "乐清"),
    ("征地补偿安置方案", "施工许可证", "财政预算执行情况", "违法建筑处罚决定书", "道路改造施工合同", "环境影响评价批复"),
)  # fmt: skip


@dataclass(frozen=True)
class LargeOffice:
    """What was made: the government, its units, and a person of each kind who looks at it."""

    government: Agency
    units: list[Agency]
    supervisor: Officer
    clerk: Officer


def _person(name: str, agency: Agency, *roles: str) -> Officer:
    officer = Officer.objects.create(username=name, display_name=name, agency=agency)
    OfficerRole.objects.bulk_create(OfficerRole(officer=officer, role=role) for role in roles)
    return officer


def fill(units: int, cases: int, *, seed: int = 7, name: str = "") -> LargeOffice:
    """Make a government with its units and cases; the clerk's unit, the first, holds the 61st part of them at any number of units."""
    with transaction.atomic():
        government = Agency.objects.create(code=f"G{name}", name=f"某省人民政府{name}", kind="government")
        made = Agency.objects.bulk_create(
            Agency(code=f"U{name}-{n:05d}", name=f"{name}第{n}单位", kind="department", parent=government)
            for n in range(units - 1)
        )
        supervisor = _person(f"supervisor{name}", government, "supervisor")
        clerk = _person(f"clerk{name}", made[0], "clerk", "handler")
        _cases(made, cases, random.Random(seed))  # noqa: S311
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return LargeOffice(government, [government, *made], supervisor, clerk)


def _cases(units: Sequence[Agency], cases: int, chance: random.Random) -> None:
    """Make the first cases one by one, and all others in the database, each like one of the first in another unit."""
    if Case.objects.exists():
        raise SystemExit("large_office.fill makes an office in an empty database only")
    made = _rows(units, min(MADE, cases), chance, {Application: 1, Case: 1, Event: 1})
    for model, batch in made.items():
        insert(model, batch, keyed=True)
    if cases > MADE:
        for model in made:
            _multiply(model, (cases - 1) // MADE, units)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in (Application, Case, Event):
                table = model._meta.db_table
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"  # noqa: S608
                )


def _multiply(model: type, times: int, units: Sequence[Agency]) -> None:
    """Copy the first rows of a table so many times: own keys, another unit, everything else as it stands."""
    table, key = model._meta.db_table, model._meta.pk.column
    moved = f"({table}.{key} + copy.n * {MADE})"
    unit = f"CASE WHEN {moved} % 61 = 0 THEN {units[0].pk} ELSE {units[0].pk} + ({moved} * 7919) % {len(units)} END"
    uuid_of = "gen_random_uuid()" if connection.vendor == "postgresql" else "lower(hex(randomblob(16)))"
    changed = {
        "id": moved,
        "case_id": f"({table}.case_id + copy.n * {MADE})" if model in (Event, SearchText) else "",
        "application_id": f"({table}.application_id + copy.n * {MADE})" if model is Case else "",
        "agency_id": unit if model in (Application, Case) else "",
        "public_id": uuid_of,
        "number": f"{table}.number || '-' || copy.n",
        "text": f"{table}.text || copy.n",
    }
    columns = [field.column for field in model._meta.concrete_fields]
    quoted = ", ".join(connection.ops.quote_name(column) for column in columns)
    values = ", ".join(changed.get(column) or f"{table}.{connection.ops.quote_name(column)}" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({quoted}) WITH RECURSIVE copy(n) AS"  # noqa: S608  our own names
            f" (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < {times})"
            f" SELECT {values} FROM {table}, copy WHERE {table}.{key} <= {MADE}"
        )


def _rows(units: Sequence[Agency], count: int, chance: random.Random, first: dict) -> dict[type, list[list]]:
    made: dict[type, list[list]] = {Application: [], Case: [], SearchText: [], Event: []}
    for n, (application, case) in enumerate(_facts(units, count, chance)):
        application.pk, application.public_id = first[Application] + n, uuid.UUID(int=first[Application] + n)
        case.pk, case.application_id, case.number = (
            first[Case] + n,
            application.pk,
            f"某公开〔{case.received_on.year}〕{first[Case] + n}号",
        )
        made[Application].append(prepared(application))
        made[Case].append(prepared(case))
        made[SearchText].append(prepared(SearchText(case_id=case.pk, **search.new_row(application, [case.number]))))
        made[Event].append(prepared(_registration(first[Event] + n, case)))
    return made


def _registration(pk: int, case: Case) -> Event:
    data = {"case_number": case.number, "channel": case.channel, "arrived_on": case.arrived_on.isoformat()}
    data |= {"received_on": case.received_on.isoformat(), "basis": "条例31", "basis_text": "", "confirmed_on": ""}
    when = datetime(case.received_on.year, case.received_on.month, case.received_on.day, 2, tzinfo=UTC)
    return Event(
        pk=pk,
        case_id=case.pk,
        seq=1,
        act="register",
        on=case.received_on,
        recorded_at=when,
        data=data,
        hash=f"{pk:064d}",
    )


_days = published_calendar()
_due: dict[date, date] = {}


def _due_on(received: date) -> date:
    if received not in _due:
        _due[received] = _days.add(received, 20)
    return _due[received]


def _facts(units: Sequence[Agency], count: int, chance: random.Random) -> Iterator[tuple[Application, Case]]:
    for _ in range(count):
        is_open = chance.random() < OPEN_SHARE
        received = TODAY - timedelta(days=chance.randrange(0, 30) if is_open else chance.randrange(31, 3600))
        if received < date(2019, 5, 15):
            received = date(2019, 6, 1) + timedelta(days=chance.randrange(0, 2600))
        agency = units[0] if chance.random() < 1 / 61 else chance.choice(units)
        application = Application(
            agency_id=agency.pk,
            channel=chance.choice(CHANNELS),
            arrived_on=received,
            applicant_kind=chance.choices(*KINDS)[0],
            applicant_name=chance.choice(SURNAMES) + chance.choice(GIVEN) + chance.choice(GIVEN),
            content=f"申请公开{chance.choice(PLACES)}{chance.randrange(1, 999)}号地块的{chance.choice(THINGS)}及其附件",
            topic=chance.choice(TOPICS),
            recorded_at=datetime(received.year, received.month, received.day, 1, tzinfo=UTC),
        )
        case = Case(
            agency_id=agency.pk,
            applicant_kind=application.applicant_kind,
            channel=application.channel,
            topic=application.topic,
            regulation="2019",
            arrived_on=received,
            received_on=received,
            due_on=_due_on(received),
            calendar_fingerprint=_days.fingerprint,
            version=1,
        )
        if is_open:
            case.__dict__["state"] = chance.choice(("registered", "handling", "in_review"))
        else:
            _decide(case, chance)
        yield application, case


def _decide(case: Case, chance: random.Random) -> None:
    case.__dict__["state"] = "closed"
    case.outcome = chance.choice(OUTCOMES)
    case.decided_on = min(case.received_on + timedelta(days=chance.randrange(1, 30)), TODAY)
    case.timeliness = "late" if case.decided_on > case.due_on else "on_time"
    if case.outcome == "deny":
        case.grounds = f"|{'|'.join(chance.sample(GROUNDS, chance.choice([1, 1, 2])))}|"

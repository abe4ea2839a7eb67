"""The people of the demonstration and what stands on the paper of its offices: words of numbers, telephones, addresses."""

import csv
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from agencies.installation.models import Demonstration
from agencies.organisation.models import Agency, Officer, OfficerRole, Section
from law import Refused

FILES = settings.BASE_DIR / "demo"
GOVERNMENT, BUREAU = "OH-GOV", "OH-B13"
PASSWORD = "kaidang-demo-2026"  # noqa: S105  public on purpose: the demonstration holds invented people only
PEOPLE = (  # username, display name, agency, section, roles
    ("clerk", "王登记", BUREAU, "办公室", ("clerk",)),
    ("handler", "李承办", BUREAU, "建筑业管理科", ("handler",)),
    ("handler2", "徐经办", BUREAU, "房产管理科", ("handler",)),
    ("reviewer", "张审核", BUREAU, "政策法规科", ("reviewer",)),
    ("signer", "陈签发", BUREAU, "办公室", ("signer", "head")),
    ("supervisor", "刘统计", GOVERNMENT, "政务公开办", ("supervisor",)),
    ("auditor", "赵审计", GOVERNMENT, "政务公开办", ("auditor",)),
    ("security", "孙安全", GOVERNMENT, "信息中心", ("security",)),
    ("admin", "周管理", GOVERNMENT, "信息中心", ("administrator",)),
)
# Every agency has these, so that a case and the whole year-end can be tried anywhere.
EVERYWHERE = (("clerk", "登记员"), ("handler", "承办人"), ("reviewer", "法制审核"), ("signer", "签发人"))
ROOM = "办公室"
FACTS = {
    "机关代字": "series_word",
    "联系部门": "contact_office",
    "电话": "phone",
    "地址": "address",
    "邮编": "postcode",
}


def everywhere() -> dict[str, tuple[Agency, str, str]]:
    """Return by user name the people whom every agency has: agency, name, role; the name is guessable on purpose."""
    agencies = Agency.objects.filter(code__startswith="OH-")
    return {
        f"{one.code}-{role}".lower(): (one, one.name + label, role) for one in agencies for role, label in EVERYWHERE
    }


def refuse_if_in_use() -> None:
    """Raise Refused on a system that other people use: the password of the demonstration is public."""
    ours = {row[0] for row in PEOPLE} | everywhere().keys()
    others = next((one for one in Officer.objects.all() if one.username not in ours), None)
    if others is not None:
        raise Refused(
            f"系统里已有用户“{others}”，演示数据（口令是公开的）只能装进空的系统", english="Not an empty system"
        )


@transaction.atomic
def people(*, now: datetime) -> list[tuple[str, str, str, str]]:
    """Create the officers that are missing and fill empty facts of the offices; return (username, name, agency, roles)."""
    _fill_facts()
    password = make_password(PASSWORD)  # hashed once: these are demonstration accounts, and they are many
    mark, _ = Demonstration.objects.get_or_create(defaults={"loaded_at": now, "password": password})
    agencies, told = {code: Agency.objects.get(code=code) for code in (GOVERNMENT, BUREAU)}, []
    for username, name, code, section, roles in PEOPLE:
        room, _ = Section.objects.get_or_create(agency=agencies[code], name=section)
        person, _ = Officer.objects.get_or_create(
            username=username,
            defaults={"display_name": name, "agency": agencies[code], "section": room, "password": mark.password},
        )
        for role in roles:
            OfficerRole.objects.get_or_create(officer=person, role=role)
        labels = "、".join(str(grant.get_role_display()) for grant in person.grants.all())
        told.append((username, name, agencies[code].name, labels))
    _fill_every_agency(mark.password)
    return told


def _fill_facts() -> None:
    """Enter what is empty of the facts that letters print; what somebody entered stays."""
    with (FILES / "ouhai_offices.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["代码"]: row for row in csv.DictReader(file)}
    agencies = list(Agency.objects.filter(code__in=rows))
    for agency in agencies:
        for heading, name in FACTS.items():
            if not getattr(agency, name):
                setattr(agency, name, rows[agency.code][heading])
    Agency.objects.bulk_update(agencies, list(FACTS.values()))


def _fill_every_agency(password: str) -> None:
    """Give every agency one person of each role of its office, those that are missing at once."""
    there = set(Officer.objects.values_list("username", flat=True))
    wanted = {username: row for username, row in everywhere().items() if username not in there}
    Section.objects.bulk_create(
        [Section(agency=agency, name=ROOM) for agency in {row[0] for row in wanted.values()}], ignore_conflicts=True
    )
    rooms = {room.agency_id: room for room in Section.objects.filter(name=ROOM)}
    Officer.objects.bulk_create(
        Officer(username=username, display_name=name[:40], agency=agency, section=rooms[agency.pk], password=password)
        for username, (agency, name, _role) in wanted.items()
    )
    made = Officer.objects.filter(username__in=wanted)
    OfficerRole.objects.bulk_create(OfficerRole(officer=one, role=wanted[one.username][2]) for one in made)
    heads = [one for one in made if wanted[one.username][2] == "signer"]  # in a small office who signs consents too
    OfficerRole.objects.bulk_create(OfficerRole(officer=one, role="head") for one in heads)

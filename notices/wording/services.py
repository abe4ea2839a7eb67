"""The words that an office may adapt: at which places of a letter, with which variables, and never the law's own part."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from agencies.organisation.models import Agency, Officer
from law import Refused
from notices.kinds.catalogue import kind_of
from notices.kinds.facts import Facts, check_text
from notices.wording.models import Wording, WordingStatus


@dataclass(frozen=True, slots=True)
class WordingPlace:
    """One place of the frame that holds adapted words."""

    code: str
    name: object  # shown on the pages
    label: str  # as sentences name it
    longest: int  # characters
    lines: int


PLACES = {
    place.code: place
    for place in (
        WordingPlace("greeting", _("Greeting, before the text"), "问候语", 60, 1),
        WordingPlace("paragraph", _("Free paragraphs, after the remedy paragraph"), "自由段落", 500, 5),
        WordingPlace("closing", _("Closing words, the last line of the text"), "结束语", 120, 1),
        WordingPlace("contact", _("Contact note, under the signature"), "联系方式", 200, 1),
    )
}

# {名称} in a wording -> its value; a variable is a name and nothing else, and its value is never read for variables again.
VARIABLES: Mapping[str, Callable[[Facts, Agency], str]] = {
    "受文者": lambda facts, agency: facts.addressee,
    "登记编号": lambda facts, agency: getattr(facts, "application_number", ""),
    "称呼": lambda facts, agency: getattr(facts, "you", "贵方"),
    "公文名称": lambda facts, agency: facts.TITLE,
    "机关名称": lambda facts, agency: agency.name,
    "联系人": lambda facts, agency: agency.contact_office,
    "联系电话": lambda facts, agency: agency.phone,
    "联系地址": lambda facts, agency: agency.address,
    "邮政编码": lambda facts, agency: agency.postcode,
}
_VARIABLE = re.compile(r"\{([^{}]*)\}")
# What only the tables of law may say: it changes with the day and the kind of letter, and a wording would not.
LOCKED = re.compile(
    r"复议|诉讼|起诉|上诉|人民法院|裁决|第[零〇一二三四五六七八九十百0-9]+([条款]|项(?!目))|条例|令第|国办|法释"
    r"|予以公开|不予|不再处理|不存在|视为|无法提供|部分公开|工作日|[0-9一二三四五六七八九十]+[个]?[日天月]内|信息处理费|缴费"
)


# -- checking and expanding ------------------------------------------------------------------------------------


def checked_wording(place_code: str, text: str) -> str:
    """Return a wording as it is kept; raise Refused naming the length, the character, the variable or the locked word."""
    place = place_of(place_code)
    value = "\n".join(line.strip() for line in check_text(text, place.label).replace("\t", " ").strip().split("\n"))
    if not value:
        raise Refused(f"请填写“{place.label}”", field="text", english="Please write the words")
    if len(value) > place.longest:
        raise Refused(
            f"“{place.label}”最多{place.longest}字，现在有{len(value)}字",
            field="text",
            english=f"At most {place.longest} characters",
        )
    if value.count("\n") >= place.lines:
        allowed = "只能写一行" if place.lines == 1 else f"最多{place.lines}段"
        raise Refused(f"“{place.label}”{allowed}", field="text", english=f"At most {place.lines} lines")
    if "\n\n" in value:
        raise Refused(f"“{place.label}”中有空行", field="text", english="An empty line")
    _check_variables(value)
    _check_locked(value)
    return value


def _check_variables(value: str) -> None:
    for name in _VARIABLE.findall(value):
        if name not in VARIABLES:
            raise Refused(
                f"没有“{{{name}}}”这个变量，可以用的是：{'、'.join(f'{{{known}}}' for known in VARIABLES)}",
                field="text",
                english=f"Unknown variable: {{{name}}}",
            )
    if re.search(r"[{}]", _VARIABLE.sub("", value)):
        raise Refused("花括号只能用来写变量，例如 {受文者}", field="text", english="Braces are for variables only")


def _check_locked(value: str) -> None:
    if found := LOCKED.search(value):
        raise Refused(
            f"“{found[0]}”属于依据、结论、期限或者救济告知，由系统依法按日期写明，不能写进可改的文字",
            "行政复议法23；条例33、36",
            field="text",
            english=f"“{found[0]}” belongs to the law's own part of a letter and is not allowed in adapted words",
        )


def place_of(code: str) -> WordingPlace:
    """Return a place of the frame; raise Refused for an unknown one."""
    if code not in PLACES:
        raise Refused(f"公文上没有“{code}”这个位置", field="place", english=f"No such place: {code}")
    return PLACES[code]


def expand_variables(text: str, facts: Facts, agency: Agency) -> list[str]:
    """Return the paragraphs of a wording with its variables filled in, in one pass: a value is never expanded.

    A paragraph with a variable that this letter or this agency has no value for is left out: no blank on paper.
    """
    values = {name: value(facts, agency) for name, value in VARIABLES.items()}
    whole = [line for line in text.split("\n") if all(values.get(name, name) for name in _VARIABLE.findall(line))]
    return [_VARIABLE.sub(lambda found: values.get(found[1], found[0]), line) for line in whole]


# -- who wrote and who released --------------------------------------------------------------------------------


@transaction.atomic
def write(*, agency: Agency, place: str, kind: str, text: str, by: Officer, now: datetime) -> Wording:
    """Keep a new version of a wording as a draft; what was written before stays as it was.

    `kind` is the letter that it stands in, "" for every letter. Raises Refused for what may not be written.
    """
    if kind:
        kind_of(kind)
    value = checked_wording(place, text)
    Agency.objects.lock(agency.pk)  # versions of one place are counted one after the other
    last = Wording.objects.filter(agency=agency, place=place, kind=kind).aggregate(last=Max("version"))["last"]
    return Wording.objects.create(
        agency=agency, place=place, kind=kind, version=(last or 0) + 1, text=value, written_by=by, written_at=now
    )


@transaction.atomic
def release(wording: Wording, *, by: Officer, now: datetime) -> Wording:
    """Release a draft for the letters drafted from now on; the version before it is retired.

    Raises Refused for the writer's own draft, and for one that is no draft any more.
    """
    row = Wording.objects.select_for_update(no_key=True).get(pk=wording.pk)
    if row.status != WordingStatus.DRAFT:
        raise Refused("只有拟稿状态的文字可以发布", field="status", english="Only a draft can be released")
    if row.written_by_id == by.pk:
        raise Refused(
            "自己写的文字不能自己发布，请另一人审核发布",
            field="released_by",
            english="Nobody releases words of their own",
        )
    checked_wording(row.place, row.text)  # the list of locked words may have grown since
    Agency.objects.lock(row.agency_id)  # two releases at one place come one after the other
    before = Wording.objects.filter(agency=row.agency, place=row.place, kind=row.kind, status=WordingStatus.RELEASED)
    before.update(status=WordingStatus.RETIRED, retired_by=by, retired_at=now)
    row.status, row.released_by, row.released_at = WordingStatus.RELEASED, by, now
    row.save(update_fields=["status", "released_by", "released_at"])
    return row


@transaction.atomic
def retire(wording: Wording, *, by: Officer, now: datetime) -> Wording:
    """Take a draft back, or a released wording out of use: letters drafted from now on say what they say by default."""
    row = Wording.objects.select_for_update(no_key=True).get(pk=wording.pk)
    if row.status == WordingStatus.RETIRED:
        raise Refused("这段文字已经停用", field="status", english="Retired already")
    row.status, row.retired_by, row.retired_at = WordingStatus.RETIRED, by, now
    row.save(update_fields=["status", "retired_by", "retired_at"])
    return row


def released(agency: Agency, kind: str) -> dict[str, str]:
    """Return the words in use for a kind of letter, by place: those for this kind before those for every kind."""
    rows = Wording.objects.filter(agency=agency, status=WordingStatus.RELEASED, kind__in=("", kind)).order_by("kind")
    return {row.place: row.text for row in rows}

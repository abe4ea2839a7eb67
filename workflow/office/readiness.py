"""What an office still lacks before its first letter, each line with the way to mend it: for command, page and JSON alike."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import permutations

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.urls import reverse

from agencies.installation import signs
from agencies.installation.remedy_texts import remedy_texts
from agencies.organisation.models import Agency, Officer, Role
from agencies.organisation.selectors import agency_setup, with_parents
from agencies.organisation.series_words import administrators_over
from law.calendars.working_days import Calendar
from notices.letters import numbering
from notices.letters.models import NumberFamily
from notices.typesetting import glyphs
from notices.typesetting import system_libraries as libraries
from workflow.cases import register_numbers
from workflow.demo.people import PASSWORD, PEOPLE, everywhere
from workflow.office.administrators_readiness import administrators
from workflow.office.backup_readiness import backup_lines
from workflow.office.disclosure_readiness import contact, head_of_disclosure, places_of_records
from workflow.office.law_readiness import law_lines
from workflow.office.readiness_lines import ADVICE, MISSING, OK, ReadinessLine

ROLES = (Role.CLERK, Role.HANDLER, Role.REVIEWER, Role.SIGNER)
REPLY = (Role.HANDLER, Role.REVIEWER, Role.SIGNER)  # three people make one reply
FAMILIES = {
    NumberFamily.REPLY: ("答复", "replies"),
    NumberFamily.PROCEDURAL: ("程序性告知", "procedural notices"),
    NumberFamily.INTER_AGENCY: ("机关间函件", "letters to other agencies"),
}
SHORTEST_SECRET = 32


@dataclass(slots=True)
class Readiness:
    """The lines of the installation and of each agency."""

    installation: list[ReadinessLine] = field(default_factory=list)
    agencies: list[tuple[Agency, list[ReadinessLine]]] = field(default_factory=list)

    @property
    def missing(self) -> int:
        """Return how many lines stand in the way of a first letter."""
        lines = [*self.installation, *(line for _, some in self.agencies for line in some)]
        return sum(line.state == MISSING for line in lines)


def readiness(agencies, *, now: datetime, today: date, days: Calendar) -> Readiness:
    """Return how the installation and these agencies stand; ended agencies are left out."""
    found = Readiness(list(_installation(now, today, days)))
    going_on = with_parents(agencies.filter(closed_on__isnull=True, active=True)).order_by("code")
    found.agencies = [(agency, list(_agency(agency, today))) for agency in going_on]
    return found


def stops_letters(agency: Agency, today: date) -> list[ReadinessLine]:
    """Return what keeps letters of an agency from being issued at all; cheap enough for the first page of the day."""
    return [line for line in (_words(agency, today), _bodies(agency, today)) if line.state == MISSING]


# -- the installation -----------------------------------------------------------------------------------------


def _installation(now: datetime, today: date, days: Calendar) -> Iterator[ReadinessLine]:
    yield from law_lines(today, days)
    yield _fonts()
    yield _libraries()
    yield _worker(now)
    yield administrators()
    yield from backup_lines(today)
    yield _demonstration()
    yield from (_secret(), _debug(), _https(), _public())


def _fonts() -> ReadinessLine:
    title = ("公文字体", "Fonts of the letters")
    faces = glyphs.read_manifest(settings.FONT_DIR)["faces"]
    if "serif" in faces and "fang" in faces:
        return ReadinessLine("fonts", OK, title, ("已安装", "set up"))
    return ReadinessLine(
        "fonts",
        MISSING,
        title,
        ("没有安装，公文生成不了 PDF", "not set up: no letter is drawn"),
        ("在服务器上运行 make setup", "make setup on the server"),
    )


def _libraries() -> ReadinessLine:
    title, lacking = ("画 PDF 的系统库", "Libraries that draw PDFs"), libraries.missing_libraries()
    if not lacking:
        return ReadinessLine("libraries", OK, title, ("齐全", "complete"))
    chinese, english = libraries.installation_advice(lacking)
    return ReadinessLine(
        "libraries", MISSING, title, ("缺 " + "、".join(lacking), "missing: " + ", ".join(lacking)), (chinese, english)
    )


def _worker(now: datetime) -> ReadinessLine:
    title, sign = ("后台任务", "Background worker"), signs.last_sign(signs.SystemSign.What.WORKER)
    if sign is not None and now - sign.at <= signs.ALIVE:
        return ReadinessLine("worker", OK, title, ("在运行", "at work"))
    says = (
        ("从来没有运行过", "has never run")
        if sign is None
        else (f"自 {sign.at:%Y-%m-%d %H:%M} UTC 起没有消息", f"not heard of since {sign.at:%Y-%m-%d %H:%M} UTC")
    )
    mend = (
        "用 python -m config.serve 启动网站（后台任务随之启动），或者另行启动 celery -A config worker -B；一分钟后再看",
        "Start the site with python -m config.serve, which starts it too, or celery -A config worker -B; look again in a minute",
    )
    return ReadinessLine("worker", MISSING, title, says, mend)


def _demonstration() -> ReadinessLine:
    title = ("演示口令", "Passwords of the demonstration")
    names = [row[0] for row in PEOPLE] + list(everywhere())
    open_ones = Officer.objects.filter(username__in=names, is_active=True).values_list("password", "username")
    by_hash: dict[str, list[str]] = {}
    for password, username in open_ones:
        by_hash.setdefault(password, []).append(username)  # the demonstration hashes its password once
    used = sorted(name for hashed, names in by_hash.items() if check_password(PASSWORD, hashed) for name in names)
    if not used:
        return ReadinessLine("demonstration", OK, title, ("没有使用", "not in use"))
    says = (
        f"{len(used)} 个账号还在用公开的演示口令（{used[0]} 等）",
        f"{len(used)} accounts have the public password ({used[0]} …)",
    )
    mend = ("正式使用前清空 var/ 重新安装，或者停用这些账号", "Empty var/ before real use, or close these accounts")
    return ReadinessLine("demonstration", MISSING, title, says, mend, reverse("office"))


def _secret() -> ReadinessLine:
    title, key = ("SECRET_KEY", "SECRET_KEY"), settings.SECRET_KEY
    if len(key) >= SHORTEST_SECRET and len(set(key)) > 5 and not key.startswith("django-insecure"):
        return ReadinessLine("secret", OK, title, ("足够长", "long enough"))
    mend = (
        "删去环境变量 SECRET_KEY（会自动生成），或者换成 50 位以上的随机字符",
        "Unset SECRET_KEY (one is made), or give 50 random characters",
    )
    return ReadinessLine(
        "secret", MISSING, title, ("太短或者太简单，登录可以伪造", "too short or simple: sign-ins can be forged"), mend
    )


def _debug() -> ReadinessLine:
    title = ("调试方式", "Debug mode")
    if not settings.DEBUG:
        return ReadinessLine("debug", OK, title, ("关闭", "off"))
    return ReadinessLine(
        "debug",
        MISSING,
        title,
        ("打开着，出错时会把内部资料给人看", "on: errors show internals"),
        ("删去环境变量 DEBUG", "Unset DEBUG"),
    )


def _https() -> ReadinessLine:
    title = ("HTTPS", "HTTPS")
    if settings.HTTPS_ONLY:
        return ReadinessLine("https", OK, title, ("只用 HTTPS", "only HTTPS"))
    mend = (
        "有证书以后设 HTTPS_ONLY=1（docs/operations.md）",
        "With a certificate set HTTPS_ONLY=1 (docs/operations.md)",
    )
    return ReadinessLine(
        "https", ADVICE, title, ("口令和案件在内网明文传送", "passwords and cases travel unencrypted"), mend
    )


def _public() -> ReadinessLine:
    title = ("公文核验网址", "Address of verification")
    if settings.PUBLIC_URL:
        return ReadinessLine("public_url", OK, title, (settings.PUBLIC_URL, settings.PUBLIC_URL))
    mend = ("要让公众扫码核验公文的，设 PUBLIC_URL", "To let the public verify letters by their code set PUBLIC_URL")
    return ReadinessLine(
        "public_url", ADVICE, title, ("没有设，公文不带二维码", "not set: letters bear no QR code"), mend
    )


# -- an agency ------------------------------------------------------------------------------------------------


def _agency(agency: Agency, today: date) -> Iterator[ReadinessLine]:
    checks: tuple[Callable[[Agency, date], ReadinessLine], ...] = (
        _words,
        _series,
        _head,
        _bodies,
        _court,
        contact,
        _people,
        head_of_disclosure,
        places_of_records,
        _administrators,
    )
    for check in checks:
        yield check(agency, today)


def _words(agency: Agency, today: date) -> ReadinessLine:
    title, page = ("机关代字", "Words of document numbers"), reverse("numbers-of", args=[agency.code])
    forms = numbering.forms_in_force(agency, today)
    lacking = [family for family, form in forms.items() if form is None]
    if not lacking:
        shown = "、".join(dict.fromkeys(form.shown for form in forms.values() if form))
        return ReadinessLine("words", OK, title, (shown, shown), page=page)
    names = "、".join(FAMILIES[family][0] for family in lacking)
    english = ", ".join(FAMILIES[family][1] for family in lacking)
    who = (
        "、".join(str(one) for one in administrators_over(agency)[:3])
        or "系统管理员（还没有，先运行 manage.py create_administrator）"
    )
    mend = (
        f"由{who}在“文号”页面设定；也可以在 import_agencies 的“机关代字”一列填好再导入",
        "An administrator sets them on the page “Document numbers”; or the column 机关代字 of import_agencies",
    )
    return ReadinessLine(
        "words",
        MISSING,
        title,
        (f"没有设定（{names}），公文不能编号", f"not set ({english}): no letter is numbered"),
        mend,
        page,
    )


def _series(agency: Agency, today: date) -> ReadinessLine:
    title, page = ("台账编号的续编", "Numbers of the old register"), reverse("numbers-continue", args=[agency.code])
    waiting = register_numbers.undecided(agency)
    if not waiting:
        return ReadinessLine("series", OK, title, ("已接上或者没有旧台账", "continued, or no old register"), page=page)
    names = "、".join({"documents": "文号", "registers": "登记编号"}[one] for one in waiting)
    mend = (
        f"在“接着台账编号”页面看过后确认一次，或者运行 manage.py continue_numbers --agency {agency.code}",
        f"Look at the page “Go on from the register” and confirm once, or manage.py continue_numbers --agency {agency.code}",
    )
    return ReadinessLine(
        "series",
        MISSING,
        title,
        (f"导入的{names}还没有人确认怎样续编", "nobody has confirmed how the imported numbers go on"),
        mend,
        page,
    )


def _head(agency: Agency, today: date) -> ReadinessLine:
    title, head = ("红头", "Red head"), agency.letterhead or agency.name
    page = reverse("office-facts", args=[agency.code])
    if lacking := glyphs.missing_characters(head, settings.FONT_DIR, "title"):
        says = (f"“{head}”里的“{lacking[0]}”字库没有", f"the fonts lack {lacking[0]} of “{head}”")
        return ReadinessLine(
            "letterhead",
            MISSING,
            title,
            says,
            ("换一种写法，或者补上字体", "Write it otherwise, or bring the font"),
            page,
        )
    return ReadinessLine("letterhead", OK, title, (head, head), page=page)


def _bodies(agency: Agency, today: date) -> ReadinessLine:
    title, page = ("复议机关", "Body of reconsideration"), reverse("office-facts", args=[agency.code])
    found = agency_setup(agency, today, remedy_texts())
    if found.refused is None:
        return ReadinessLine("bodies", OK, title, ("、".join(found.bodies),) * 2, page=page)
    mend = ("在单位页面“公文上写什么”里填写", "Fill it in on the agency's page “What letters say”")
    return ReadinessLine("bodies", MISSING, title, (found.refused.reason, found.refused.english), mend, page)


def _court(agency: Agency, today: date) -> ReadinessLine:
    title, page = ("管辖法院", "Court"), reverse("office-facts", args=[agency.code])
    if agency.court:
        return ReadinessLine("court", OK, title, (agency.court, agency.court), page=page)
    mend = ("在单位页面填写，例如 某某区人民法院", "Fill it in on the agency's page")
    return ReadinessLine(
        "court",
        MISSING,
        title,
        ("没有填，答复书只能写“人民法院”，申请人不知道到哪里起诉", "not set: letters name no court"),
        mend,
        page,
    )


def _people(agency: Agency, today: date) -> ReadinessLine:
    title, page = ("岗位", "Roles"), reverse("office-agency", args=[agency.code])
    held: dict[str, set[int]] = {role: set() for role in ROLES}
    rows = Officer.objects.filter(agency=agency, is_active=True, grants__role__in=ROLES)
    for pk, role in rows.values_list("pk", "grants__role"):
        held[role].add(pk)
    chinese = {Role.CLERK: "登记员", Role.HANDLER: "承办人", Role.REVIEWER: "法制审核", Role.SIGNER: "签发人"}
    mend = (
        "在单位页面开通账号、给岗位，或者用 import_officers 批量开通",
        "Open accounts on the agency's page, or with import_officers",
    )
    if empty := [role for role in ROLES if not held[role]]:
        says = (
            "没有" + "、".join(chinese[role] for role in empty),
            "nobody is " + ", ".join(role.value for role in empty),
        )
        return ReadinessLine("people", MISSING, title, says, mend, page)
    if not _different([held[role] for role in REPLY]):
        says = ("承办、审核、签发不是三个人", "handler, reviewer and signer are not three people")
        return ReadinessLine("people", MISSING, title, says, mend, page)
    if not _different([held[role] for role in ROLES]):
        says = ("四个岗位只有三个人，登记员兼了别的岗位", "three people hold the four roles")
        return ReadinessLine(
            "people",
            ADVICE,
            title,
            says,
            ("可以办理；自己录入的记录要由另一人更正", "It works; what one entered another corrects"),
            page,
        )
    return ReadinessLine(
        "people",
        OK,
        title,
        ("登记、承办、审核、签发各有其人", "clerk, handler, reviewer and signer are different people"),
        page=page,
    )


def _different(roles: list[set[int]]) -> bool:
    """Say whether every role can be held by another person."""
    few = [sorted(people)[: len(roles)] for people in roles]  # more people than roles make no difference
    everybody = sorted({one for some in few for one in some})
    return any(
        all(one in some for one, some in zip(chosen, few, strict=True))
        for chosen in permutations(everybody, len(roles))
    )


def _administrators(agency: Agency, today: date) -> ReadinessLine:
    title, page = ("第二名系统管理员", "Second administrator"), reverse("office-agency", args=[agency.code])
    names = [str(one) for one in administrators_over(agency)]
    names += [
        str(one) for one in Officer.objects.filter(is_superuser=True, is_active=True).exclude(display_name__in=names)
    ]
    shown = "、".join(names)
    if len(names) >= 2:
        return ReadinessLine("administrators", OK, title, (shown, shown), page=page)
    says = (f"只有{names[0]}一人", f"only {names[0]}") if names else ("一个也没有", "there is none")
    mend = (
        "再开通一名（本单位或者上级的）系统管理员：一人忘了口令或者不在时，另一人可以重置",
        "Open a second administrator here or above: each can help when the other is away or has forgotten the password",
    )
    return ReadinessLine("administrators", MISSING, title, says, mend, page)

"""Take persons out of a text by rule: names, ID numbers, telephones, addresses; and find what is left of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agencies.text.comparing import comparable, without_invisible

SURNAMES = ("欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯", "司徒", "端木")
ORGANISATION = {
    "business": "某企业",
    "research": "某科研机构",
    "public_interest": "某社会公益组织",
    "legal_service": "某法律服务机构",
    "other_org": "某单位",
}
RULES = (  # what, how it looks, what stands in its place
    ("证件号码", re.compile(r"(?<![0-9])[1-9][0-9]{5}(?:19|20)[0-9]{9}[0-9Xx](?![0-9])|(?<![0-9])[1-9][0-9]{14}(?![0-9])"), "（证件号码略）"),
    ("统一社会信用代码", re.compile(r"(?<![0-9A-Z])(?=[0-9A-Z]*[A-Z])[0-9A-HJ-NP-RT-UW-Y]{18}(?![0-9A-Z])"), "（代码略）"),
    ("电话", re.compile(r"(?<![0-9])(?:\+?86[- ]?)?1[3-9][0-9](?:[- ]?[0-9]{4}){2}(?![0-9])|(?<![0-9])0[0-9]{2,3}[-－ ][0-9]{7,8}(?![0-9])"), "（电话略）"),
    ("电子邮箱", re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}"), "（邮箱略）"),
    ("门牌", re.compile(r"(?<=[路街道巷弄村里苑])[0-9０-９]+(?:[-—－][0-9０-９]+)*(?:号楼?|弄|幢|栋)(?:[0-9０-９]+(?:幢|栋|单元|室|号))*"), "×号"),
    ("房号", re.compile(r"[0-9０-９]+(?:幢|栋)[0-9０-９]*(?:单元)?[0-9０-９]*室?|[0-9０-９]+单元[0-9０-９]*室?|(?<![0-9])[0-9０-９]{3,4}室"), "×室"),
    ("银行账号", re.compile(r"(?<![0-9])[0-9]{16,19}(?![0-9])"), "（账号略）"),
)  # fmt: skip


# The hundred surnames that most people bear; a word that begins with one, stands alone and is two or three characters long
# may be a name. A hint for who reads the text, never a proof: rules do not know people.
COMMON = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
_BEARS = rf"(?:[{COMMON}]|{'|'.join(SURNAMES)})[\u4e00-\u9fff]{{1,2}}"
_FOLLOWS = r"(?=[与和及、诉等在于因户向的，。；（(“”\"\s]|$)"
_NAME = re.compile(rf"(?:(?<![\u4e00-\u9fff])|(?<=[与和及、诉“])|(?<=公开))({_BEARS}){_FOLLOWS}")


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is known of the applicant of a case, to be looked for in a text."""

    kind: str
    name: str
    others: tuple[str, ...] = ()  # representative, telephone, address, e-mail, ID number as they were given


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Something in a text that may tell who a person is."""

    what: str
    words: str


def alias(person: Particulars) -> str:
    """Return what a text calls the applicant: 张某, 某企业."""
    return ORGANISATION.get(person.kind) or _somebody(person.name)


def _somebody(name: str) -> str:
    surname = next((each for each in SURNAMES if name.startswith(each)), name[:1])
    return f"{surname}某" if re.match(r"[\u4e00-\u9fff]", surname) else "申请人"


def possible_names(text: str) -> list[str]:
    """Return the words that may be names of people, to be looked at by who confirms the text."""
    return [
        found
        for found in dict.fromkeys(_NAME.findall(text))
        if not found.endswith(("某", "局", "区", "县", "市", "镇", "村", "路", "街"))
    ]


def mask(text: str, person: Particulars) -> str:
    """Return the text without what the rules know: the applicant's particulars as given, then everything of their look."""
    for given in sorted({each for each in person.others if len(each) > 1}, key=len, reverse=True):
        text = text.replace(given, _somebody(given) if re.fullmatch(r"[\u4e00-\u9fff·]{2,4}", given) else "（略）")
    if len(person.name) > 1:
        text = text.replace(person.name, alias(person))
    for _, looks, instead in RULES:
        text = looks.sub(instead, text)
    return text


def find_personal_data(text: str, person: Particulars | None = None) -> Iterator[PersonalData]:
    """Yield what still tells who somebody is: the applicant's own particulars, and whatever looks like them."""
    plain, form = (
        without_invisible(text),
        comparable(text),
    )  # 张 三 is 张三, 張三 as well, and full-width digits are digits
    if person is not None:
        for what, given in (("申请人", person.name), *(("申请人的信息", each) for each in person.others)):
            if len(given) > 1 and comparable(given) in form:
                yield PersonalData(what, given)
    seen = set()  # an ID number has as many digits as some accounts
    for what, looks, _ in RULES:
        for found in dict.fromkeys(match.group() for match in looks.finditer(plain)):
            if found not in seen:
                seen.add(found)
                yield PersonalData(what, found)

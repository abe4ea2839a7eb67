"""The word of an agency's document numbers (机关代字, GB/T 9704 7.2.5): what it may be, and who sets it."""

import re

from agencies.organisation.models import Agency, Officer, Role
from law import Refused

ARTICLE = "GB/T 9704 7.2.5"
_WORD = re.compile(r"[\u3400-\u9fffA-Za-z]{1,30}")
NAMED = 3  # administrators named in a sentence


def check_word(word: str, field: str = "words") -> None:
    """Raise Refused for a word that cannot stand in a document number."""
    if not _WORD.fullmatch(word) or "第" in word or word.endswith("号"):
        raise Refused(
            "代字只写汉字或者字母，不带括号、年份、“第”和“号”，例如 瓯公开补",
            ARTICLE,
            field=field,
            english="Only characters or letters: no brackets, year, 第 or 号",
        )


def agency_with_word(word: str, agency: Agency) -> Agency | None:
    """Return another agency whose own word this is."""
    if not word:
        return None
    bare = word.removesuffix("公开")
    return Agency.objects.filter(series_word__in={word, bare, f"{bare}公开"} - {""}).exclude(pk=agency.pk).first()


def administrators_over(agency: Agency) -> list[Officer]:
    """Return the administrators who may set the words of an agency: its own and those of the agencies above it."""
    above, current = [], agency
    while current is not None and current.pk not in above:
        above.append(current.pk)
        current = current.parent
    people = Officer.objects.filter(agency__in=above, is_active=True, grants__role=Role.ADMINISTRATOR)
    return list(people.select_related("agency").order_by("agency__code", "pk").distinct())


def refusal_without_word(agency: Agency) -> Refused:
    """Return why nothing is numbered for an agency without a word, who sets it, and where."""
    people = administrators_over(agency)
    if people:
        named = "、".join(f"{one}（{one.agency}）" for one in people[:NAMED]) + ("等" if len(people) > NAMED else "")
        who, english = f"请系统管理员{named}", "Ask " + ", ".join(str(one) for one in people[:NAMED])
    else:
        who = "本单位和上级还没有系统管理员，请先在服务器上运行 manage.py create_administrator，再由其"
        english = "There is no administrator yet (manage.py create_administrator); ask the one to be"
    return Refused(
        f"{agency.name}还没有设定机关代字，公文不能编号。{who}在“文号”页面（/numbers/{agency.code}/）设定",
        ARTICLE,
        field="number",
        english=f"{agency.name} has no word for its document numbers, so no letter is numbered. "
        f"{english} to set it on the page “Document numbers” (/numbers/{agency.code}/)",
    )

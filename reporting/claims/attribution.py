"""Of which year and of whom a number in a sentence is said: only what is said of the whole report is checked against its table."""

import re
from dataclasses import dataclass

_ASIDE = re.compile(r"《[^》]*》?|[（(][^（）()]*[）)]")  # the title of a document names its own year
_PIECE = re.compile(r"[，,（(）)]|(?<=[件条个项次])、")
_MOMENT = re.compile(
    r"(?<![0-9])(?P<year>20[0-9]{2})年|(?P<now>本年|今年)|(?:上一?|去|前一?|往|历|近[一二三四五两几0-9]*)年(?!度?[初末]?结转)"
)
_TOPIC = re.compile(rf"(?:在|而|自|从|截[至止]到?)?(?:{_MOMENT.pattern})(?![0-9]{{1,2}}月)")
_YEARS = re.compile(r"(?P<first>20[0-9]{2})(?:年度?)?(?:[-—–~至到]+)(?P<last>20[0-9]{2})年")
_LONG = re.compile("(?:施行|实施|成立|开通|上线)以来|[二两三四五十几]年来|十[一二三四五]五")  # of more than a year
_FILLING = re.compile(
    "20[0-9]{2}年度?|[本今全]年度?|年内|报告期内|总共|共计|共|累计|合计|依法|依规|及时|均|已|其中|[经据]统计|全部"
)
_BODY_END = re.compile(
    "(?:[局厅委署镇乡]|[^全]部|政府|府办|[省市县区]办|办公[室厅]|委员会|街道|办事处|中心|机关|单位|部门|镇街|法院|检察院|医院"
    "|学院|大学|学校|中学|小学|公司|集团|银行|派出所|支队|总队|大队|[^0-9]点|系统)$"
)
_DOES = re.compile("收到|受理(?!点)|新收|办结|答复|予以|不予|部分公开|主动公开|同意|无法提供|其他处理|举办|作出|被")
_OWN = re.compile("[我本](?:行政)?(?:机关|单位|部门)")
_REGION = re.compile("(?<![安健])[全我本](?P<level>[省市县区州盟旗镇乡])")
_PLACE = re.compile("(?P<level>[省市县区州盟旗])$")
_ALL_OF_IT = re.compile("各|所有|[0-9]+[家个]|行政机关|政府")
_GOVERNMENT = ("人民政府", "管理委员会", "管委会")


def split_clauses(words: str) -> list[str]:
    """Return words as their commas part them, without titles of documents and what stands in brackets."""
    return _PIECE.split(_ASIDE.sub("", words))


@dataclass(frozen=True, slots=True)
class Attribution:
    """The year and the body that a report is about; the body is empty where it was not read."""

    year: int
    body: str

    def is_not_meant(self, clause: str, start: int, end: int) -> bool:
        """Say whether the words before a number are of another year or another body.

        `start` is where the wording begins, `end` where its number does.
        """
        return "本级" in clause[:end] or self.of_another_year(clause[:end]) or self.of_another_body(clause[:start])

    def of_another_year(self, words: str) -> bool:
        """Say whether some words are of other years than the report's, or of several.

        The year last named in their last piece counts, else the one with which a piece before begins.
        """
        *before, last = split_clauses(words)
        if _LONG.search(words) or any(found["first"] != found["last"] for found in _YEARS.finditer(last)):
            return True
        if named := list(_MOMENT.finditer(last)):
            return self._is_other(named[-1])
        topic = next((found for piece in reversed(before) if (found := _TOPIC.match(piece))), None)
        return topic is not None and self._is_other(topic)

    def _is_other(self, moment: re.Match) -> bool:
        return not moment["now"] and moment["year"] != str(self.year)

    def of_another_body(self, words: str) -> bool:
        """Say whether who acts in the last piece of some words is an office, or a region, that is not the report's."""
        last = re.split("[:：]", split_clauses(words)[-1])[-1]
        name = _FILLING.sub("", _DOES.split(last)[0].partition("代表")[0])  # an office speaks for its government
        if region := _REGION.search(name):
            rest = name[region.end() :]
            if not self._covers(region["level"]):
                return not (rest and self._is_own(rest))
            return bool(_BODY_END.search(rest)) and not _ALL_OF_IT.match(rest)
        if place := _PLACE.search(name):
            return not (self._covers(place["level"]) and self._is_own(name))
        return bool(_BODY_END.search(name)) and not self._is_own(name)

    def _is_own(self, name: str) -> bool:
        """Say whether a name may be short for the body: its characters stand in the body's name in this order."""
        rest = iter(self.body)
        return bool(_OWN.fullmatch(name)) or all(sign in rest for sign in name.lstrip("我本全"))

    def _covers(self, level: str) -> bool:
        """Say whether the body governs a region: 全区 is the whole for a district's government, not for its bureau."""
        domain = next((self.body.removesuffix(end) for end in _GOVERNMENT if self.body.endswith(end)), "")
        return domain.endswith(level)

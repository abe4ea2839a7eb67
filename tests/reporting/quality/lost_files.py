"""The files of the lost cases as they were lost: what the acts refuse today is put back into a lawful file, in memory."""

from reporting.quality.case_file import CaseFile
from tests.workflow.play.lives import reply, step
from workflow.cases.models import Event

WITHOUT_A_REPLY = {  # by number of the case: the day, months after the term, on which the agency replied at last
    3: "2018-07-16",
    7: "2014-05-20",
    19: "2015-03-20",
}
OVERLOOKED = [  # case 4, had the message come: found after months, by the applicant's screenshot
    step(
        "2017-05-02",
        "clerk",
        "register",
        {
            "channel": "电子邮件",
            "arrived_on": "2017-02-06",
            "applicant_kind": "自然人",
            "applicant_name": "宋某",
            "content": "某学校的招生计划",
        },
    ),
    step("2017-05-02T10:00", "clerk", "assign", {"to": "handler"}),
]


def undone(**points: int) -> dict:
    """Return what a fault costs that undoes replies in court."""
    return points | {"voidable": 45}


def replied_at_last(day: str) -> list[dict]:
    """Return the steps of a reply given after the term, and its sending."""
    return [reply(f"{day}T09:00"), step(f"{day}T10:00", "clerk", "record_service", of="reply", how="邮寄")]


def _event(file: CaseFile, act: str) -> Event:
    return next(each for each in file.every if each.act == act)


def _without(file: CaseFile, act: str) -> None:
    file.every[:] = [each for each in file.every if each.act != act]


def _moved_without_proof(file: CaseFile) -> None:
    """08: the day was made later on the carrier's word, which nobody wrote down."""
    _event(file, "correct_receipt").data["proof"] = ""


def _six_by_one_note(file: CaseFile) -> None:
    """11: six items answered by one statement."""
    file.letter.kind = "open"


def _unclear_at_once(file: CaseFile) -> None:
    """12: answered as unclear, and nobody was asked to make it clear."""
    for act in ("request_correction", "receive_correction"):
        _without(file, act)
    file.letter.kind = "unclear"


def _asked_twice(file: CaseFile) -> None:
    """13: asked to correct the application twice, without a word on what to correct."""
    first = _event(file, "request_correction")
    first.data.update(points=["请补正"], ways=[""])
    again = Event(
        seq=first.seq, act="request_correction", on=first.on, data=dict(first.data), letter_id=first.letter_id
    )
    file.every.insert(file.every.index(first) + 1, again)
    file.__dict__["reckoning"] = type("Reckoning", (), {"reasons": (), "unsent": ()})()


def _refused_on_silence(file: CaseFile) -> None:
    """14: refused because the third party kept silent."""
    for each in file.every:
        if each.act == "draft":
            each.data.pop("parties", None)
    for item in file.withheld:
        item["finding"] = ""


def _decided_the_same_day(file: CaseFile) -> None:
    """15: the reply went out on the day of the inquiry, the opinion came afterwards."""
    _event(file, "receive_third_party_opinion").seq = 90


def _one_system_searched(file: CaseFile) -> None:
    """16 to 18: ten terms in the document system and the word of one section."""
    file.letter.facts["search_record"] = {
        "systems": "公文系统",
        "archive": "",
        "sections": "城建科",
        "keywords": "居家养老、建设资金、养老中心、资金来源、社区养老、福彩金、专项资金、财政补助、以奖代补、建设补助",
        "period": "2015年至今",
        "searched_on": file.letter.dated.isoformat(),
        "searched_by": "李承办",
        "result": "未检索到",
    }


AS_IT_WAS_LOST = {
    8: _moved_without_proof,
    11: _six_by_one_note,
    12: _unclear_at_once,
    13: _asked_twice,
    14: _refused_on_silence,
    15: _decided_the_same_day,
    17: _one_system_searched,
}

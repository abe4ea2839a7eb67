"""A case with third parties, and the doors through which a person drafts and submits its reply."""

from dataclasses import dataclass
from datetime import date

import time_machine
from django.urls import reverse

from tests.workflow.sample_office import Office, at
from tests.workflow.test_api_and_sweeps import client_of
from workflow.cases.models import Case

START, ASKED, ANSWERED = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 6)
LAST, AFTER = date(2026, 3, 24), date(2026, 3, 25)  # of the fifteen working days, and the day after
PROCESS = {
    "ground": "process",
    "part": "附件二",
    "reason": "属于作出决定以前的讨论记录",
    "evidence": "会商纪要原件",
}
PARTIAL = {"provided": ["施工合同"], "secrecy_review": "表1", "items": [PROCESS]}
TYPED = {"fact_provided": "施工合同", "fact_secrecy_review": "表1", "fact_form": "纸质复制件"} | {
    f"item1_{name}": value for name, value in PROCESS.items()
}
OPINIONS = {
    "agrees": {"agrees": "agrees", "text": "同意"},
    "objects": {"agrees": "objects", "text": "工序单价不为公众所知悉，公开会损害本公司的竞争地位"},
    "partly": {"agrees": "partly", "text": "同意公开总价；工序单价不为公众所知悉，不同意公开"},
    "bare": {"agrees": "objects", "text": "不同意公开", "without_reasons": True},
}
WEIGHED = "价款由财政资金支付，公众有权监督，不公开会对公共利益造成重大影响"
FOUND = "工序单价由该公司采取保密措施，本机关调阅其保密制度核实"


def asked(office: Office, said: str, key: str = "a", name: str = "甲公司", case: Case | None = None) -> Case:
    """Return a case in which a third party was told and said so, or kept silent, or did not answer yet ("")."""
    case = case or office.assigned(START)
    office.do(case, "consult_third_party", ASKED, name=name, matter="合同所列工序单价", key=key, delivered_on=ASKED)
    if said == "silent":
        office.do(case, "lapse_third_party_opinion", AFTER, key=key)
    elif said:
        office.do(case, "receive_third_party_opinion", ANSWERED, key=key, **OPINIONS[said])
    return case


def version(case: Case) -> int:
    """Return the version of a case as it stands."""
    return Case.objects.get(pk=case.pk).version


@dataclass
class ApiDoor:
    """The API, as a person uses it; what is refused is a status, a sentence, an article and a field."""

    office: Office

    def act(self, person, case: Case, code: str, on: date, **data) -> tuple:
        """Perform an act; return the status and what is refused."""
        body = {"act": code, "on": on.isoformat(), "version": version(case), "data": data}
        with time_machine.travel(at(on), tick=False):
            answer = client_of(person).post(f"/api/v1/cases/{case.pk}/acts/", body, format="json")
        if answer.status_code == 201:
            return 201, "", "", ""
        first = answer.json()["errors"][0]
        return answer.status_code, first["detail"], first["article"], first["field"]

    def draft(self, case: Case, on: date, parties: list[dict]) -> tuple:
        """Draft a partial reply with these decisions."""
        return self.act(self.office.handler, case, "draft", on, kind="partial", facts=PARTIAL, parties=parties)

    def submit(self, case: Case, on: date) -> tuple:
        """Submit the draft for review."""
        return self.act(self.office.handler, case, "submit_for_review", on)


@dataclass
class PageDoor:
    """The pages, as a person uses them; `client` is a browser."""

    office: Office
    client: object

    def act(self, person, case: Case, code: str, on: date, **typed) -> tuple:
        """Send the form of an act; return 201 when it was done, else what the page says."""
        self.client.force_login(person)
        given = {"on": on.isoformat(), "version": version(case)} | typed
        with time_machine.travel(at(on), tick=False):
            page = self.client.post(reverse("step", args=[case.pk, code]), given)
        return self._told(page)

    def draft(self, case: Case, on: date, parties: list[dict]) -> tuple:
        """Send the form of a partial reply with these decisions."""
        self.client.force_login(self.office.handler)
        given = {"on": on.isoformat(), "version": version(case)} | TYPED
        given |= {
            f"party_{one['key']}_{name}": value for one in parties for name, value in one.items() if name != "key"
        }
        with time_machine.travel(at(on), tick=False):
            page = self.client.post(reverse("draft", args=[case.pk]) + "?outcome=partial", given)
        return self._told(page)

    def submit(self, case: Case, on: date) -> tuple:
        """Submit the draft for review."""
        return self.act(self.office.handler, case, "submit_for_review", on)

    @staticmethod
    def _told(page) -> tuple:
        return (201, "") if page.status_code == 302 else (page.status_code, page.content.decode())

"""A whole life with the client that openapi-python-client writes: `python life.py ADDRESS PASSWORD`, its package on the path."""

import sys
from datetime import date
from io import BytesIO
from uuid import UUID

from kaidang_client import AuthenticatedClient, Client
from kaidang_client.api.applications import (
    confirm_application,
    list_applications,
    read_attachment,
    register_application,
    submit_application,
)
from kaidang_client.api.cases import list_cases, perform_act, read_case
from kaidang_client.api.letters import list_letters, read_letter_pdf
from kaidang_client.api.officers import list_officers
from kaidang_client.api.reckon import reckon
from kaidang_client.api.reports import read_cell, read_report
from kaidang_client.api.sign_in import sign_in
from kaidang_client.api.status import read_status
from kaidang_client.models import (
    ApplicantKindEnum,
    ApplicationIn,
    ApplicationWithFilesIn,
    ApproveAct,
    AssignAct,
    AssignData,
    CaseOut,
    ChannelEnum,
    CloseAct,
    ConfirmationIn,
    DeliverAct,
    DeliverData,
    DeliverDataMethodEnum,
    DraftAct,
    DraftData,
    DraftDataFacts,
    ExtendAct,
    ExtendData,
    LifeIn,
    ListCasesOrderingItem,
    ListCasesStateItem,
    ListOfficersRole,
    OutcomeEnum,
    ProblemOut,
    RecordServiceAct,
    RecordServiceData,
    RegistrationIn,
    ReplyAct,
    SignAct,
    StateEnum,
    StatusIn,
    SubmitForReviewAct,
    TokenIn,
)
from kaidang_client.types import File

ADDRESS, PASSWORD = sys.argv[1:]
DAY = date(2026, 3, 4)
PDF = b"%PDF-1.7\n1 0 obj\n"


def client_of(name: str) -> AuthenticatedClient:
    """Sign in and return the client of a person."""
    token = sign_in.sync(client=Client(ADDRESS), body=TokenIn(username=name, password=PASSWORD))
    return AuthenticatedClient(ADDRESS, token=token.token, prefix="Token")


class Life:
    """One application from its arrival to the file."""

    def __init__(self):
        names = ("clerk", "handler", "reviewer", "signer")
        self.people = {name: client_of(name) for name in names}
        self.clerk = self.people["clerk"]

    def take_in(self) -> UUID:
        """Submit with a file, confirm, register."""
        scan = File(payload=BytesIO(PDF), file_name="申请表.pdf", mime_type="application/pdf")
        body = ApplicationWithFilesIn(
            ChannelEnum.FAX, DAY, ApplicantKindEnum.BUSINESS, "某某有限公司", "某小区改造施工合同", files=[scan]
        )
        stored = submit_application.sync(client=self.clerk, body=body)
        assert [one.name for one in stored.attachments] == ["申请表.pdf"], stored
        back = read_attachment.sync(stored.id, stored.attachments[0].id, client=self.clerk)
        assert back.payload.read() == PDF
        refused = register_application.sync(stored.id, client=self.clerk, body=RegistrationIn())
        assert isinstance(refused, ProblemOut) and refused.errors[0].article.startswith("条例31"), refused
        attempt = ConfirmationIn(on=DAY, means="电话", reached=True)
        assert confirm_application.sync(stored.id, client=self.clerk, body=attempt).reached
        case = register_application.sync(stored.id, client=self.clerk, body=RegistrationIn())
        assert isinstance(case, CaseOut) and (case.received_on, case.state) == (DAY, StateEnum.REGISTERED), case
        self.case, self.version = case.id, case.version
        return stored.public_id

    def act(self, who: str, kind, **data):
        """Perform an act; fail where it is refused."""
        found = perform_act.sync(
            self.case, client=self.people[who], body=kind(on=DAY, version=self.version, act=kind_code(kind), **data)
        )
        assert not isinstance(found, ProblemOut), found
        self.version = found.seq
        return found

    def handle(self) -> None:
        """Assign, draft, review, sign, issue, deliver, close."""
        found = list_officers.sync(client=self.clerk, role=ListOfficersRole.HANDLER)
        self.act("clerk", AssignAct, data=AssignData(found.results[0].id))
        too_long = ExtendData(workdays=30, reason="档案较多")
        problem = perform_act.sync(
            self.case, client=self.clerk, body=ExtendAct("extend", DAY, self.version, too_long), accept_language="en"
        )
        assert isinstance(problem, ProblemOut) and "art. 33" in problem.detail, problem
        stale = perform_act.sync(
            self.case, client=self.clerk, body=AssignAct("assign", DAY, 1, AssignData(found.results[0].id))
        )
        assert stale.status == 409, stale
        facts = DraftDataFacts.from_dict({"provided": ["《施工合同》"], "secrecy_review": "保密审查表第1号"})
        self.act("handler", DraftAct, data=DraftData(outcome=OutcomeEnum.OPEN, facts=facts))
        self.act("handler", SubmitForReviewAct)
        self.act("reviewer", ApproveAct)
        self.act("signer", SignAct)
        self.act("clerk", ReplyAct)
        self.act("clerk", DeliverAct, data=DeliverData(DeliverDataMethodEnum.DIRECT, "张三"))
        receipt = read_case.sync(self.case, client=self.clerk).events[0].letter
        handed = {"letter_id": receipt, "status": "delivered", "method": "direct", "receipt": "张三"}
        self.act("clerk", RecordServiceAct, data=RecordServiceData.from_dict(handed))
        self.act("clerk", CloseAct)

    def look(self, public_id: UUID) -> None:
        """Read lists, letters, the status, a due day, and the year's report."""
        found = list_cases.sync(
            client=self.clerk,
            state=[ListCasesStateItem.CLOSED],
            search="施工合同",
            ordering=[ListCasesOrderingItem.VALUE_1, ListCasesOrderingItem.VALUE_3],
        )
        assert [one.id for one in found.results] == [self.case], found
        assert list_cases.sync(client=self.clerk, state=[ListCasesStateItem.REGISTERED]).count == 0
        assert list_applications.sync(client=self.clerk, registered=True).count == 1
        case = read_case.sync(self.case, client=self.clerk)
        assert case.outcome is OutcomeEnum.OPEN and case.closed_on == DAY and len(case.events) == self.version
        letters = list_letters.sync(client=self.clerk, case=self.case).results
        assert {one.kind for one in letters} == {"receipt", "open"}, letters
        reply = next(one for one in letters if one.kind == "open")
        assert read_letter_pdf.sync(reply.id, client=self.clerk).payload.read().startswith(b"%PDF-")
        status = read_status.sync(client=Client(ADDRESS), body=StatusIn(public_id))
        assert status.status == "已办结" and status.decided_on == DAY, status
        assert reckon.sync(client=self.clerk, body=LifeIn(received_on=date(2025, 1, 20))).due_on == date(2025, 2, 21)
        lives = reckon.sync(client=self.clerk, body=[LifeIn(received_on=date(2025, 1, 20)), LifeIn()])
        assert lives[1].error
        self.read_report()

    def read_report(self) -> None:
        """Open every cell of the report that counts something, by its printed labels."""
        report = read_report.sync(2026, "D", client=self.clerk)
        counted = 0
        for row, cells in report.tables.additional_properties.items():
            for column, value in cells.additional_properties.items():
                if value:
                    cell = read_cell.sync(2026, "D", client=self.clerk, row=row, column=column)
                    assert (cell.value, cell.cases) == (value, [self.case]), (row, column, cell)
                    counted += 1
        assert counted >= 4, counted

    def plain(self) -> None:
        """Submit as JSON, twice with one key."""
        body = ApplicationIn(
            ChannelEnum.IN_PERSON, DAY, ApplicantKindEnum.NATURAL_PERSON, "李四", "某文件", idempotency_key="once"
        )
        assert (
            submit_application.sync(client=self.clerk, body=body).public_id
            == submit_application.sync(client=self.clerk, body=body).public_id
        )


def kind_code(kind) -> str:
    """Return the code of an act from the name of its class."""
    name = kind.__name__.removesuffix("Act")
    return "".join(f"_{char.lower()}" if char.isupper() else char for char in name).lstrip("_")


life = Life()
secret = life.take_in()
life.handle()
life.look(secret)
life.plain()
print("a whole life")

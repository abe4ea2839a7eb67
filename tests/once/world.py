"""An office with something at every address: cases in every state, letters, post, archive, reports, notes, accounts."""

from datetime import date, datetime

from agencies.organisation.models import Officer
from intake.models import Attachment
from law.reports.forms import form_for
from notices.letters.models import Letter, NumberSeries
from notices.wording import services as wording_services
from reporting.commentary import services as commentary_services
from reporting.figures.scope import scope_of
from reporting.filing import services as filing_services
from reporting.filing.services import RULES
from reporting.publication import services as publication_services
from reporting.scores import marks
from reporting.supervision import services as supervision_services
from reporting.validation import services as validation_services
from tests.reporting import year
from tests.workflow import sample_archive as archive
from tests.workflow.mailroom import EMS, Mailroom
from tests.workflow.sample_office import SHANGHAI, at, officer
from workflow.archive import appraisal, retention
from workflow.cases.act import ACTS
from workflow.cases.models import Case
from workflow.cases.selectors import calendar
from workflow.mail import addresses
from workflow.mail import services as posting

NOW = datetime(2026, 3, 20, 10, tzinfo=SHANGHAI)
TODAY = NOW.date()
YEAR = 2025  # of which D filed and published; 2024 is open
LONG_AGO = date(2013, 5, 6)
ROLES = ("clerk", "handler", "reviewer", "signer", "supervisor", "auditor", "administrator", "root", "outsider")
PROBLEMS = "一是少数经办人对检索范围把握不准，二是征求意见的函件送达偏慢，今后检索记录一律附卷，函件当日寄出。"


class World(Mailroom):
    """The office of the other tests on one morning, and everything that its pages show."""

    def __init__(self):
        super().__init__()
        self.root = officer("root", None)
        self.root.is_superuser = True
        self.root.save()
        self.outsider = officer("outsider", year.agency("X"), "clerk", "handler")
        self.writer = officer("writer", self.agency, "administrator")
        self.second = officer("second", self.agency, "clerk")
        self.closed_account = officer("gone", self.agency, "handler")
        self.closed_account.is_active = False
        self.closed_account.save()
        self.section = self.agency.sections.create(name="综合科")
        self.successor = year.agency("S", parent=self.government)
        self.cases()
        self.post()
        self.archive()
        self.words()
        self.reports()

    def cases(self) -> None:
        """Leave one case at each of the steps that a desk shows."""
        self.waiting = self.application(date(2026, 3, 18), channel="fax", content="传真来的申请")
        self.new = self.case(date(2026, 3, 18), content="新登记的一件")
        self.assigned_case = self.assigned(date(2026, 3, 17), content="承办中的一件")
        self.asked = self.assigned(date(2026, 3, 16), content="征求意见的一件")
        self.do(self.asked, "consult_third_party", date(2026, 3, 16), name="某公司", matter="施工合同")
        self.draft_case = self.assigned(date(2026, 3, 13), content="拟稿中的一件")
        self.drafted(self.draft_case, date(2026, 3, 16), provided=["《施工合同》"], secrecy_review="保密审查表第1号")
        self.in_review = self.assigned(date(2026, 3, 13), content="送审的一件")
        self.drafted(self.in_review, date(2026, 3, 16), provided=["《施工合同》"], secrecy_review="保密审查表第1号")
        self.do(self.in_review, "submit_for_review", date(2026, 3, 16))
        archive_case = self.application(date(2026, 3, 5), content="带附件的一件")
        self.closed_case = archive.closed(self, date(2026, 3, 5), application=archive_case)
        self.attachment = Attachment.objects.first()

    def post(self) -> None:
        """Leave letters at each step of the post."""
        self.printed_case, self.printed = self.ready(content="待寄的一件")
        self.unprinted = self.letter(self.replied(content="待印的一件"))
        self.press(self.unprinted)
        self.posted_case, self.posted = self.ready(content="已寄的一件")
        chosen = {self.posted.pk: ("ems", EMS)}
        self.dispatch = posting.record_posting(
            chosen, by=self.clerk, on=date(2026, 3, 13), now=at(date(2026, 3, 13)), days=calendar()
        ).dispatch
        self.batch = self.posted.prints.first().batch if hasattr(self.posted, "prints") else None
        addresses.readdress(
            self.printed, by=self.clerk, now=at(date(2026, 3, 13)), name="张三", address="某路3号", reason="电话"
        )

    def archive(self) -> None:
        """Leave a package, one whose term is over, and a review of another."""
        retention.enter_rule(
            by=self.reviewer,
            kind="all",
            years=10,
            schedule="保管期限表〔2012〕1号",
            since=date(2012, 1, 1),
            now=at(LONG_AGO),
        )
        self.record = archive.archived(
            self, archive.closed(self, date(2026, 3, 4), content="归档的一件"), date(2026, 3, 5)
        )
        self.due = archive.archived(self, archive.closed(self, LONG_AGO, content="到期的一件"), LONG_AGO)
        self.due_too = archive.archived(self, archive.closed(self, LONG_AGO, content="也到期的一件"), LONG_AGO)
        other = archive.archived(self, archive.closed(self, LONG_AGO, content="鉴定中的一件"), LONG_AGO)
        proposal = appraisal.Proposal(other.pk, "destroy", "保管期限已满")
        self.review = appraisal.propose(by=self.clerk, on=TODAY, opinion="保管期限已满", proposals=[proposal], now=NOW)

    def words(self) -> None:
        """Leave adapted words at each step, a series of numbers, a note and a mark."""
        given = {"agency": self.agency, "place": "closing", "by": self.writer, "now": NOW}
        self.wording = wording_services.write(kind="", text="感谢支持。", **given)
        self.released = wording_services.release(
            wording_services.write(kind="deny", text="特此告知。", **given), by=self.reviewer, now=NOW
        )
        self.series = NumberSeries.objects.filter(agency=self.agency).first()
        self.note = supervision_services.ask_unit(
            self.assigned_case, "请说明办到哪一步", date(2026, 3, 24), by=self.supervisor, now=NOW
        )
        self.mark = marks.enter_mark(
            self.agency, "search", date(2026, 3, 2), "抽查发现", allowed=("search",), by=self.supervisor, now=NOW
        )

    def reports(self) -> None:
        """File, accept and publish one year of D."""
        named = {name: (3, "台账第1页") for name in form_for(YEAR).entered_cells.values()}
        january, february, scope = at(date(2026, 1, 20)), at(date(2026, 2, 20)), scope_of(self.agency, YEAR)
        filing_services.enter_figures(self.agency, YEAR, named, by=self.clerk, now=january)
        for part in form_for(YEAR).parts:
            if part.needed and part.key != commentary_services.PROBLEMS:
                filing_services.write_text(
                    self.agency, YEAR, part.key, "本局本年落实公开职责。", by=self.clerk, now=january
                )
        filing_services.write_text(
            self.agency, YEAR, commentary_services.PROBLEMS, PROBLEMS, by=self.clerk, now=january
        )
        filing_services.confirm(self.agency, YEAR, by=self.signer, now=january)
        for finding in validation_services.unexplained_findings(
            validation_services.validate_report(scope), validation_services.dispositions(scope)
        ):
            filing_services.explain_finding(scope, finding.identity, "已核对，属实", by=self.supervisor, now=february)
        filing_services.accept(self.agency, YEAR, by=self.supervisor, now=february)
        self.publication = publication_services.publish(scope, by=self.supervisor, now=february)

    def person(self, role: str):
        """Return who plays a role; None is nobody."""
        return getattr(self, role) if role else None

    def known(self) -> dict[str, list[str]]:
        """Return what really stands at the parameters of addresses and in some fields, for requests that get far."""
        keys = {str(one.pk) for one in (*Case.objects.all(), *Letter.objects.all(), *Officer.objects.all())}
        keys |= {
            str(one.pk)
            for one in (
                self.record,
                self.due,
                self.review,
                self.wording,
                self.released,
                self.series,
                self.note,
                self.mark,
                self.section,
                self.attachment,
            )
        }
        words = [
            *(code for code, act in ACTS.items() if act.form),
            "release",
            "retire",
            "close",
            "reopen",
            "reset",
            "xlsx",
            "json",
            "pdf",
            "csv",
            "html",
            "docx",
            "overview",
            "problems",
        ]
        form = form_for(YEAR)
        return {
            "<pk>": sorted(keys),
            "<code>": ["D", "G", "S", "X", *words],
            "<kind>": words,
            "<year>": ["2008", "2013", "2018", "2024", "2025", "2026", "1899", "0", "2100", "9999", "99999"],
            "<section>": ["overview", "problems", "x"],
            "<public_id>": [str(self.waiting.public_id), str(self.new.application.public_id)],
            "row": [*form.rows][:40],
            "column": ["natural_person", "total", "made", "issued", "value"],
            "act": [*RULES, "answer", "publish", "unlock", "lock", "mark", "withdraw", "enter"],
            "scope": ["own", "all"],
            "table": ["form", "all", "scores", "quality", "unit", "channel"],
        }

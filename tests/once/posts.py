"""How every address that takes a POST is given a valid one: an address without a row here fails the test."""

from collections.abc import Callable
from datetime import date

from django.urls import reverse

from law.reports.forms import form_for
from notices.letters.models import Letter
from reporting.figures.scope import scope_of
from reporting.filing import services as filing_services
from reporting.publication.models import DrawingFailure
from reporting.scores import marks
from reporting.supervision import services as supervision_services
from reporting.validation import services as validation_services
from tests.once.rooms.accounts import ACCOUNTS, PASSWORDS, token_of
from tests.once.rooms.looks import LOOKS
from tests.once.rooms.notices import NOTICES
from tests.once.rooms.recovery import RECOVERY
from tests.once.row import Post, at
from tests.once.world import NOW, TODAY, World
from tests.reporting import year
from tests.workflow import sample_archive as archive
from workflow.archive import appraisal
from workflow.cases.models import Case

DAY = TODAY.isoformat()
OPEN_YEAR = 2024
BY_HAND = "refusal"


def application(**more) -> dict:
    """Return what an applicant says."""
    return {
        "channel": "in_person",
        "arrived_on": DAY,
        "applicant_kind": "natural_person",
        "applicant_name": "李四",
        "content": "某路扩建的环评批复",
    } | more


def fresh(world: World, **given):
    """Return a case that nobody has touched."""
    return world.case(date(2026, 3, 18), **given)


def handled(world: World):
    """Return a case in the hands of the handler."""
    return world.assigned(date(2026, 3, 17))


def consented(world: World):
    """Return a case to whose extension the head has consented."""
    case = handled(world)
    world.consent(case, "extend", date(2026, 3, 18), 10)
    return case


def many(world: World) -> tuple[str, dict]:
    case = fresh(world)
    return at("assign-many", case=f"{case.pk}.{case.version}", handler_id=world.handler.pk)


def confirmed(world: World) -> tuple[str, dict]:
    waiting = world.application(date(2026, 3, 18), channel="fax")
    return at("queued", waiting.pk, on=DAY, means="电话", reached="on", note="本人确认", another_application="on")


def drafted(world: World) -> tuple[str, dict]:
    case = handled(world)
    facts = {"fact_provided": "《施工合同》", "fact_secrecy_review": "保密审查表第1号"}
    return reverse("draft", args=[case.pk]) + "?outcome=open", {"on": DAY} | version(case) | facts


def version(case) -> dict:
    """Return the version that a page shows now."""
    return {"version": Case.objects.values_list("version", flat=True).get(pk=case.pk)}


def searched(finding: str) -> str:
    """Return the lines of a search of the usual places."""
    return "\n".join(
        f"{one}｜合同｜2010年至今｜李某｜0｜{finding}" for one in ("公文系统", "档案室", "业务系统", "承办科室")
    )


def paper(world: World) -> tuple[str, dict]:
    case = handled(world)
    said = {"fact_record__places": searched("没有查到该合同"), "fact_record__searched_on": DAY}
    return at("paper", case.pk, "search_sheet", on=DAY, **version(case), **said)


def given_out(world: World) -> tuple[str, dict]:
    case = fresh(world)
    return at("step", case.pk, "assign", on=DAY, **version(case), handler_id=world.handler.pk)


def step(code: str, make: Callable, **fields) -> Callable[[World], tuple[str, dict]]:
    """Return an arrangement of one act on a case of its own."""

    def arrange(world: World) -> tuple[str, dict]:
        case = make(world)
        return at("step", case.pk, code, on=DAY, **version(case), **fields)

    return arrange


def voidable(world: World) -> tuple[str, dict]:
    case = handled(world)
    event = world.decide(case, "extend", date(2026, 3, 18), by=world.handler, workdays=10, reason="需要查找")
    world.do(case, "annul", date(2026, 3, 18), by=world.clerk, seq=event.seq, reason="发错了")
    return at("letter-void", event.letter_id, reason="发错了，已收回")


def tried_again(world: World) -> tuple[str, dict]:
    letter = fresh(world).events.get(act="register").letter
    Letter.objects.filter(pk=letter.pk).update(attempts=7, render_error="公文字体还没有安装", claimed_until=NOW)
    return at("letter-again", letter.pk)


def drawn_again(world: World) -> tuple[str, dict]:
    told = {"reason": "公文字体还没有安装", "english": "No fonts", "attempts": 7, "next_at": NOW}
    DrawingFailure.objects.get_or_create(pk=world.publication.pk, defaults=told)
    return at("published-again", 2025, "D")


def written(world: World) -> tuple[str, dict]:
    return at("wording-write", place="paragraph", kind="every", text="来信请注明登记编号。", sample="not_exist")


def released(world: World) -> tuple[str, dict]:
    return at("wording-step", world.wording.pk, "release")


def retired(world: World) -> tuple[str, dict]:
    return at("wording-step", world.released.pk, "retire")


def unprinted(world: World):
    """Return a reply that nobody has printed."""
    letter = world.letter(world.replied())
    world.press(letter)
    return letter


def again(world: World) -> tuple[str, dict]:
    _case, letter = world.ready()
    batch = letter.printings.get().batch
    return at("post-batch", batch.pk, letters=letter.pk, copies="1", reason="卡纸")


def posted(world: World) -> tuple[str, dict]:
    _case, letter = world.ready()
    place = f"l{letter.pk}-"
    return at(
        "post-outgoing",
        row=letter.pk,
        on=DAY,
        first="1",
        do="post",
        **{place + "pick": "on", place + "kind": "direct", place + "mail_number": "张三本人签收"},
    )


def readdressed(world: World) -> tuple[str, dict]:
    _case, letter = world.ready()
    return at("post-address", letter.pk, name="张三", address="某路9号", postcode="325000", phone="", reason="来电告知")


def carried(world: World) -> tuple[str, dict]:
    return at(
        "post-deliveries", file="邮件号,收件人,状态,签收时间,签收人\nEZ999999999CN,王某,妥投,2026-03-16,王某\n".encode()
    )


def many_archived(world: World) -> tuple[str, dict]:
    return at("archive", case=archive.closed(world, date(2026, 3, 4)).pk)


def one_archived(world: World) -> tuple[str, dict]:
    return at("archive-case", archive.closed(world, date(2026, 3, 4)).pk, years="", reason="")


def proposed(world: World) -> tuple[str, dict]:
    return at("archive-due", on=DAY, opinion="保管期限已满", **{f"verdict-{world.due.pk}": "extend:10"})


def decided(world: World) -> tuple[str, dict]:
    proposal = appraisal.Proposal(world.due_too.pk, "destroy", "保管期限已满")
    batch = appraisal.propose(by=world.clerk, on=TODAY, opinion="保管期限已满", proposals=[proposal], now=NOW)
    return at("archive-batch", batch.pk, approved="yes", count="1", comment="同意")


def unit(world: World, code: str):
    """Return an agency of its own under the government."""
    return year.agency(code, parent=world.government)


def figures(world: World) -> tuple[str, dict]:
    names = list(form_for(OPEN_YEAR).entered_cells.values())
    typed = {f"value-{n}": "3" for n in range(len(names))} | {f"evidence-{n}": "台账第1页" for n in range(len(names))}
    return at(
        "filing",
        OPEN_YEAR,
        "D",
        act="enter",
        version=filing_services.filing_of(world.agency, OPEN_YEAR).version,
        **typed,
    )


def explained(world: World) -> tuple[str, dict]:
    scope = scope_of(world.agency, OPEN_YEAR)
    finding = next(one for one in validation_services.validate_report(scope) if one.severity == "soft")
    return at("filing", OPEN_YEAR, "D", act="answer", finding=finding.identity, reason="已核对，属实")


def marked(world: World) -> tuple[str, dict]:
    return at("scores", act="mark", unit="D", item=BY_HAND, on="2026-03-03", case="", reason="抽查发现两件超期")


def unmarked(world: World) -> tuple[str, dict]:
    row = marks.enter_mark(
        world.agency, BY_HAND, date(2026, 3, 4), "抽查发现", allowed=(BY_HAND,), by=world.supervisor, now=NOW
    )
    return at("scores", act="withdraw", mark=row.pk, reason="记错了单位")


def answered(world: World) -> tuple[str, dict]:
    note = supervision_services.ask_unit(
        handled(world), "请说明办到哪一步", date(2026, 3, 24), by=world.supervisor, now=NOW
    )
    return at("watch-answer", note.pk, text="已经送审，今天可以签发")


def example(world: World) -> tuple[str, dict]:
    return at(
        "report-example",
        2026,
        "D",
        world.closed_case.pk,
        step="proposed",
        text="某申请人申请公开一份施工合同，本机关予以公开。",
    )


def api_case(world: World) -> tuple[str, dict]:
    case = fresh(world)
    return f"/api/v1/cases/{case.pk}/acts/", {
        "act": "assign",
        "on": DAY,
        "version": case.version,
        "data": {"handler_id": world.handler.pk},
    }


EVENT, RECORD = {"workflow.Event": 1}, {"agencies.OfficeRecord": 1}
CONTINUED = {"workflow.RegisterForm": 1}
POSTS = [
    Post("register", "clerk", lambda w: at("register", **application(idempotency_key="k-register", another_application="on")), {"intake.Application": 1, "workflow.Case": 1}, {"applicant_name": "王五"}, said="王五"),
    Post("register", "clerk", lambda w: at("register", **application(channel="fax", idempotency_key="k-waits", another_application="on")), {"intake.Application": 1}, {"content": "另一份文件", "phone": "1"}, said="另一份文件"),
    Post("queued", "clerk", confirmed, {"intake.Confirmation": 1, "workflow.Case": 1}, {"note": "代理人确认"}, said="代理人确认"),
    Post("assign-many", "clerk", many, EVENT, {"handler_id": "0"}),
    Post("draft", "handler", drafted, EVENT, {"fact_provided": "《另一份合同》"}, said="《另一份合同》"),
    Post("draft-preview", "handler", lambda w: (reverse("draft-preview", args=[handled(w).pk]) + "?outcome=open", {"on": DAY, "version": 2}), ok=(200, 422), asks=(200, 422)),
    Post("paper", "handler", paper, EVENT, {"fact_record__places": searched("查到一份草稿")}, said="查到一份草稿"),
    Post("paper-preview", "handler", lambda w: at("paper-preview", handled(w).pk, "search_sheet", on=DAY, version=2), ok=(200, 422), asks=(200, 422)),
    *LOOKS,
    Post("step", "clerk", given_out, EVENT, {"on": "2026-03-19"}, asks=(409, 422)),
    Post("step", "handler", step("extend", consented, workdays="10", reason="需要查找"), EVENT, {"reason": "档案很多"}, said="档案很多"),
    Post("step", "handler", step("request_correction", handled, points="哪一年｜写明文件的年份", term_workdays="15"), EVENT, {"points": "哪一条路｜写明路名"}, said="哪一条路"),
    Post("step", "clerk", step("withdraw", fresh, reason="来信撤回"), EVENT, {"reason": "来电撤回"}, asks=(409, 422)),
    Post("letter-void", "clerk", voidable, {"notices.VoidRecord": 1}, {"reason": "另一个理由"}, said="另一个理由"),
    Post("letter-again", "clerk", tried_again),
    Post("published-again", "supervisor", drawn_again),
    Post("wording-write", "writer", written, {"notices.Wording": 1}, {"text": "来信请写明登记编号。"}, said="来信请写明登记编号。"),
    Post("wording-preview", "writer", lambda w: at("wording-preview", place="closing", kind="every", text="谢谢。", sample="not_exist"), ok=(200,), asks=(200,)),
    Post("wording-step", "reviewer", released, {}),
    Post("wording-step", "reviewer", retired, {}),
    Post("post", "clerk", lambda w: at("post", letters=unprinted(w).pk, copies="0"), {"notices.PrintBatch": 1}, {"copies": "2"}),
    Post("post", "clerk", lambda w: at("post", letters=unprinted(w).pk, aside="1", reason="另行送达"), {"notices.SetAsideLetter": 1}, {"reason": "当面给了"}, said="当面给了"),
    Post("post-batch", "clerk", again, {"notices.PrintBatch": 1}, {"reason": "缺页"}, said="缺页"),
    Post("post-outgoing", "clerk", posted, EVENT, {"on": "2026-03-19"}),
    Post("post-address", "clerk", readdressed, {"notices.Destination": 1}, {"address": "某路10号"}, said="某路10号"),
    Post("post-dispatch", "clerk", lambda w: at("post-dispatch", w.dispatch.pk, do="xlsx"), ok=(200,), asks=(200,)),  # a look, each on record
    Post("post-deliveries", "clerk", carried, {"notices.UnmatchedMail": 1}, ok=(200,), asks=(200,)),
    Post("archive", "clerk", many_archived, {"workflow.ArchiveRecord": 1}),
    Post("archive-case", "clerk", one_archived, {"workflow.ArchiveRecord": 1}, {"years": "permanent", "reason": "重要"}),
    Post("archive-due", "clerk", proposed, {"workflow.ReviewBatch": 1}, {"opinion": "另一个意见"}, said="另一个意见"),
    Post("archive-batch", "signer", decided, {"workflow.ReviewDecision": 1}, {"comment": "再看看"}, said="再看看"),
    Post("archive-rules", "reviewer", lambda w: at("archive-rules", kind="all", years="30", schedule="保管期限表〔2026〕1号", since=DAY), {"workflow.RetentionRule": 1}, {"years": "10"}),
    Post("archive-rules", "reviewer", lambda w: at("archive-rules", fonds="D", category="XXGK", pattern="{fonds}-{year}-{number}"), {"workflow.ArchiveSettings": 1}, {"fonds": "E"}),
    Post("office-add", "administrator", lambda w: at("office-add", code="N1", name="某区新设局", kind="department", parent=w.government.pk), {"agencies.Agency": 1, **RECORD}, {"name": "某区另一局"}, said="某区另一局"),
    Post("office-facts", "administrator", lambda w: at("office-facts", "D", name="某区住建局", kind="department", series_word="某住建", contact_office="政务公开办", correction_workdays="15"), RECORD, {"contact_office": "综合科"}, said="综合科"),
    Post("office-sections", "administrator", lambda w: at("office-sections", "D", name="法规科"), {"agencies.Section": 1, **RECORD}, {"name": "规划科"}, said="规划科"),
    Post("office-places", "administrator", lambda w: at("office-places", "D", document_system="OA 系统", archive_room="局档案室", section="建管科"), {"agencies.RecordPlace": 3, **RECORD}, {"archive_room": "区档案室"}, said="区档案室"),
    Post("office-files", "administrator", lambda w: at("office-files", check="")),
    Post("office-files", "administrator", lambda w: (tried_again(w), at("office-files", again="1"))[1]),
    Post("office-ready", "administrator", lambda w: at("office-ready", on=DAY), {"agencies.SystemSign": 1}, {"on": "2026-03-19"}),
    Post("numbers-continue", "clerk", lambda w: at("numbers-continue", "D", what="register", number="2026-0500"), CONTINUED, {"number": "2026-0600"}, said="2026-0600"),
    Post("office-section", "administrator", lambda w: at("office-section", w.agency.sections.create(name="旧名科").pk, name="新名科"), RECORD, {"name": "别名科"}, said="别名科"),
    Post("office-closing", "administrator", lambda w: at("office-closing", unit(w, "Z1").code, on="2026-03-01", successor=w.successor.pk, paper="某通知"), {"agencies.AgencySuccession": 1, **RECORD}, {"paper": "另一通知"}, said="另一通知"),
    *NOTICES,
    *ACCOUNTS,
    Post("number-words", "administrator", lambda w: at("number-words", "D", family="inter_agency", words="某住建函", from_on="2026-03-21"), {"notices.SeriesWord": 1}, {"words": "某住建字"}, said="某住建字"),
    Post("number-mark", "administrator", lambda w: at("number-mark", "D", series="某住建公开", year="2026", last="500", again="500", reason="纸上编号"), {"notices.HighWaterMark": 1}, {"last": "600", "again": "600"}),
    Post("filing", "clerk", figures, {"reporting.Figure": len(form_for(OPEN_YEAR).entered_cells)}, {"value-0": "4"}, asks=(409, 422)),
    Post("filing", "clerk", lambda w: at("filing", OPEN_YEAR, "D", act="write", version=filing_services.filing_of(w.agency, OPEN_YEAR).version, text="问题是检索范围把握不准。"), {"reporting.Passage": 1}, {"text": "问题是送达偏慢。"}, asks=(409, 422), said="问题是送达偏慢。"),
    Post("filing", "supervisor", explained, {"reporting.Disposition": 1}, {"reason": "另一个理由"}, said="另一个理由"),
    Post("publish", "supervisor", lambda w: at("publish", 2025, "D", act="unlock", unit="D", reason="更正一处"), {"workflow.Unlocking": 1}, {"reason": "更正两处"}, said="更正两处"),
    Post("publish", "supervisor", lambda w: at("publish", 2025, "D", act="lock"), {"workflow.LockedYear": 1}),
    Post("report-passage", "clerk", lambda w: at("report-passage", OPEN_YEAR, "D", "overview", seen=0, text="本局本年落实公开职责。"), {"reporting.Passage": 1}, {"text": "另一句话。"}, asks=(409, 422), said="另一句话。"),
    Post("report-examples", "clerk", lambda w: at("report-examples", 2026, "D", number=w.closed_case.number), {}, {"number": "没有"}, asks=(409, 422)),
    Post("report-example", "clerk", example, {"reporting.Example": 1}, {"text": "某申请人申请公开一份合同，予以公开。"}, said="某申请人申请公开一份合同，予以公开。"),
    Post("scores", "supervisor", marked, {"reporting.SupervisorMark": 1}, {"reason": "抽查发现三件超期"}, said="抽查发现三件超期"),
    Post("scores", "supervisor", unmarked, {"reporting.SupervisorMark": 1}, {"reason": "另一个理由"}, said="另一个理由"),
    Post("watch-ask", "supervisor", lambda w: at("watch-ask", handled(w).pk, text="请说明办到哪一步", answer_by="2026-03-24"), {"reporting.SupervisionNote": 1}, {"text": "请说明为什么没有送审"}, said="请说明为什么没有送审"),
    Post("watch-answer", "clerk", answered, {"reporting.SupervisionAnswer": 1}, {"text": "还在等第三方的意见"}, said="还在等第三方的意见"),
    Post("supervise", "supervisor", lambda w: at("supervise", 2026, units_by="2027-01-20", publish_by="2027-01-31"), {"reporting.FilingTerms": 1}, {"units_by": "2027-01-15"}),
    Post("audit", "supervisor", lambda w: at("audit", files=b'{"form": "annual_2021"}'), ok=(200, 422), asks=(200, 422)),
    Post("audit-file", "supervisor", lambda w: at("audit-file", "json", sealed="x"), ok=(404,), asks=(404,)),
    Post("published", "", lambda w: at("published", 2025, "D", sha256="0" * 64), ok=(200,), asks=(200,)),
    Post("verify", "", lambda w: at("verify", code="A" * 20), ok=(200,), asks=(200,)),
    Post("login", "", lambda w: at("login", username="nobody", password="x"), ok=(200, 429), asks=(200, 429)),  # five tries
    Post("guide", "clerk", lambda w: at("guide", hide="1"), ok=(404,), asks=(404,)),  # there is none but in a demonstration
    Post("logout", "second", lambda w: at("logout"), asks=(302,)),
    Post("set_language", "clerk", lambda w: at("set_language", language="en"), asks=(302,)),
    Post("api:application-list", "clerk", lambda w: ("/api/v1/applications/", application(idempotency_key="k-api")), {"intake.Application": 1}, {"applicant_name": "王五"}, ok=(201,), json=True, said="applicant_name"),
    Post("api:application-register", "clerk", lambda w: (f"/api/v1/applications/{w.application(date(2026, 3, 18)).public_id}/register/", {"another_application": True}), {"workflow.Case": 1}, ok=(201,), asks=(409,), json=True),
    Post("api:application-confirm", "clerk", lambda w: (f"/api/v1/applications/{w.application(date(2026, 3, 18)).public_id}/confirmations/", {"on": DAY, "means": "电话", "reached": False}), {"intake.Confirmation": 1}, ok=(201,), asks=(201, 400, 409), json=True),
    Post("api:case-acts", "clerk", api_case, EVENT, {"data": {"handler_id": 1}}, ok=(201,), asks=(409,), json=True),
    Post("api-token", "", lambda w: ("/api/v1/token/", {"username": token_of(w).username, "password": PASSWORDS[0]}), {"authtoken.Token": 1}, {"password": "wrong"}, ok=(200,), asks=(400, 401, 403), json=True),
    Post("api-status", "", lambda w: ("/api/v1/status/", {"code": str(w.new.application.public_id)}), ok=(200,), asks=(200, 429), json=True),
    Post("api-reckon", "clerk", lambda w: ("/api/v1/reckon/", {"received_on": "2026-03-02"}), ok=(200,), asks=(200,), json=True),
    *RECOVERY,  # the last: it closes all the others
]  # fmt: skip

"""What a case may be charged: by cases of the month or by pages that are given, one of the two (国办函〔2020〕109号第三条至第五条)."""

from collections.abc import Sequence

from law import Refused
from law.fees import tariffs
from workflow.cases.models import Case
from workflow.fees.balances import BY_PAGE, pages_given
from workflow.fees.monthly_cases import cases_of_month

ONE_OF_TWO = "国办函〔2020〕109号3"


def by_cases(case: Case, *, same_person: Sequence[int], documents: Sequence[dict]) -> dict:
    """Return which case of the month this is, by the cases that count, and what that costs (第四条)."""
    if documents:
        raise Refused("按件计收的，不填文件页数", ONE_OF_TWO, field="documents", english="By cases, not by pages")
    counted = cases_of_month(case).counted(same_person)
    return {
        "count": len(counted),
        "amount": tariffs.case_rate(len(counted)),
        "counted": [{"number": one.number, "received_on": one.received_on.isoformat()} for one in counted],
        "confirmed": [one.number for one in counted if one.pk in same_person],
    }


def by_pages(case: Case, *, same_person: Sequence[int], documents: Sequence[dict]) -> dict:
    """Return how many pages are given, as the draft says or else the documents, and what they cost (第五条)."""
    if same_person:
        raise Refused(
            "按量计收的，不认定同月的其他申请",
            ONE_OF_TWO,
            field="same_person",
            english="By pages, not by cases",
        )
    draft = case.draft
    listed = sum(document["pages"] for document in documents)
    drafted = pages_given(draft) if draft else None
    if drafted == 0:
        raise Refused(
            f"已起草的答复（{draft.title}）不提供页面，不适用按量计收；可以按件计收",
            BY_PAGE,
            field="mode",
            english="The drafted reply gives no pages: it cannot be charged by pages, only by cases",
        )
    if drafted is None and not documents:
        raise Refused(
            "请列出提供的文件和各自的页数，一行一份",
            BY_PAGE,
            field="documents",
            english="List the documents and their pages",
        )
    if drafted is not None and documents and listed != drafted:
        raise Refused(
            f"文件清单共 {listed} 页，答复稿写明提供 {drafted} 页，应当一致",
            BY_PAGE,
            field="documents",
            english=f"The list has {listed} pages, the draft gives {drafted}",
        )
    pages = listed if drafted is None else drafted
    kept = {"count": pages, "amount": tariffs.page_fee(pages), "documents": list(documents)}
    return kept | ({} if drafted is None else {"content_sha256": draft.content_sha256})

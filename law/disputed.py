"""Disputed points of law as named settings: each with its default, its source and what hangs on it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """The answers that an agency's counsel may change; the defaults are those of docs/decisions/0006."""

    # 条例31（三）: does the portal's own notice of submission count as 双方确认? 指导案例26号 says so for 2007;
    # the earlier day can never make a reply late, so it is the default for 2019 too.
    portal_submission_counts: bool = True
    # 条例33③ says only “征求意见所需时间”: the pause runs from the day of sending (else from delivery).
    pause_from_sending: bool = True
    # 条例24 (2007) names only third parties: consulting another agency stops nothing.
    agency_consultation_stops_2007: bool = False
    # 条例30 “一次性告知”: one notice of correction; a second one needs a new reading of the article.
    second_correction: bool = False
    # 条例30 gives no number for “合理的补正期限”.
    correction_workdays: int = 15
    # 条例33③ gives no term for agencies that are not co-producers: 15 working days as in 条例34.
    agency_opinion_workdays: int = 15
    # 行政复议法23（四）: 国办函〔2021〕132号 counts 部分不予公开 as 不予公开.
    partial_needs_reconsideration: bool = True
    # 109号 第四条: the month of a case is the month of its receipt.
    fee_month_by_receipt: bool = True


DEFAULTS = Settings()

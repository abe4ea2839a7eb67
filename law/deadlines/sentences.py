"""What each move of the clock says, in Chinese and English; {who} and {others} name whom a consultation asks."""

SAYS = {
    "receive": (
        "{basis}当日不计，自次日起 {n} 个工作日内答复",
        "{basis_english} The next day is day 1 of {n} working days",
    ),
    "request_correction": (
        "告知补正，答复期限自收到补正之日起重新计算",
        "Correction requested; the term starts anew when it comes",
    ),
    "receive_correction": (
        "收到补正，次日起重新计算 {n} 个工作日",
        "Correction received; the term of {n} working days starts anew",
    ),
    "issue_fee_notice": (
        "发出收费通知，处理期限自缴费次日起重新计算",
        "Fee notice sent; the term starts anew on the day after payment",
    ),
    "receive_payment": ("完成缴费，次日起重新计算 {n} 个工作日", "Paid; the term of {n} working days starts anew"),
    "request_reasons": (
        "要求说明理由，答复期限自收到说明之日起重新计算",
        "Reasons asked for; the term starts anew when they come",
    ),
    "reasons_idle": ("要求说明理由，期限照常计算", "Reasons asked for; the clock runs on"),
    "receive_reasons": (
        "收到说明的理由，次日起重新计算 {n} 个工作日",
        "Reasons received; the term of {n} working days starts anew",
    ),
    "lapse_reasons": (
        "逾期未说明理由，次日起重新计算 {n} 个工作日",
        "No reasons came; the term of {n} working days starts anew",
    ),
    "reasons_heard": ("说明理由的程序已经终结，期限照常计算", "The matter of the reasons is closed; the clock runs on"),
    "delay": (
        "延迟 {n} 个工作日答复，已在原期限 {due} 届满前告知",
        "Delayed by {n} working days, told by the due day {due}",
    ),
    "revoke_reply": (
        "撤销原答复，次日起重新计算 {n} 个工作日",
        "The reply was revoked; a term of {n} working days starts anew",
    ),
    "extend": (
        "延期 {n} 个工作日，已在原期限 {due} 届满前告知",
        "Extended by {n} working days, told by the due day {due}",
    ),
    "consult": (
        "征求{who}意见，次日起不计入期限，至迟到 {end}",
        "The {others} is consulted; the following days are not counted, at the latest until {end}",
    ),
    "consult_idle": (
        "征求{who}意见；期限已无剩余，不再扣除",
        "The {others} is consulted; no day was left to exclude",
    ),
    "opinion": ("收到{who}意见，次日起继续计算", "Opinion of the {others}; the clock runs on from the next day"),
    "opinion_late": (
        "收到{who}意见，已过 {end} 的期限，停算到该日为止",
        "Opinion of the {others} after its term; the pause ended on {end}",
    ),
    "opinion_silent": (
        "{who}逾期未提出意见，停算到 {end} 为止",
        "The {others} gave no opinion within its term; the pause ended on {end}",
    ),
    "unheeded": (
        "告知已逾期或者没有寄出，记录在案，不重新计算",
        "The notice was late or had not left; on record, but nothing starts anew",
    ),
    "broken": ("{broken}，期限照常计算", "{broken_english}; the clock runs on"),
    "after_the_reply": (
        "答复已经作出，其后寄出的告知不产生效力",
        "The reply had been given; a notice that leaves afterwards moves nothing",
    ),
    "after_revocation": (
        "原答复已经撤销，其后寄出的告知不产生效力",
        "The reply had been revoked; a notice that leaves afterwards moves nothing",
    ),
    "late_while_awaited": (
        "当时正在等待{awaited}，不产生效力",
        "The {awaited_english} was awaited then; it moves nothing",
    ),
    "unsent": (
        "已决定，公文尚未寄出（送出）；寄出之前不产生效力，原期限照常计算",
        "Decided, but its letter has not left the agency; until it has, nothing is moved",
    ),
    "opinion_unasked": (
        "收到{who}意见，征求意见书当时还没有寄出；没有停算的日数",
        "Opinion of the {others} before the inquiry left; no day was excluded",
    ),
    "notice_answered": (
        "告知书寄出时申请人已经答复，不重新计算",
        "The applicant had answered before the letter left; nothing starts anew",
    ),
    "consult_answered": (
        "征求意见书寄出时{who}已经提出意见，没有停算的日数",
        "The {others} had answered before the inquiry left; no day is excluded",
    ),
    "sent_late": (
        "告知书 {sent} 才发出，已过 {last}，告知无效，期限照常计算",
        "The letter left only on {sent}, after {last}; it moves nothing and the clock runs on",
    ),
}
ASKED = {
    "consult_third_party": {"who": "第三方", "others": "third party"},
    "consult_agency": {"who": "其他机关", "others": "other agency"},
}

"""The English names of facts, for the forms of the interface; letters themselves are Chinese.

A fact is declared by its Chinese name alone (`fact("检索过程")`); the name in the interface's other language
stands here, so that a kind of letter reads as the law writes it. A fact without one fails a test.
"""

from notices.kinds.names_of_papers import PAPERS

ENGLISH = {
    # every letter and every reply
    "受文者": "Addressee",
    "登记编号": "Registration number",
    "收到申请之日": "Day the application was received",
    "申请内容": "Application",
    "申请人是单位": "The applicant is an organisation",
    "收到补正之日": "Day the correction was received",
    "附件": "Attachments",
    # letters of procedure
    "到达日期": "Day of arrival",
    "申请方式": "How it came in",
    "预计答复期限": "Expected due day",
    "期限暂定": "The term is provisional",
    "需要补正的事项": "What must be corrected",
    "补正期限（工作日）": "Term for the correction, in working days",
    "指导和释明": "Guidance",
    "延期理由": "Reason for the extension",
    "延期工作日数": "Working days added",
    "原答复期限": "Due day before the extension",
    "延期后的答复期限": "Due day after the extension",
    "同意延期的公开工作机构负责人": "Head of the disclosure office who agreed",
    "征求意见的事项": "What the opinion is asked on",
    "答复意见的期限（工作日）": "Term for the opinion, in working days",
    "决定公开的政府信息内容": "Information to be disclosed",
    "决定公开的理由": "Why it is disclosed",
    "收到第三方意见之日": "Day the third party's opinion was received",
    "征求意见之日": "Day the opinion was asked for",
    "征求其他机关意见": "Another agency is consulted",
    "计收方式": "Charged by",
    "件数或者页数": "Number of cases or pages",
    "金额（元）": "Amount in yuan",
    "缴纳方式": "How to pay",
    # replies
    "提供的信息清单": "Information provided",
    "保密审查记录": "Record of the secrecy review",
    "提供形式": "Form in which it is provided",
    "页数": "Number of pages",
    "获取的方式、途径和时间": "How, where and when to get it",
    "获取的方式、途径": "How and where to get it",
    "有特别规定的法律、行政法规条款": "Provision that rules access to it",
    "办理渠道": "Where to ask for it",
    "不属于本机关负责公开的理由": "Why it is not this agency's to disclose",
    "负责公开的机关": "Agency that is responsible",
    "负责公开的机关的联系方式": "How to reach the responsible agency",
    "仍不明确之处": "What is still unclear",
    "实质（信访、投诉、举报等）": "What it is in substance (petition, complaint, report)",
    "可以提出的渠道": "Where it can be raised",
    "前次答复文号": "Document number of the earlier reply",
    "前次答复日期": "Date of the earlier reply",
    "获取途径": "Where to get it",
    "要求说明理由的经过": "How reasons were asked for",
    "理由不合理的认定": "Why the reasons are not reasonable",
    "已获取信息的事实": "When and how the applicant got it",
    "告知补正之日": "Day correction was requested",
    "补正期限届满日": "Last day for the correction",
    "补正告知书文号": "Document number of the correction request",
    "收费通知之日": "Day of the fee notice",
    "缴费期限届满日": "Last day for the payment",
    "收到告知书之日": "Day the notice was received",
    "收到通知书之日": "Day the fee notice was received",
    "收费通知书文号": "Document number of the fee notice",
    "撤回之日": "Day of the withdrawal",
    "答复内容": "What the reply says",
    "所依据的其他规定": "Other provision relied on",
    "不明确之处": "What is unclear",
    "可以办理的途径": "Where it can be dealt with",
    # what is withheld
    "不予公开理由类别": "Ground of refusal",
    "不予公开的具体理由": "Reason in this case",
    "在卷证据": "Evidence on file",
    "不予公开的部分": "What is withheld",
    "禁止公开的法律、法规条款": "Provision that forbids disclosure",
    "不予公开的理由": "Grounds of refusal",
    "本机关自己的认定": "The agency's own finding",
} | PAPERS


def english_name(label: str) -> str:
    """Return the English name of a fact by its Chinese one, or the Chinese one where none is given yet."""
    return ENGLISH.get(label, label)

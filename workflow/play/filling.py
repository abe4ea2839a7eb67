"""What the form of an act needs and a step does not say: plausible text, so that a step names only what matters.

Never a day, and never a number of working days: these decide, so the step says them or the door refuses.
"""

from law import procedure
from notices.letters.models import Letter
from workflow.cases.act import ACTS
from workflow.cases.consultations import OBJECTING
from workflow.cases.models import Case

REGISTRATION = {
    "channel": "mail_signed",
    "applicant_kind": "natural_person",
    "applicant_name": "王某",
    "content": "演练路旧住宅小区改造项目的实施方案",
}
THIRD_PARTY = {
    "name": "演练建设工程有限公司",
    "matter": "旧住宅小区改造项目施工合同中涉及该公司的部分",
    "address": "演练市演练区建设路8号",
    "interest": "trade_secret",
}
INTEREST = "合同价款关系财政资金使用，不公开可能对公共利益造成重大影响"
OBJECTION = "工序单价不为公众所知悉，公开会损害本公司的竞争地位"
PROCEEDING = {"reference": "（演练）1号"}
PLAUSIBLE: dict[str, dict] = {
    "assign": {"to": "handler"},
    "change_demands": {"reason": "与申请人核对后，按申请书所列分项"},
    "request_correction": {
        "points": ["所指小区的名称和坐落", "所要文件的名称、文号或者形成年份"],
        "ways": ["写明小区名称和所在街道、社区", "写明大致年份；不知道文件名称的，描述文件用于什么事项"],
    },
    "receive_correction": {"text": "明确为演练路旧住宅小区2022年改造项目的实施方案"},
    "request_reasons": {
        "count_facts": "本年以来就同一小区改造项目提出申请41件，内容大部分相同",
        "points": ["多次申请同一项目信息的用途", "与此前已经答复的申请有何不同"],
        "count_table": "申请数量、频次统计表第1号",
    },
    "receive_reasons": {"text": "各件申请所指的楼栋和年份不同，用于核对本户的补偿面积"},
    "consent": {"to": "extend", "reason": "需要查找的档案较多，期限内查不完"},
    "delay": {"finding": "理由合理，但涉及楼栋较多，需要逐栋查找档案后答复"},
    "extend": {"reason": "需要查找的档案较多，尚在逐卷核对"},
    "consult_third_party": THIRD_PARTY,
    "consult_agency": {"name": "演练区财政局", "matter": "旧住宅小区改造项目资金安排表能否公开"},
    "receive_third_party_opinion": {"agrees": "agrees", "text": "来函表示对所征求的内容没有异议"},
    "receive_agency_opinion": {"agrees": "agrees", "text": "来函表示对所征求的内容没有异议"},
    "notify_third_party": {
        "matter": THIRD_PARTY["matter"],
        "reason": INTEREST,
    },
    "issue_fee_notice": {
        "mode": "pages",
        "documents": [{"title": "旧住宅小区改造项目施工图纸", "pages": 120}],
        "payment": "到本机关政务公开办缴纳，或者按通知书所附的缴款码缴纳",
    },
    "refund_fee": {"reason": "答复不再提供文件，按财政规定退还"},
    "return_draft": {"comments": "请写明所依据的条款，并补充检索情况"},
    "deliver": {"method": "mail"},
    "withdraw": {"reason": "申请人书面说明已经从社区取得所需文件，不再需要"},
    "revoke_reply": {"fault": "原答复遗漏了申请内容中的一项，自查发现后撤销"},
    "file_reconsideration": PROCEEDING,
    "conclude_reconsideration": {"result": "upheld"},
    "respond": {"handed_in": "行政答辩状，作出答复的证据和依据"},
    "file_litigation": PROCEEDING | {"kind": "litigation_direct"},
    "conclude_litigation": {"result": "upheld"},
    "record_complaint": PROCEEDING,
    "propose_transfer": {"reason": "所申请的改造项目由该单位主办，信息由其制作并保存"},
    "decline_transfer": {"reason": "该项目的实施方案由原单位制作，本单位没有保存"},
    "correct_receipt": {"reason": "核对邮件签收记录，登记的收到日录错", "proof": "收发室邮件签收单原件"},
    "correct_particulars": {"reason": "核对申请书原件，登记时录错"},
    "annul_registration": {"why": "twice", "reason": "核对邮件签收记录，是同一封申请登记了两次"},
    "annul": {"reason": "录入有误，核对原件后更正"},
}
BACK = "邮件退回，查无此人"
KEYS = "abcdefghijklmnopqrstuvwxyz"


def filled(act: str, data: dict) -> dict:
    """Return the data of an act with plausible text where the step says nothing; never what the act does not take."""
    taken = {"to"} if act == "assign" else ACTS[act].api_fields.keys()
    found = {name: value for name, value in PLAUSIBLE.get(act, {}).items() if name in taken} | data
    if act == "receive_third_party_opinion" and found.get("agrees") in OBJECTING and "text" not in data:
        found["text"] = "" if data.get("without_reasons") else OBJECTION
    return found


def consultation_key(case: Case) -> str:
    """Return the key of the next consultation of a case, a letter in the order in which they are asked."""
    asked = case.events.filter(act__startswith="consult_").count()
    return KEYS[asked] if asked < len(KEYS) else f"k{asked + 1}"


def proof(method: str, letter: Letter | None, number: str) -> str:
    """Return what proves a service: the mail number, who signed, what was sent, which agency handed it over."""
    addressee = letter.addressee if letter else "受送达人"
    return {
        "mail": number,
        "direct": addressee,
        "electronic": f"政府信息公开系统向{addressee}发送成功的回执",
        "entrusted": "演练镇人民政府",
    }.get(method, number)


def term_of(act: str) -> str:
    """Return what an act is called."""
    return procedure.ACTS[act].term

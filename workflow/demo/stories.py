"""The invented cases of the demonstration: what comes in and what is done, in working days before today."""

from dataclasses import dataclass

from workflow.demo.evidence import NARROW_SEARCH, PUBLISHED, SEARCH
from workflow.demo.people import BUREAU
from workflow.demo.third_parties import DEVELOPER, PRIVACY, RESIDENT, RESIDENT_DECIDED, RESIDENT_OPINION, WAGES

KEY = "demo-"  # begins the keys of the applications that the demonstration made
EMS = "EMS"  # stands for the next mail number
AFTER = {"kind": "litigation_after"}  # a lawsuit after reconsideration
Step = tuple[int, str, dict]  # working days before today, act, what is entered


@dataclass(frozen=True, slots=True)
class Story:
    """One application and its life; `register` says whether the desk took it."""

    key: str
    back: int
    content: str
    applicant: str
    steps: tuple[Step, ...] = ()
    channel: str = "mail_signed"
    kind: str = "natural_person"
    topic: str = "城建规划"
    called: bool = False  # a call that reached nobody
    register: bool = True
    phone: str = "13800000000"
    agency: str = BUREAU
    kept: tuple[str, ...] = ()  # acts whose letters were never sent
    settled: bool = False  # its days lie in a year whose holidays are known: a term lapses in no other


def assigned(back: int, handler: str = "handler") -> Step:
    """Return the step that gives the case to a handler."""
    return back, "assign", {"handler": handler}


def drafted(back: int, outcome: str, *, parties: tuple[dict, ...] = (), **facts) -> Step:
    """Return the step that writes the reply, with what it decides for each third party."""
    return back, "draft", {"outcome": outcome, "facts": facts} | ({"parties": list(parties)} if parties else {})


def answered(back: int, outcome: str, *, until: str = "close", **facts) -> tuple[Step, ...]:
    """Return the road of a reply from its draft to `until`; it is issued `back` working days before today."""
    road: list[Step] = [
        drafted(back + 4, outcome, **facts),
        (back + 3, "submit_for_review", {"note": "已核对原件，请审核"}),
        (back + 2, "approve", {"comment": "事实清楚，适用依据正确"}),
        (back + 1, "sign", {}),
        (back, "reply", {}),
        (back, "deliver", {"method": "mail", "receipt": EMS}),
        (back - 1, "close", {"note": "卷内文件齐全"}),
    ]
    names = [act for _, act, _ in road]
    return tuple(road[: names.index(until) + 1])


PROCESS = {
    "ground": "process",
    "reason": "该会商纪要是作出决定以前的讨论记录，法律、法规、规章没有规定应当公开",
    "evidence": "会商纪要原件及形成时间说明",
}
SECRECY = "保密审查表第18号：可以公开"

STORIES = (
    # -- on the counter: not registered yet ------------------------------------------------------------------
    Story(
        "fax",
        0,
        "2024年以来某小区外墙修缮工程的招标文件和中标通知书",
        "陈建国",
        channel="fax",
        called=True,
        register=False,
    ),
    Story("letter", 1, "娄桥街道某安置房项目的竣工验收备案表", "林秀英", channel="mail_ordinary", register=False),
    # -- registered ------------------------------------------------------------------------------------------
    Story("registered", 1, "某路道路拓宽工程的施工许可证和中标公告", "周丽华", channel="in_person"),
    Story(
        "portal", 0, "2025年住宅专项维修资金使用情况", "吴志强", channel="portal", topic="物业管理", phone="13906770001"
    ),
    # -- in hand, under every light --------------------------------------------------------------------------
    Story("green", 8, "某地块商品房预售许可的审批材料", "郑海燕", (assigned(7),)),
    Story(
        "yellow",
        16,
        "某旧住宅小区改造项目的实施方案和资金安排",
        "温州某某置业有限公司",
        (
            assigned(15),
            drafted(2, "open", provided=["《旧住宅小区改造实施方案》", "资金安排表"], secrecy_review=SECRECY),
        ),
        kind="business",
    ),
    Story("orange", 18, "三垟街道某农贸市场改建工程的消防验收意见", "胡敏", (assigned(17, "handler2"),)),
    Story("today", 20, "某拆迁安置项目的房屋征收补偿协议样本", "黄志明", (assigned(19),), topic="房屋征收"),
    Story("overdue", 23, "2023年危旧房屋排查名册及鉴定报告", "孙文斌", (assigned(21, "handler2"),), topic="房屋安全"),
    Story(
        "corrected",
        14,
        "要求公开有关房子的全部文件",
        "何晓东",
        (
            assigned(13),
            (
                11,
                "request_correction",
                {
                    "points": ["所指的房屋坐落", "所要文件的名称或者年份"],
                    "ways": ["写明街道、村和门牌，或者附四至照片", "写明征收公告的年份，或者文件标题、文号中的任一项"],
                },
            ),
            (6, "receive_correction", {"text": "明确为娄桥街道某村2022年房屋征收补偿方案"}),
        ),
        topic="房屋征收",
    ),
    Story(
        "returned",
        12,
        "某建设工程质量投诉的处理结果",
        "徐建平",
        (
            assigned(11),
            drafted(5, "not_exist", search_record=NARROW_SEARCH),
            (4, "submit_for_review", {"note": ""}),
            (3, "return_draft", {"comments": "检索范围不够：请补查质量监督站纸质档案，并写明检索人和时间"}),
        ),
        topic="工程质量",
    ),
    Story(
        "paused",
        15,
        "某房地产开发企业报送的项目成本测算资料",
        "浙江某某律师事务所",
        (
            assigned(14),
            (8, "consult_third_party", DEVELOPER),
        ),
        kind="legal_service",
    ),
    Story(
        "asked",
        13,
        "某地块规划条件的会商意见",
        "金伟",
        (
            assigned(12, "handler2"),
            (
                7,
                "consult_agency",
                {"name": "瓯海区发改局", "matter": "两单位共同制作的《项目会商意见》是否公开", "co_producer": True},
            ),
        ),
    ),
    Story(
        "extended",
        24,
        "2015年至2024年全部公租房分配名册",
        "某某社会调查研究院",
        (
            assigned(22),
            (10, "consent", {"to": "extend", "workdays": 15, "reason": "十年名册需逐页区分，期限内做不完"}),
            (10, "extend", {"workdays": 15, "reason": "需要查找的档案跨度十年，且须逐页区分个人信息"}),
        ),
        kind="research",
        topic="住房保障",
    ),
    # -- waiting for the applicant ---------------------------------------------------------------------------
    Story(
        "awaiting_correction",
        6,
        "本村土地的相关材料",
        "叶小红",
        (
            assigned(5),
            (
                4,
                "request_correction",
                {
                    "points": ["所指的地块或者项目", "所要文件的名称"],
                    "ways": ["写明征收公告上的项目名称，或者提供公告照片", "写明文件标题或者文号中的任一项"],
                },
            ),
        ),
        topic="土地征收",
    ),
    Story(
        "awaiting_reasons",
        6,
        "2019年以来各镇街全部旧住宅小区改造项目的合同、变更签证和结算资料",
        "邵国强",
        (
            assigned(5),
            (
                3,
                "request_reasons",
                {
                    "count_facts": "今年以来您向本机关提出政府信息公开申请46件，其中31件涉及同一类项目",
                    "points": ["短期内提出多件同类申请的原因", "各项信息的用途"],
                    "count_table": "申请人申请统计表",
                },
            ),
        ),
        topic="工程质量",
    ),
    Story(
        "awaiting_payment",
        9,
        "某安置房项目全部施工图纸的复印件",
        "潘国平",
        (
            assigned(8),
            (
                3,
                "issue_fee_notice",
                {"mode": "pages", "documents": [{"title": "施工图纸", "pages": 68}], "payment": "凭缴款码缴纳"},
            ),
        ),
    ),
    Story(
        "lapsed",
        14,
        "关于我家的所有信息",
        "邵阳",
        (
            assigned(13),
            (
                11,
                "request_correction",
                {"points": ["所要信息的名称或者内容"], "ways": ["写明所要了解的事项和年份"], "term_workdays": 5},
            ),
            (
                11,
                "record_service",
                {"of": "request_correction", "status": "delivered", "method": "direct", "receipt": "邵阳"},
            ),
            (5, "lapse_correction", {}),
        ),
        topic="其他",
        settled=True,
    ),
    # -- a reply on its way ----------------------------------------------------------------------------------
    Story(
        "in_review",
        12,
        "某物业服务企业的信用评价结果",
        "董玲",
        (
            assigned(11),
            drafted(
                3, "open_published", **PUBLISHED, where_published="区政府门户网站“信用公示”栏目，搜索该企业名称即可获取"
            ),
            (2, "submit_for_review", {"note": "网页已核对可以打开"}),
        ),
        topic="物业管理",
    ),
    Story(
        "approved",
        13,
        "某建筑企业的工人工资监管账户流水",
        "曹勇",
        (
            assigned(12),
            drafted(5, "deny", items=[WAGES]),
            (4, "submit_for_review", {"note": ""}),
            (2, "approve", {"comment": "本机关的认定和抽样页均已入卷"}),
        ),
    ),
    Story(
        "signed",
        15,
        "某项目办公会议讨论记录",
        "谢芳",
        (
            assigned(14, "handler2"),
            drafted(7, "deny", items=[PROCESS]),
            (6, "submit_for_review", {"note": ""}),
            (4, "approve", {}),
            (1, "sign", {}),
        ),
    ),
    Story(
        "replied",
        16,
        "瓯海区某村不动产登记簿信息",
        "章文",
        (
            assigned(15),
            *answered(
                1,
                "query",
                until="reply",
                special_law="《不动产登记暂行条例》第二十七条",
                access_channel="持身份证明和利害关系证明材料到区不动产登记服务中心申请查询",
            ),
        ),
    ),
    Story(
        "delivered",
        19,
        "某公园改造工程的监理日志",
        "蒋一鸣",
        (assigned(18), *answered(2, "not_exist", until="deliver", search_record=SEARCH)),
    ),
    Story(
        "returned_mail",
        21,
        "某安置小区分户产权证办理情况",
        "卢玉珍",
        (
            assigned(20, "handler2"),
            *answered(
                9,
                "open_published",
                until="deliver",
                **PUBLISHED,
                where_published="区政府门户网站“征收安置”专栏，文件名为《某安置小区产权证办理情况公告》",
            ),
            (2, "record_service", {"of": "reply", "status": "returned", "method": "mail", "reason": "原址查无此人"}),
        ),
        topic="房屋征收",
    ),
    # -- closed in the course of the year --------------------------------------------------------------------
    Story(
        "open",
        45,
        "某路绿化工程的合同和结算审核报告",
        "沈国华",
        (
            assigned(44),
            *answered(30, "open", provided=["《绿化工程合同》", "《结算审核报告》"], secrecy_review=SECRECY, pages=42),
        ),
    ),
    Story(
        "partial",
        72,
        "某小区房屋征收分户补偿结果",
        "瞿溪街道某村股份经济合作社",
        (
            assigned(71),
            (66, "consult_third_party", RESIDENT),
            (60, "receive_third_party_opinion", RESIDENT_OPINION),
            *answered(
                50,
                "partial",
                provided=["分户补偿结果表（已作区分处理）"],
                items=[PRIVACY],
                secrecy_review=SECRECY,
                parties=RESIDENT_DECIDED,
            ),
        ),
        kind="other_org",
        topic="房屋征收",
    ),
    Story(
        "reconsidered",
        105,
        "某拆迁项目风险评估报告的讨论稿",
        "钱进",
        (
            assigned(104),
            *answered(92, "deny", items=[PROCESS]),
            (75, "file_reconsideration", {"reference": "温瓯政复〔{year}〕36号", "key": "fy36"}),
            (68, "respond", {"key": "fy36", "handed_in": "行政复议答复书及证据、依据目录"}),
            (40, "conclude_reconsideration", {"key": "fy36", "result": "upheld"}),
            (28, "file_litigation", {"reference": "（{year}）浙0304行初58号", "key": "xc58", **AFTER}),
            (20, "respond", {"key": "xc58", "handed_in": "答辩状及证据、依据"}),
        ),
    ),
    Story(
        "sued",
        165,
        "某停车楼项目的招标控制价编制成果",
        "温州某某工程咨询有限公司",
        (
            assigned(164, "handler2"),
            *answered(150, "deny", items=[PROCESS]),
            (136, "file_reconsideration", {"reference": "温瓯政复〔{year}〕21号", "key": "fy21"}),
            (130, "respond", {"key": "fy21", "handed_in": "行政复议答复书及证据、依据目录"}),
            (102, "conclude_reconsideration", {"key": "fy21", "result": "upheld"}),
            (90, "file_litigation", {"reference": "（{year}）浙0304行初33号", "key": "xc33", **AFTER}),
            (82, "respond", {"key": "xc33", "handed_in": "答辩状及证据、依据"}),
            (18, "conclude_litigation", {"key": "xc33", "result": "upheld"}),
        ),
        kind="business",
        topic="工程质量",
    ),
    Story(
        "complained",
        88,
        "某道路施工噪声投诉的处理结果",
        "冯雷",
        (
            assigned(87),
            *answered(70, "petition", nature="投诉", other_channel="区信访局网上信访平台"),
            (60, "record_complaint", {"reference": "区政务公开办转办第5号"}),
        ),
        topic="其他",
    ),
    Story(
        "late",
        62,
        "2022年以来保障性住房房源清单",
        "万里",
        (assigned(58), *answered(36, "open_published", **PUBLISHED, where_published="区政府门户网站“住房保障”专栏")),
        topic="住房保障",
    ),
    Story(
        "not_ours",
        120,
        "某中学扩建用地的征收批文",
        "施敏",
        (
            assigned(119),
            *answered(
                112,
                "not_ours",
                reason="该信息由自然资源和规划部门制作",
                responsible="温州市自然资源和规划局瓯海分局",
                responsible_contact="0577-88500000",
            ),
        ),
        topic="土地征收",
    ),
    Story(
        "withdrawn",
        33,
        "某小区业主大会备案材料",
        "倪红",
        (assigned(32), (29, "withdraw", {"reason": "申请人书面说明已从社区取得，不再需要"})),
        topic="物业管理",
    ),
    Story(
        "published",
        140,
        "2025年政府公报第3期",
        "某某公益服务中心",
        (assigned(139), *answered(134, "publication", where_available="区档案馆政府公报查阅点")),
        kind="public_interest",
        topic="其他",
    ),
)

"""Stories of what is decided and what has happened: a notice not sent, a void one, silence, a corrected receipt (decision 39), three
demands with three conclusions (43), an annulled duplicate (45)."""

from workflow.demo.stories import PUBLISHED, SECRECY, Story, assigned, drafted
from workflow.demo.third_parties import GUARANTOR

STORIES = (
    Story(
        "extension_unsent",
        17,
        "2018年以来城市更新项目的可行性研究报告及批复",
        "褚建军",
        (
            assigned(16),
            (1, "consent", {"to": "extend", "workdays": 20, "reason": "涉及十一个项目，二十个工作日内查不完"}),
            (1, "extend", {"workdays": 20, "reason": "涉及十一个项目，档案分存三处"}),
        ),
    ),
    Story(
        "notice_void",
        12,
        "有关某路改造的文件",
        "卫红",
        (
            assigned(11),
            (
                9,
                "request_correction",
                {"points": ["所要文件的名称或者年份"], "ways": ["写明路段和大致年份，或者文件标题、文号中的任一项"]},
            ),
        ),
        kept=("request_correction",),
    ),
    Story(
        "third_party_silent",
        30,
        "某企业申请预售许可时报送的资金监管协议",
        "温州某某咨询有限公司",
        (
            assigned(29),
            (28, "consult_third_party", GUARANTOR),
            (8, "lapse_third_party_opinion", {"text": "意见书已签收，期满未回复"}),
        ),
        kind="business",
    ),
    Story(
        "receipt_corrected",
        11,
        "某街道老旧电梯更新改造补贴的发放清单",
        "尤美华",
        (
            assigned(10, "handler2"),
            (
                6,
                "correct_receipt",
                {
                    "received_back": 13,
                    "reason": "挂号信早两个工作日已经由收发室签收，登记时误用了转交之日",
                    "proof": "收发室邮件签收登记簿复印件，存本件案卷",
                },
            ),
        ),
    ),
    Story(
        "registered_twice",
        10,
        "某街道老旧电梯更新改造补贴发放的清单",
        "尤美华",
        (
            (
                9,
                "annul_registration",
                {
                    "why": "twice",
                    "remaining_story": "receipt_corrected",
                    "reason": "收发室移交的复印件与窗口已登记的是同一封挂号信，核对邮件号后发现",
                },
            ),
        ),
        kept=("register",),
    ),
    Story(
        "three_demands",
        10,
        "申请公开：1.某村留地安置项目的施工许可证；2.该项目的竣工验收备案表；3.该地块的征地批文",
        "柯秀珠",
        (
            assigned(9),
            drafted(
                2,
                "combined",
                parts=[
                    {
                        "asked": "某村留地安置项目的施工许可证",
                        "conclusion": "open",
                        "told": {"provided": ["施工许可证复印件"], "secrecy_review": SECRECY},
                    },
                    {
                        "asked": "该项目的竣工验收备案表",
                        "conclusion": "open_published",
                        "told": PUBLISHED | {"where_published": "区政府门户网站“竣工备案公示”栏目，按项目名称搜索"},
                    },
                    {
                        "asked": "该地块的征地批文",
                        "conclusion": "not_ours",
                        "told": {
                            "reason": "征地批文由自然资源和规划部门报批和保存",
                            "responsible": "温州市自然资源和规划局瓯海分局",
                            "responsible_contact": "0577-88500000",
                        },
                    },
                ],
            ),
            (1, "submit_for_review", {"note": "三项分别答复"}),
        ),
        topic="土地征收",
    ),
)

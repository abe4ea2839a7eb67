"""Stories of what is decided and what has happened: a notice not sent, a void one, silence, a corrected receipt (decision 39); and
three demands with three conclusions (decision 43)."""

from workflow.demo.stories import SECRECY, Story, assigned, drafted

STORIES = (
    Story(
        "extension_unsent",
        17,
        "2018年以来城市更新项目的可行性研究报告及批复",
        "褚建军",
        (
            assigned(16),
            (1, "extend", {"workdays": 20, "reason": "涉及十一个项目，档案分存三处", "approved_by": "林建国"}),
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
                {"points": ["所要文件的名称或者年份"], "guidance": "可以写明路段和大致年份，便于查找"},
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
            (
                28,
                "consult_third_party",
                {"name": "温州某某置业集团有限公司", "matter": "贵公司报送的《资金监管协议》是否同意公开"},
            ),
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
                {"received_back": 13, "reason": "收发室登记簿载明挂号信早两个工作日已经签收"},
            ),
        ),
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
                        "told": {"where_published": "区政府门户网站“竣工备案公示”栏目，按项目名称搜索"},
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

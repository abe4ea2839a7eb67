"""Findings that only repeat the silence, objections that give no reason (11.4)."""

import pytest

from agencies.text.commonplaces import only_names_interest, only_objects, only_silence

NAME = "甲建设公司"
SILENCE = [
    "第三方未答复，视为不同意",
    "第三方逾期未提出意见，视为不同意公开。",
    "该公司没有答复，不予公开",
    "第三方未在规定期限内提出意见，本机关决定不予公开",
    "经书面征求意见，甲建设公司逾期未回复，推定其不同意公开",
    "征求意见书已送达，15个工作日届满，未收到任何意见",
    "甲建设公司保持沉默，视同反对",
    "由于第三方没有表态，无法确认其是否同意，依法不予公开",
    "第三方逾期未提出意见，根据《条例》第三十二条的规定，由本机关决定不予公开",
    "第三方收到征求意见函后一直未予回应，应视为不同意公开",
    "第三方没有反馈意见，属于商业秘密，不予公开",
    "没有取得第三方的同意，不能公开",
    "逾期不答复视为同意公开",
    "甲建设公司未就是否同意公开表示意见",
    "期限届满第三方未提交书面意见，本机关经研究决定不公开该信息",
    "第三方未答复。第三方未答复。第三方 未答复！",
    "The third party has not replied",
    "该公司未予理睬",
    "至今没有音信",
    "电话无人接听，邮件退回",
    "没人回复",
    "征询后如泥牛入海",
    "未在期限内表达意愿",
    "该公司始终未置可否，按不同意处理",
    "silence of the third party",
    "该信息为商业秘密，依法应予保护",
]
FINDINGS = [
    "第三方没有答复。合同附件的工序单价属于该公司采取保密措施的经营信息，本机关调阅其保密制度核实",
    "公开即损害其人格权益，与公共利益无关",
    "涉及其他第三人",
    "分户表中有住户身份证号码和银行账号",
    "第三方逾期未提出意见；该协议价款由财政资金支付，中标结果早已公告，不属于商业秘密",
    "该公司未答复，但图纸标有其专有工艺参数，公开会被竞争对手仿制",
    "未收到意见，经核对，名册只列单位名称，没有个人信息",
    "报价明细不为公众所知悉",
    "第三方已经注销，无法征求",
    "企业名称和登记信息均已对外公示",
]


@pytest.mark.parametrize("text", SILENCE)
def test_a_finding_that_only_says_that_nobody_answered_is_none(text):
    assert only_silence(text, [NAME])


@pytest.mark.parametrize("text", FINDINGS)
def test_a_finding_about_the_information_itself_is_one(text):
    assert not only_silence(text, [NAME])


def test_a_long_text_is_judged_by_what_it_says_and_not_by_its_length():
    assert only_silence("第三方逾期未提出意见，视为不同意。" * 200)
    assert not only_silence("第三方逾期未提出意见。" * 3 + FINDINGS[7])


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("", True),
        ("不同意", True),
        ("我公司坚决反对公开上述材料。", True),
        ("来函表示不同意公开", True),
        ("不同意，请勿公开，谢谢", True),
        ("涉及商业秘密，请予保密", True),
        ("公开会损害我公司合法权益", True),
        ("因故不同意，理由不便说明", True),
        ("不" * 5000, True),
        ("总价反映本公司的报价水平，公开会影响以后投标", False),
        ("不同意公开，报价明细属于商业秘密", False),
        ("登记材料中有家庭住址，公开会影响生活", False),
        ("同意公开补偿标准，不同意公开银行账号", False),
    ],
)
def test_that_somebody_objects_is_no_reason(text, bare):
    assert only_objects(text) == bare


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("公益", True),
        ("为了公共利益", True),
        ("不公开会对公共利益造成重大影响", True),
        ("经权衡，公开符合公共利益", True),
        ("价款由财政资金支付，公众有权监督，不公开会对公共利益造成重大影响", False),
        ("饮用水源的检测结果关系附近居民的健康", False),
    ],
)
def test_a_public_interest_is_weighed_or_only_named(text, named):
    assert only_names_interest(text) == named

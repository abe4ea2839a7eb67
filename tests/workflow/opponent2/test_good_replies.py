"""11.6: replies as offices write them, which the strict refusals let through, beside the cheats that they are there for."""

from types import SimpleNamespace

import pytest

from agencies.text.commonplaces import only_names_interest, only_objects, only_silence
from agencies.text.filler import is_filler
from law import Refused
from workflow.evidence.other_conclusions import check_other_conclusion, check_rectified

pytestmark = pytest.mark.fault("11.6")
CASE = SimpleNamespace(regulation="2019", application=SimpleNamespace(content="某小区改造施工合同"))
GOOD = [
    ("other", {"statement": "您申请的实为对征收补偿标准的咨询，已由我局征收科于3月5日电话解释，联系人王某。"}),
    ("other", {"statement": "您要求查处违法建设，该事项已转城管执法大队按履职申请办理，受理号2026-15。"}),
    ("other", {"statement": "您要求提供的档案已移交区档案馆，请依照《中华人民共和国档案法》第二十八条申请利用。"}),
    ("other", {"statement": "您要求更正的本人信息，经核对应为“张三”，已于2026年3月6日在系统内更正。"}),
    ("other", {"statement": "您申请的是党务信息，请依照《中国共产党党务公开条例（试行）》向区委办公室提出。"}),
    ("enquiry", {"nature": "询问拆迁政策为何不公开听取意见，属于咨询", "other_channel": "可拨打12345或者到窗口咨询"}),
    ("enquiry", {"nature": "质疑区教育局不予提供学区划分依据，属于咨询", "other_channel": "区教育局基教科"}),
    ("petition", {"nature": "举报开发商未按规定公开销售信息，请求查处", "other_channel": "向区信访局（人民路1号）提出"}),
    ("petition", {"nature": "反映物业公司拒绝提供维修资金账目并要求处理，属投诉举报", "other_channel": "区住建局物业科"}),
    ("petition", {"nature": "投诉村委会不予公开村务账目，要求纠正", "other_channel": "乡镇人民政府纪检办公室"}),
    ("query", {"access_channel": "不动产登记资料请到区不动产登记中心（某路8号）持身份证查询"}),
    ("not_ours", {"responsible": "某区教育局", "reason": "该招生方案由区教育局制作并保存，本机关未参与制作"}),
    ("not_ours", {"responsible": "某区财政局", "reason": "专项资金拨付文件由区财政局制作，我局不掌握该文件"}),
    ("publication", {"where_available": "《某市统计年鉴2024》由中国统计出版社公开出版，市图书馆可借阅"}),
    ("reconfirm", {"earlier_delivery": "2025年11月3日以某住建公开〔2025〕12号答复并提供了复印件"}),
    ("excess", {"finding": "今年以来就同一地块申请46件，31件已答复，说明的理由是“想多了解”，不合理"}),
    ("open_published", {"where_published": "门户网站“法定主动公开内容—重大项目”栏目 http://www.example.gov.cn/col/1.html"}),
    ("open", {"provided": ["某镇2023年低保不予批准名单（隐去身份证号）"]}),
    ("open", {"provided": ["关于不予行政处罚决定书（复印件）", "未征收土地情况统计表"]}),
    ("open", {"provided": ["关于投诉事项未找到责任人的调查报告", "关于某地块不属于本机关管辖的函"]}),
    ("partial", {"provided": ["施工合同正文"], "items": [{"part": "合同中乙方的身份证号码和联系电话"}]}),
    ("partial", {"provided": ["除投标报价明细表外的全部内容"], "items": [{"part": "投标报价明细表"}]}),
]  # fmt: skip


@pytest.mark.parametrize(("conclusion", "told"), GOOD)
def test_a_good_reply_is_not_taken_for_another_conclusion(conclusion, told):
    check_other_conclusion(CASE, conclusion, told, "条例36")


@pytest.mark.parametrize(
    "nature",
    [
        "举报事项经审查依法不予公开", "投诉的内容本局决定不予提供", "反映的材料不存在", "询问的事项属于国家秘密",
        "反映物业公司的问题，相关材料依法不予公开", "属于咨询，该文件我局不予提供",
    ],
)  # fmt: skip
def test_a_refusal_in_the_dress_of_a_complaint_is_still_refused(nature):
    with pytest.raises(Refused, match="的结论，不能写成"):
        check_other_conclusion(CASE, "petition", {"nature": nature}, "条例39①")


@pytest.mark.parametrize(
    "finding",
    [
        "该公司逾期未提出意见；经审查，单价清单载明其供货渠道和底价，公开会使竞争对手得知其成本构成",
        "第三方未回复，但所涉身份证号码、住址与公共利益无关",
        "第三方未答复。经核对，该合同已在公共资源交易网公示中标价格，公开不损害其权益",
        "未收到回复；合同金额是财政资金，公众有权监督",
        "未提出意见。施工图纸含其专有工艺参数",
    ],
)
def test_a_finding_of_ones_own_about_who_was_silent_passes(finding):
    assert not only_silence(finding, ["甲公司"])


@pytest.mark.parametrize(
    "reason",
    [
        "涉及我公司报价策略",
        "合同里有我家住址和手机号",
        "图纸是我公司专利技术",
        "怕竞争对手压价",
        "会泄露客户名单",
        "含成本构成",
    ],
)
def test_an_objection_in_few_words_has_its_reason(reason):
    assert not only_objects(reason)


@pytest.mark.parametrize(
    "interest",
    ["使用财政资金三千万元，公开造价有利于监督", "涉及周边居民饮水安全", "涉及食品安全", "关系全村村民的补偿标准"],
)
def test_a_public_interest_in_few_words_is_weighed(interest):
    assert not only_names_interest(interest)


@pytest.mark.parametrize(
    "text",
    ["无锡市档案馆", "2020年至今", "3件", "略阳县", "同前门街道办", "说明书", "依法行政科", "内容提要", "测试站"],
)
def test_names_that_begin_like_fillers_are_none(text):
    assert not is_filler(text)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("某小区改造施工合同", "某小区改造工程施工合同"), ("不予公开告知书", "不予公开决定书"), ("应公开的12页", "应公开的13页"),
        ("不予公开的内容为第3页", "不予公开的内容为第4页"), ("第三方不同意公开", "第三方未提出意见"),
    ],
)  # fmt: skip
def test_words_are_put_right_by_a_letter(wrong, right):
    check_rectified([wrong], [right], "条例36")

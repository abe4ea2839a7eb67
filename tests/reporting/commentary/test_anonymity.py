"""Persons are taken out by rule, and what is left of them is found."""

import pytest

from reporting.commentary.anonymity import Particulars, alias, find_personal_data, mask, possible_names

WANG = Particulars(
    "natural_person", "王小明", ("李代理", "13812345678", "某镇某村12号", "a@b.cn", "33030419800101123X")
)


@pytest.mark.parametrize(
    ("kind", "name", "called"),
    [
        ("natural_person", "王小明", "王某"),
        ("natural_person", "欧阳锋", "欧阳某"),
        ("natural_person", "Smith", "申请人"),
        ("natural_person", "", "申请人"),
        ("business", "甲有限公司", "某企业"),
        ("legal_service", "乙律师事务所", "某法律服务机构"),
    ],
)
def test_what_an_applicant_is_called(kind, name, called):
    assert alias(Particulars(kind, name)) == called


@pytest.mark.parametrize(
    "text",
    [
        "王小明的拆迁协议",
        "代理人李代理来取",
        "电话13812345678联系",
        "电话138-1234-5678",
        "另一个号码15957700001",
        "座机0577-88539697",
        "身份证33030419800101123X",
        "身份证330304198001011234",
        "一代证330304800101123",
        "邮箱someone@example.com",
        "住某镇某村12号",
        "位于瓯海大道73号的房屋",
        "某小区3幢2单元501室",
        "卡号6222021234567890123",
        "代码91330304MA2ABCDE1X",
    ],
)
def test_the_rules_mask_and_nothing_is_left(text):
    assert list(find_personal_data(text, WANG))
    clean = mask(text, WANG)
    assert list(find_personal_data(clean, WANG)) == []


@pytest.mark.parametrize("text", ["王 小 明", "王\n小明", "138 1234 5678"])
def test_a_name_with_gaps_is_still_found(text):
    assert list(find_personal_data(text, WANG))


@pytest.mark.parametrize(
    "text",
    [
        "2018年收到申请411件，占24.8%",
        "国办发〔2014〕32号",
        "公开政府信息44083条，访问量2200万次",
        "第36条第（三）项",
        "王某申请公开的信息",
    ],
)
def test_what_tells_nobody_stays(text):
    assert mask(text, WANG) == text
    assert list(find_personal_data(text, WANG)) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("王建国与李秀英在城东路的拆迁安置协议及其银行流水", ["王建国", "李秀英"]),
        ("申请公开王建国、李秀英的安置协议", ["王建国", "李秀英"]),
        ("与陈伟诉区政府一案有关的材料", ["陈伟"]),
        ("2025年3月，张某向某区住建局申请公开“施工许可”。", []),
        ("某区住建局于4月作出“予以公开”的答复。", []),
    ],
)
def test_what_may_be_a_name_is_pointed_out_to_who_confirms(text, names):
    assert possible_names(text) == names

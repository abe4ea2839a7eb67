"""11.5 What an application asks for, as its text numbers it: what is a list, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.demands import MOST, propose_demands

TWO = ["征地批复", "补偿方案"]
THREE = [*TWO, "听证笔录"]
LISTS = {
    "one line, semicolons": ("1.征地批复；2.补偿方案；3.听证笔录", THREE),
    "after a heading": ("申请公开：1、征地批复；2、补偿方案；3、听证笔录。", THREE),
    "without signs between": ("请公开1、征地批复2、补偿方案3、听证笔录", THREE),
    "after a stop": ("本人系某村村民。1.征地批复；2.补偿方案", TWO),
    "round brackets behind": ("1)征地批复 2)补偿方案", TWO),
    "full-width digits": ("１．征地批复；２．补偿方案；３．听证笔录", THREE),
    "full-width brackets": ("（1）征地批复（2）补偿方案（3）听证笔录", THREE),
    "full-width digits in brackets": ("（１）征地批复；（２）补偿方案", TWO),
    "Chinese numbers": ("一、征地批复；二、补偿方案；三、听证笔录。", THREE),
    "Chinese numbers in brackets": ("（一）征地批复；（二）补偿方案", TWO),
    "circled": ("①征地批复②补偿方案③听证笔录", THREE),
    "circled within a sentence": ("我要①征地批复；②补偿方案", ["征地批复", "补偿方案"]),
    "signs of their own": ("㈠征地批复㈡补偿方案", TWO),
    "the first thing": ("第一项：征地批复；第二项：补偿方案", TWO),
    "firstly": ("第一，征地批复。第二，补偿方案。", TWO),
    "lines with numbers": ("1、征地批复\n2、补偿方案\n3、听证笔录", THREE),
    "lines of which the first has no number": ("2）征地批复\n3）补偿方案", TWO),
    "lines with blanks behind the numbers": ("1 征地批复\n2 补偿方案", TWO),
    "lines with bullets": ("- 征地批复\n- 补偿方案\n- 听证笔录", THREE),
    "lines under a heading": ("申请获取以下信息：\n征地批复\n补偿方案\n听证笔录", THREE),
    "lines that end with semicolons": ("征地批复；\n补偿方案；\n听证笔录", THREE),
    "ten and more": (
        "；".join(f"{n}、" + "甲乙丙丁戊己庚辛壬癸子丑"[n - 1] * 3 for n in range(1, 13)),
        [each * 3 for each in "甲乙丙丁戊己庚辛壬癸子丑"],
    ),
    "eleven in Chinese": (
        "一、甲方、二、乙方、三、丙方、四、丁方、五、戊方、六、己方、七、庚方、八、辛方、九、壬方、十、癸方、十一、子方",
        [f"{each}方" for each in "甲乙丙丁戊己庚辛壬癸子"],
    ),
    "numbers within the things": (
        "1. 某政〔2018〕12号批复；2. 2019年3月5日的合同（第1期、第2期）；3. 1.5亩土地的补偿款",
        ["某政〔2018〕12号批复", "2019年3月5日的合同（第1期、第2期）", "1.5亩土地的补偿款"],
    ),
    "a list within a list": (
        "一、关于征地：1.批复；2.公告。二、关于补偿：1.方案；2.登记",
        ["关于征地：1.批复；2.公告", "关于补偿：1.方案；2.登记"],
    ),
    "a form of which one section asks": (
        "一、申请内容：1.征地批复；2.补偿方案。二、提供方式：纸质。三、用途：自用",
        TWO,
    ),
    "a thing of two lines": ("1、征地批复\n（某村）；\n2、补偿方案", ["征地批复 （某村）", "补偿方案"]),
    "the way of giving is no demand": ("1.征地批复；2.补偿方案；3.请以纸质形式提供", TWO),
    "words after the last thing": ("1.征地批复；2.补偿方案。以上信息请以电子邮件发送，谢谢", TWO),
    "and within one of them": ("1.征地批复和公告；2.补偿方案以及登记表", ["征地批复和公告", "补偿方案以及登记表"]),
}
ONE = {
    "numbers of documents": "温政发〔2018〕1号、温政发〔2018〕2号文件",
    "numbers in other brackets": "某发(2018)1号和某发(2018)2号",
    "days": "2018年1月2日、2018年2月3日的会议纪要",
    "days with stops": "2016.1.1至2018.2.2期间的台账",
    "amounts of land": "1.5亩土地和2.5亩土地的征收补偿",
    "amounts of money": "1.1万元以上的合同和2.2万元的发票",
    "addresses": "1号楼、2号楼的竣工验收备案表",
    "several addresses": "1、2、3号楼的图纸",
    "groups of a village": "某村1组、2组土地补偿款发放明细",
    "annexes": "某方案附件1、附件2的内容",
    "scales": "比例尺1:500和1:2000地形图",
    "times": "10：30至11：30的监控录像",
    "stages": "某路（一）期、（二）期工程合同",
    "batches": "申请公开第1、2、3批次征地批复",
    "months": "2015年1、2月份的财务收支",
    "numbers with stops": "项目编号1.2.3的批复",
    "articles": "根据《条例》第三十六条第（一）项、第（二）项公开征地批复",
    "items of an article": "依照条例第二十条第一项、第二项主动公开的目录",
    "and": "征地批复以及补偿方案和听证笔录",
    "semicolons alone": "征地批复；补偿方案；听证笔录",
    "a list of one": "1.征地批复",
    "a list that does not begin with one": "2.征地批复；3.补偿方案",
    "numbers out of their row": "1.征地批复；3.补偿方案",
    "the way of giving beside one demand": "1.征地批复；2.请以纸质形式提供",
    "two lines": "2020年3月1日的合同\n2021年的图纸",
    "a long letter": "本人是某村村民：\n"
    + "因房屋被征收多次到贵局反映情况，一直没有得到书面答复，" * 4
    + "\n现申请公开征地批复",
    "a greeting": "尊敬的局领导：\n我想看某路征地批复。\n谢谢",
    "nothing between the numbers": "1、2、",
    "numbered annexes": "请公开附件1、附件2、附件3的全文",
    "a long line under a heading": "申请公开以下信息：\n征地批复\n" + "因房屋被征收多次到贵局反映情况" * 6,
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_read_thing_by_thing(name):
    text, things = LISTS[name]
    assert propose_demands(text) == things


@pytest.mark.parametrize("name", ONE)
def test_a_number_within_a_sentence_begins_nothing(name):
    assert propose_demands(f" {ONE[name]}\n") == [ONE[name]]


def test_no_more_than_a_case_can_hold():
    assert len(propose_demands("\n".join(f"{n}、第{n}份合同" for n in range(1, 90)))) == MOST


@given(st.text(alphabet="1２3一二（）()①、.．；;：\n 第项批复- 〔〕", max_size=80))
def test_every_thing_is_said_in_the_words_of_the_text(text):
    found = propose_demands(text)
    plain = "".join(text.split())
    assert found and all("".join(each.split()) in plain for each in found)
    assert len(found) == 1 or (all(found) and "\n" not in "".join(found))


@pytest.mark.parametrize("longest", [80, 81])
def test_lines_under_a_heading_are_things_up_to_a_length_and_from_two(longest):
    lines = ["征地批复", "文" * longest]
    text = "申请公开以下信息：\n" + "\n".join(lines)
    assert propose_demands(text) == (lines if longest == 80 else [text])
    assert propose_demands("申请公开以下信息：\n征地批复") == ["申请公开以下信息：\n征地批复"]

"""Names and addresses in Chinese text: names of a list, names behind their label, addresses down to the number of a house. Pure."""

import re
from collections.abc import Iterable, Iterator

from agencies.text.comparing import comparable
from records.identifiers.rules import Identifier, plain, squeeze

HAN = "\u4e00-\u9fff\u3400-\u4dbf\u3007"
PROVINCES = [
    "北京市",
    "天津市",
    "上海市",
    "重庆市",
    "河北省",
    "山西省",
    "辽宁省",
    "吉林省",
    "黑龙江省",
    "江苏省",
    "浙江省",
    "安徽省",
    "福建省",
    "江西省",
    "山东省",
    "河南省",
    "湖北省",
    "湖南省",
    "广东省",
    "海南省",
    "四川省",
    "贵州省",
    "云南省",
    "陕西省",
    "甘肃省",
    "青海省",
    "台湾省",
    "内蒙古自治区",
    "广西壮族自治区",
    "西藏自治区",
    "宁夏回族自治区",
    "新疆维吾尔自治区",
    "香港特别行政区",
    "澳门特别行政区",
]
LABELS = "家庭住址|通信地址|通讯地址|联系地址|送达地址|户籍地址|户籍所在地|现住址|住址|地址|住所地?|居住地|坐落|现住|家住|住|位于"
# Atomic: a text of nothing but such words costs no more than any other.
REGION = rf"(?>[{HAN}]{{1,8}}?(?:省|自治区|自治州|地区|市|州|盟|区|县|旗|街道|镇|乡))"
STREET = (
    rf"(?>[{HAN}0-9A-Za-z]{{1,14}}?(?:路|街|大道|巷|弄|胡同|里|村|社区|小区|花园|苑|公寓|大厦|园|坊|庄|屯|寨|湾|桥|段))"
)
COUNT = r"[0-9A-Za-z一二三四五六七八九十百零〇甲乙丙丁东南西北]{1,8}"
NUMBER = rf"{COUNT}(?:-[0-9]{{1,5}})?(?:号楼|号院|号|弄|幢|栋|座|单元|层|楼|室|户|组|队)"
TAIL = rf"(?:{STREET}){{0,3}}(?:附?{NUMBER}){{1,6}}(?:[0-9]{{2,5}}(?![0-9年]))?"
LABELLED_ADDRESS = re.compile(rf"(?:{LABELS})(?:[:为在于是]){{0,2}}((?:{REGION}){{0,5}}{TAIL})")
PROVINCE_ADDRESS = re.compile(rf"((?:{'|'.join(PROVINCES)})(?:{REGION}){{0,5}}{TAIL})")
TOWN_ADDRESS = re.compile(
    rf"([{HAN}]{{2,4}}(?:市|州|县|区)(?:{REGION}){{0,4}}{STREET}(?:{STREET}){{0,2}}(?:附?{NUMBER}){{1,6}})"
)
NAME_LABEL = re.compile(
    rf"(?:姓名|申请人|联系人|收件人|举报人|投诉人|信访人|当事人|被征收人|法定代表人|负责人|经办人|户主|代理人|第三方|权利人)[ ]?[:][ ]{{0,3}}([{HAN}·]{{2,4}})(?![{HAN}])"
)
SURNAMES = set(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时"
    "傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫"
    "经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉龚程嵇邢裴陆荣翁荀羊甄曲封储靳段巫乌焦巴牧隗山谷车侯全班仰秋仲伊宫宁仇栾厉祖武符刘景詹龙叶司黎乔苍闻党翟谭申冉雍桑桂牛边温庄柴瞿阎"
    "慕连习艾向古易廖耿满匡文欧沃蔚隆师巩聂晁敖辛阚简饶曾沙丰关游盖池肖涂付代闫仝佟岳帅涂覃冼莘佘麦"
)


def find_names(text: str, names: Iterable[str]) -> Iterator[Identifier]:
    """Yield every place of the names in a text, also with blanks or line breaks inside; then names behind a label, as guesses."""
    read = plain(text)
    squeezed, places = squeeze(text)
    for name in dict.fromkeys(name.strip() for name in names):
        if not re.search(f"[{HAN}]", name):
            yield from (Identifier("name", *match.span(), sure=True) for match in _words(name).finditer(read))
        elif len(form := comparable(name)) > 1:
            for match in re.finditer(re.escape(form), squeezed):
                start, end = places[match.start()], places[match.end() - 1] + 1
                yield Identifier("name", start, end, _is_sure(read, start, end))
    for match in NAME_LABEL.finditer(read):
        if match[1][0] in SURNAMES:
            yield Identifier("name", *match.span(1), sure=False)


def find_addresses(text: str) -> Iterator[Identifier]:
    """Yield addresses that end with the number of a house or a room; sure behind a label or from the province on."""
    squeezed, places = squeeze(text)
    for pattern, sure in ((LABELLED_ADDRESS, True), (PROVINCE_ADDRESS, True), (TOWN_ADDRESS, False)):
        for match in pattern.finditer(squeezed):
            yield Identifier("address", places[match.start(1)], places[match.end(1) - 1] + 1, sure)


def _words(name: str) -> re.Pattern:
    """Return what finds a name in Latin letters: as whole words, in any case; nothing where it has fewer than two letters."""
    words = r"\s+".join(re.escape(word) for word in plain(name).split())
    return re.compile(rf"(?<![A-Za-z0-9]){words}(?![A-Za-z0-9])" if len(words) > 1 else r"(?!)", re.IGNORECASE)


def _is_sure(text: str, start: int, end: int) -> bool:
    """Say whether a name of the list is surely that name here: a short one inside other Chinese may be part of a word."""
    if end - start >= 3 and not re.search(r"\s", text[start:end]):
        return True
    return not re.search(f"[{HAN}]", text[max(0, start - 1) : start] + text[end : end + 1])

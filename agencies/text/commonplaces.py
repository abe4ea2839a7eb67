"""Texts of commonplaces: findings that only repeat that nobody answered, objections without a reason, a public interest only named (条例32).

Silence is no ground by itself: the agency finds for itself. What is said of it is taken out: that one asked and nobody answered,
what would follow from that, the bare decision, the bare name of the ground. If next to nothing is left, nothing was found.
"""

import re
from collections.abc import Iterable

LEAST_SUBSTANCE = 4  # characters that are left when the commonplaces are taken out
LONGEST_JUDGED = 600  # characters: what is longer is judged by its beginning
_BRACKETS = re.compile(r"[\s《》〈〉“”‘’\"'（）()\[\]【】]+")
_SIGNS = re.compile(r"[\W_]+")
_WHO = r"(?:本机关|我机关|本单位|我局|我单位|经办人|该?第三方|该?(?:公司|企业|单位|户|人|当事人|权利人|利害关系人)|被征求意见[方人]?|对方|贵方|其|均|都)*"
_ANSWER = (
    r"(?:(?:书面|任何|明确|有效|相关|具体|就|其|该公司|对此|是否|同意|不同意|反对|异议|公开|提出|作出|给予|给出|进行|表示|提交|收到|予以|作|的|或者|和|与|、)*"
    r"(?:意见|意愿|答复|回复|回函|复函|回应|反应|反馈|表态|表示|表达|回音|回话|来函|来信|异议|同意|反对|说明|态度|联系|回信|回执|主张|音信|音讯|消息|下文|动静|材料|理睬|理会|配合))"
)
_WHEN = r"(?:在|于|自)?(?:规定|法定|征求意见|征询|答复|限定|上述|指定)*(?:的)?(?:期限|时间|期间|期内|时限|\d+个?(?:工作日|日|天)|[一二三四五六七八九十]+个?(?:工作日|日|天))?(?:内|届满|期满|已过|过后|之内)*"
# Each is taken out wherever it stands; the longer sentence first.
_COMMONPLACES = tuple(
    re.compile(pattern)
    for pattern in (
        # what was asked, and that it came
        r"(?:本机关|我局)?(?:已经?|曾|依法|书面|向|对|就此|就其|按规定|第三方|该公司|其)*(?:发出|发函|寄出|送达|去函|邮寄)?(?:书面)?(?:征求|征询|询问)(?:了|过)?(?:第三方|该公司|其|对方)*(?:的)?(?:书面)?(?:意见(?:书|函)?)?(?:并|后|已|书面|送达|寄达|签收|收悉|发出|寄出)*",
        r"(?:收到|签收)(?:了)?(?:征求意见[书函]|征询书|来函|函件)?(?:后|之后|以后)*",
        # nothing came
        _WHO
        + _WHEN
        + r"(?:逾期|至今|到期|期满|届时|截至目前|截止目前|迄今|始终|一直|仍然?|尚|也|并|亦)*(?:未(?:曾|能|予|有|见|做|作|及时|按期|按时|如期|就此)?|没有?|不(?:予|作|做|再)?|无(?:任何)?|拒绝|拒不|缺乏)"
        + _WHEN
        + _ANSWER,
        _WHO
        + r"(?:一直|始终|至今)?(?:保持)?(?:沉默|缄默|默认|默示|失联|音讯全无|杳无音信|杳无回音|(?:如)?石沉大海|(?:如)?泥牛入海|不置可否|未置可否|没吭声|无人回复|没人回复|无人理睬)(?:不语)?",
        r"(?:其|该公司|第三方)?(?:的)?电话(?:多次|始终|一直)?(?:无人接听|不接|未接|打不通|不通|关机|停机)|(?:邮件|信件|函件)(?:已)?(?:被)?退回",
        r"silence(?:ofthe)?(?:thirdparty|company)?",
        _WHO + r"(?:逾期|超期|超过期限|期限届满|期满|已过期|过期|到期)(?:了)?",
        r"(?:征求意见的?|答复|规定|法定|提出意见的?)?(?:期限|时限|期间|\d+个?工作日|十五个?工作日)(?:的期限)?(?:已经?|均已)*(?:届满|期满|已过|过去|经过|到期|结束)",
        r"(?:无法|不能|未能|难以|没有|未)(?:得知|确认|确定|判断|取得|征得|得到|获得|了解)(?:该?第三方|该公司|其|对方|权利人)*(?:的)?(?:是否|书面|明确)*(?:同意|意见|态度|许可|授权)?(?:公开)?",
        # what is made of it
        r"(?:应当?|可以?|即|故|依法|按照?|均)*(?:视为|视同|视作|推定为?|认定为|当作|等同于?|按|作为|以为)(?:其|该公司|第三方)*(?:不同意|反对|拒绝|不愿|同意|没有异议|无异议|放弃|默认|不予|不|公开|意见|处理|提出|权利|的|了)*",
        # the bare decision and the bare ground
        r"(?:故|因此|所以|据此|为此|于是|鉴于|由于|因为?|基于|根据|依据|依照|按照|综上)",
        r"(?:政府信息公开)?条例(?:的)?(?:规定|要求|精神)?",
        r"第?[\d一二三四五六七八九十]+条(?:第?[\d一二三四五六七八九十]+[款项])*(?:的)?(?:规定|要求|精神)?",
        r"(?:the)?(?:thirdparty|company)?(?:hasnot|havenot|didnot|never|no)(?:reply|replied|answered|answer|responded|respond|response|opinion|objection)(?:came|given|received|wasreceived)?",
        r"(?:有关|相关|上述)?(?:法律|法规|规定|制度)(?:的)?(?:规定|要求)?",
        r"(?:本机关|我局|我机关|本单位)?(?:经?(?:研究|审查|审核|讨论|综合考虑|慎重考虑|核实))?(?:后)?(?:依法|拟|应当?|只能|可以|最终|同意)*(?:决定|认定|认为|判断)(?:应当?|依法|可以|由本机关|拟)*",
        r"(?:依法|应当?|只能|可以|拟|暂|均|全部|部分|一律)*(?:不予公开|不公开|不得公开|不能公开|不宜公开|予以公开|给予公开|可以公开|公开)(?:的)?(?:决定|处理|答复|该信息|该部分|其部分|信息|内容)*",
        r"(?:确实?|仍|均)?(?:属于?|涉及|构成|系|为|是)(?:其|该公司|第三方|该企业|企业|公司|单位|他人)?(?:的)?(?:商业秘密|个人隐私|隐私|第三方(?:的)?(?:合法)?权益)",
        r"(?:公开)?(?:后)?(?:会|可能|将)?(?:对)?(?:损害|侵害|影响)?(?:该?第三方|该公司|其)(?:的)?(?:合法)?(?:权益|利益)(?:造成)?(?:损害)?",
        r"公开(?:后)?(?:会|可能|将|即)?(?:造成|带来|产生)(?:不利|不良|重大|严重|一定)?(?:的)?(?:损害|影响|后果)",
        r"(?:依法|应当?|需要|理应)*(?:予以?|给予|加以)?(?:保护|保密)",
        # little words
        r"本机关|我局|我机关|第三方|该公司|该企业|该单位|对方|当事人|权利人|利害关系人|情况|事实|信息|内容|部分|处理|意见|决定|工作日|同意|反对|依法",
    )
)
# Of these words alone an objection gives no reason: who objects, that it objects, the bare name of a ground or of a right.
_OF_AN_OBJECTION = (
    "来函 来信 回函 复函 函复 特此 此复 书面 电话 明确 表示 称 答复 意见 态度 经办人 我司 贵司 我方 我们 我 本 该 贵 其 方 第三方 公司 企业 单位 人 户 都 均"
    " 一律 坚决 强烈 完全 全部 部分 不同意 同意 不赞成 不接受 不愿意 不愿 不希望 希望 不要 反对 拒绝 不得 不予 不宜 不能 不可以 不应 无法 难以 严禁 禁止 请 勿 谢谢 为盼 不"
    " 公开 披露 提供 给予 予以 予 任何 有关 相关 上述 所有 材料 信息 内容 文件 合同 保密 保护 商业秘密 个人隐私 隐私 秘密 机密 属于 涉及 系 理由 原因 不便 说明 没有 无"
    " 因故 因为 由于 出于 考虑 基于 根据 依据 按照 依法 法律 法规 规定 应当 应 可以 可能 会 将 后 对 造成 损害 侵害 侵犯 影响 损失 合法 权益 利益 权利 同上 如上 见上"
    " 的 了 向 他人 外 objects object disagree disclosure please we do not no to"
)
# Of these alone a public interest is named and not weighed.
_OF_A_PUBLIC_INTEREST = (
    "公共利益 公众利益 社会公益 公益 公众 社会 人民群众 群众 知情权 监督权 参与权 表达权 权衡 衡量 比较 考虑 综合 认为 认定 经 本机关 我局 研究 审查 为了 出于 基于 由于 因为 故 因此"
    " 根据 依据 按照 依法 条例 规定 符合 需要 必要 有利于 有利 维护 保障 保护 促进 增进 体现 大于 高于 优先于 优先 重于 第三方 该公司 其 权益 利益 重大 重要 较大 影响 损害 造成 产生 不利"
    " 不公开 不予公开 公开 可能 会 将 对 应当 应 可以 可 能 予以 决定 信息 内容 该 此 本 有 无 是 的 和 与 并 且 而 更 很 太 不"
)


def _any_of(words: str) -> re.Pattern:
    return re.compile("|".join(sorted(words.split(), key=len, reverse=True)))


_BARE_OBJECTION, _BARE_INTEREST = _any_of(_OF_AN_OBJECTION), _any_of(_OF_A_PUBLIC_INTEREST)
_PARTICLES = re.compile(
    r"[的了并且而但又也已经其该此故因以为于在和与或即则就都均仍由自对向是有内后前时被把将会可应当\d\s]"
)


def only_silence(text: str, names: Iterable[str] = ()) -> bool:
    """Say whether a finding says no more than that no answer came and what follows; `names` are those who were asked."""
    left = _clauses(text)
    for name in sorted(filter(None, map(_clauses, names)), key=len, reverse=True):
        left = left.replace(name, "其")
    for pattern in _COMMONPLACES:
        left = pattern.sub("，", left)
    return len(_PARTICLES.sub("", left.replace("，", ""))) < LEAST_SUBSTANCE


def only_objects(text: str) -> bool:
    """Say whether an objection gives no reason: empty, or no more than that the information is not to be disclosed."""
    return not _BARE_OBJECTION.sub("", _clauses(text).replace("，", ""))


def only_names_interest(text: str) -> bool:
    """Say whether a public interest is only named: nothing is said of this information and of why the public needs it."""
    return len(_BARE_INTEREST.sub("", _clauses(text).replace("，", ""))) < LEAST_SUBSTANCE


def _clauses(text: str) -> str:
    """Return the clauses of a text, each once, in one form and joined by commas."""
    plain = _SIGNS.sub("，", _BRACKETS.sub("", text[:LONGEST_JUDGED])).casefold()
    return "，".join(dict.fromkeys(filter(None, plain.split("，"))))

"""Third parties of the demonstration: who was asked about what, what one of them said, what was decided for it."""

DEVELOPER = {
    "name": "温州某某房地产开发有限公司",
    "phone": "0577-85550001",
    "interest": "trade_secret",
    "matter": "贵公司2024年报送的《项目成本测算资料》",
}
GUARANTOR = {
    "name": "温州某某置业集团有限公司",
    "address": "温州市瓯海区某路18号",
    "interest": "trade_secret",
    "matter": "贵公司报送的《资金监管协议》所列账户、印鉴和付款节点",
}
RESIDENT = {
    "key": "resident",
    "name": "被征收住户代表",
    "address": "瓯海区瞿溪街道某村8号",
    "interest": "privacy",
    "matter": "分户补偿结果表所列本村住户的补偿数额和银行账号",
}
RESIDENT_OPINION = {"agrees": "partly", "text": "同意公开补偿标准；银行账号关系本户资金安全，不同意公开"}
PRIVACY = {
    "ground": "privacy",
    "part": "附件二所列住户的身份证号码和银行账号",
    "reason": "属于个人隐私，经书面征求意见，第三方不同意公开且有合理理由",
    "evidence": "第三方意见书原件",
    "finding": "所列身份证号码和银行账号一经公开即损害住户的合法权益，与公共利益无关",
}
WAGES = {
    "ground": "privacy",
    "part": "监管账户流水全部明细",
    "reason": "流水逐笔列有工人的姓名、银行账号和工资数额，公开会危害其财产安全",
    "evidence": "监管账户流水抽样页（已入卷）",
    "finding": "工人已分散离场，无法逐一书面联系；所列账号和数额一经公开即损害其合法权益，不公开不影响公共利益",
}
RESIDENT_DECIDED = ({"key": RESIDENT["key"], "decision": "withhold", "finding": PRIVACY["finding"]},)

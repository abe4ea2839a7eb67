"""The English names of the facts of evidence: a search in both its shapes, the guidance of a correction."""

EVIDENCE_LABELS = {
    "逐项申请事项": "What is asked for, item by item",
    "怎样写才算明确": "How to make it clear",
    "检索的处所": "Place searched",
    "检索词（名称、文号、关键词）": "Terms searched for (names, numbers, keywords)",
    "查到几件": "How many were found",
    "没有检索的处所": "Places not searched",
    "没有检索的理由": "Why not searched",
    "逐处检索": "Places searched",
    "检索的公文系统和业务系统": "Document and business systems searched",
    "检索的档案室和档案": "Archive room and files searched",
    "可能保存信息的内设机构": "Sections that may hold it",
    "检索的关键词、名称或者文号": "Keywords, names or document numbers",
    "检索的时间范围": "Period searched",
    "检索日期": "Day of the search",
    "检索人": "Searched by",
    "检索结果": "Result of the search",
}

"""What stands behind the replies of the demonstration: a search place by place, one that is too narrow, a publication."""

PERIOD, BY = "2019年1月至今", "徐某"


def _searched(place: str, finding: str) -> dict:
    """Return one place that was searched for the supervision diary of a park."""
    told = {"terms": "公园、监理日志、质量投诉", "period": PERIOD, "searched_by": BY, "found": 0}
    return {"place": place, "finding": finding} | told


SEARCH = {
    "places": [
        _searched("公文系统", "收发文中没有该工程的监理日志"),
        _searched("业务系统", "工程质量监督系统只有监督记录"),
        _searched("档案室", "质监站2019年以来的案卷目录中没有"),
        _searched("承办科室", "建筑业管理科、质监站没有收到过"),
    ],
}
NARROW_SEARCH = {
    "places": [_searched("公文系统", "收发文中没有处理结果"), _searched("承办科室", "信访办没有收到过")],
    "left_out": [
        {"place": "业务系统", "reason": "系统里没有投诉件"},
        {"place": "档案室", "reason": "纸质档案尚未移交"},
    ],
}
PUBLISHED = {
    "published_on": "2024-05-06",
    "snapshot": "公开栏目截图.pdf",
    "snapshot_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}

"""The title of a letter in lines: broken where its meaning has a joint, in the shape of a trapezoid or a diamond."""

from functools import lru_cache

WIDEST = 20  # characters of 2号 (22 pt) in the 156 mm of the type area
# Words of titles that stand whole; whatever is not named here breaks only where no named word is cut.
WORDS = (
    "政府信息公开申请", "政府信息公开", "政府信息", "信息公开", "依申请公开", "信息处理费", "行政复议", "行政机关", "共同制作",
    "不予公开", "予以公开", "部分公开", "不予处理", "不再处理", "不予重复处理", "不存在", "征求意见", "意见征询", "保密审查",
    "补正告知书", "答复书", "告知书", "通知书", "征求意见书", "征询书", "回执", "送达回证", "协办函", "意见函", "决定书", "审批单",
    "审查表", "记录单", "登记表", "目录", "第三方", "申请人", "延长", "答复期限", "答复", "收费", "登记", "说明理由", "人民政府",
    "办公室", "委员会", "管理局", "有限公司", "更正", "撤销", "检索", "电话记录", "归档", "卷内", "文件",
)  # fmt: skip
BEFORE = ("关于", "《", "（", "“")  # a line may begin with these
AFTER = ("的", "》", "）", "”", "、", "，")  # and end with these
NEVER_FIRST = ("的", "》", "）", "”", "、", "，", "：")
BEST = "关于"  # the joint of every official title
SMALL = 3  # a line shorter than this looks lost


def break_points(title: str, names: tuple[str, ...] = ()) -> set[int]:
    """Return the places where a line may end, in characters from the start: between words, never inside one."""
    words = [word for word in (*names, *WORDS) if word in title]
    inside, edges = set(), set()
    for word in words:
        start = title.find(word)
        while start >= 0:
            inside |= set(range(start + 1, start + len(word)))
            edges |= {start, start + len(word)}
            start = title.find(word, start + 1)
    edges |= {p for p in range(1, len(title)) if title.startswith(BEFORE, p) or title[:p].endswith(AFTER)}
    return {p for p in edges - inside if 0 < p < len(title) and not title.startswith(NEVER_FIRST, p)}


def _cost(cut: tuple[str, ...]) -> float:
    """Return how bad these lines look: officials want a trapezoid or a diamond, no rectangle and no hourglass."""
    lengths = [len(line) for line in cut]
    cost = sum((max(lengths) - length) ** 2 for length in lengths) / 10
    cost += 100 * sum(length < SMALL for length in lengths)
    cost -= 12 * sum(line.startswith(BEST) for line in cut[1:])
    if len(lengths) > 1 and len(set(lengths)) == 1:
        cost += 5
    if any(a > b < c for a, b, c in zip(lengths, lengths[1:], lengths[2:], strict=False)):
        cost += 50
    return cost


@lru_cache(maxsize=256)
def title_in_lines(title: str, names: tuple[str, ...] = (), widest: int = WIDEST) -> tuple[str, ...]:
    """Return the lines of a title, as few as its words allow; `names` stand whole as the listed words do."""
    least = -(-len(title) // widest)
    if least <= 1:
        return (title,)
    good, all_places = break_points(title, names), set(range(1, len(title)))
    for places, count in ((good, least), (good, least + 1), (all_places, least)):
        found = _best(title, places, count, widest)
        if found:
            return found
    return (title,)


def _best(title: str, places: set[int], count: int, widest: int) -> tuple[str, ...] | None:
    """Return the best shape with exactly so many lines; None where these places give none."""
    shapes: dict[int, list[tuple[str, ...]]] = {0: [()]}  # how far it is cut -> the lines up to there
    for _ in range(count):
        longer: dict[int, list[tuple[str, ...]]] = {}
        for start, begun in shapes.items():
            for end in sorted(places | {len(title)}):
                if start < end <= start + widest:
                    longer.setdefault(end, []).extend((*cut, title[start:end]) for cut in begun)
        shapes = {end: sorted(some, key=_cost)[:20] for end, some in longer.items()}
    return min(shapes.get(len(title), []), key=_cost, default=None)

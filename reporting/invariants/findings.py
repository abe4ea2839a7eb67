"""What a check found: which invariant does not hold, what differs, and where."""

from collections.abc import Iterator
from dataclasses import dataclass

INVARIANTS = {
    "I1": ("每件已确认收到的申请都在，而且只有一件", "every acknowledged submission exists once"),
    "I2": ("案件的各项数据都从办理记录得出", "the state of a case follows from its events"),
    "I3": ("办理记录中没有不允许的步骤", "no history has a step that the table does not allow"),
    "I4": ("文号不重不缺，缺号有说明", "document numbers are unique and gaps are explained"),
    "I5": ("期限与重新计算的一致", "due days are those reckoned anew"),
    "I6": ("答复都经三个不同的人起草、审核、签发", "every reply was drafted, approved and signed by three people"),
    "I7": ("每件事每天只提醒一次", "nothing was sent twice"),
    "I8": ("公布的表与办理记录、散列值一致", "published tables are what was counted and published"),
    "I9": ("办理记录的散列链完整", "the chain of every history verifies"),
    "I10": ("存储的文件与登记一致", "stored files are what their rows say"),
    "I11": ("证件号码不在别处", "no identity number stands where it should not"),
    "I12": ("没有记录串到别的单位", "no row belongs to two agencies"),
}


@dataclass(frozen=True, slots=True)
class InvariantFinding:
    """One thing that differs."""

    invariant: str
    what: str
    where: str

    def __str__(self) -> str:
        return f"{self.invariant} {self.where}：{self.what}"


Findings = Iterator[InvariantFinding]

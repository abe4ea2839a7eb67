"""The disputed point of 工作秘密: no ground of its own, so that a reply must name one of articles 14 to 16."""

import pytest

from law import Refused
from law.disputed import POINTS
from law.outcomes import GROUNDS
from notices.kinds.catalogue import KINDS
from notices.kinds.samples import sample_facts
from notices.kinds.withheld import WithheldItem
from tests.notices.sample_letters import changed

ITEM = {"reason": "属于本机关确定的工作秘密", "evidence": "工作秘密清单第3号"}


def test_the_answer_on_record_is_that_it_is_none():
    (point,) = [point for point in POINTS if "工作秘密" in point.question]
    assert point.answer == "No: it must fall under article 14 or 16"
    assert point.place == "law/outcomes.toml"
    assert not [code for code, ground in GROUNDS.items() if "工作秘密" in f"{ground.label}{ground.meaning}"]


@pytest.mark.parametrize("ground", ["work_secret", "工作秘密"])
def test_no_letter_withholds_anything_as_a_work_secret(ground):
    with pytest.raises(Refused, match="没有“.+”这种不予公开理由"):
        changed("deny", items=[ITEM | {"ground": ground}])


@pytest.mark.parametrize(
    ("ground", "cited"), [("security_stability", "条例14"), ("internal", "条例16"), ("process", "条例16")]
)
def test_what_falls_under_article_14_or_16_is_withheld_by_that_article(ground, cited):
    assert GROUNDS[ground].articles["2019"].startswith(cited)
    assert changed("deny", items=[ITEM | {"ground": ground}]).items == (WithheldItem(ground=ground, **ITEM),)


def test_a_review_that_finds_a_work_secret_forbids_nothing_by_that_alone():
    review, sample = KINDS["secrecy_review_sheet"], sample_facts("secrecy_review_sheet").to_json()
    assert review.from_json(sample | {"work_secret": True}).result == "可以公开"
    with pytest.raises(Refused, match="不得公开"):
        review.from_json(sample | {"work_secret": True, "state_secret": True})

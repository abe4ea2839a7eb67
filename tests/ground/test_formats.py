"""docs/formats.md says what the code does: columns, labels, acts and commands."""

import re
from pathlib import Path

from django.core.management import get_commands

from agencies.administration import policy
from law.deadlines import deadline_json
from law.deadlines.receipt import LABELS
from law.outcomes import GROUND_BY_LABEL, OUTCOME_BY_LABEL
from tests.architecture.sources import FLOORS
from workflow.office import imports as officer_imports
from workflow.play import reading
from workflow.play.choices import LABELS as LABELS_OF_PLAY
from workflow.play.choices import OPINION_LABELS
from workflow.play.office import PEOPLE
from workflow.registers.columns import COLUMNS, DELIVERY_LABELS, KIND_LABELS

TEXT = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """Return the text under a heading."""
    return TEXT.split(f"## {title}", 1)[1].split("\n## ", 1)[0]


def listed(name: str) -> set[str]:
    """Return the labels of a list, which goes on over indented lines."""
    text = re.search(rf"^- {name}: (.*?)(?=^- |^$)", section("The register"), re.DOTALL | re.MULTILINE)[1]
    return {label.strip() for label in re.split("·|; under the 2007\\s+Regulations also", text)}


def test_the_columns_of_the_register():
    told = {name: line.rstrip().endswith("| yes |") for name, line in _lines()}
    assert list(told) == [column.name for column in COLUMNS]
    assert {name for name, needed in told.items() if needed} == {column.name for column in COLUMNS if column.needed}


def _lines():
    for line in section("The register").splitlines():
        if line.startswith("| ") and not line.startswith(("| column", "|---")):
            yield line.split("|")[1].strip(), line


def test_the_labels_of_the_register():
    assert listed("申请方式") == set(LABELS)
    assert listed("申请人类型") == set(KIND_LABELS)
    assert listed("办理结果") == set(OUTCOME_BY_LABEL)
    assert listed("不予公开理由") == set(GROUND_BY_LABEL)


def test_the_columns_and_roles_of_the_list_of_people():
    said = section("People")
    assert all(name in said for name in officer_imports.COLUMNS)
    assert set(re.findall(r"[\u4e00-\u9fff]+", said.split("；:")[1].split(".")[0])) == set(policy.CHINESE.values())


def test_the_acts_of_reckon():
    told = set(re.findall(r"`([a-z_]+)`", section("A life for").split("Acts:", 1)[1].split(";", 1)[0]))
    assert told - {"workdays"} == set(deadline_json.ACTS)


def test_the_roles_fields_and_bounds_of_play():
    said = section("A life at the desk")
    more = {field for fields in reading.MORE_FIELDS.values() for field in fields}
    assert all(f"`{name}`" in said for name in (*PEOPLE, *reading.LIFE_FIELDS, *reading.FIELDS, *more))
    assert f"1 to {reading.MOST_STEPS})" in said
    assert f"{reading.MOST_LIVES:,} lives and {reading.MOST_BYTES // 1024**2} MB" in said
    labels = (*DELIVERY_LABELS, *OPINION_LABELS, *LABELS_OF_PLAY["mode"])
    assert [label for label in labels if label not in said] == []


def test_every_command_of_ours_is_told():
    ours = {name for name, app in get_commands().items() if app.split(".")[0] in FLOORS}
    told = set(re.findall(r"`([a-z_]+)", section("Commands")))
    assert ours <= told, ours - told

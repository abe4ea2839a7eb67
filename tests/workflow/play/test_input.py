"""What is not of this form is refused as a whole: a line for each fault, with life, step and field, and exit 1."""

import json

import pytest
from django.core.management import CommandError, call_command

from tests.workflow.play.lives import REGISTER, registered, run, step
from workflow.play import reading

LOOK = step("2025-03-03", "", "look")


def life(*steps, **more) -> dict:
    return {"name": "试", "steps": list(steps)} | more


BROKEN = {
    "an unknown field of a life": ([life(LOOK, days=3)], "第 1 件“试” days：没有这一项"),
    "an unknown kind": (life(LOOK, kind="公司"), "第 1 件“试” kind：没有“公司”这种单位类型"),
    "no steps": (life(), "第 1 件“试” steps：应当是 1 到 300 步的列表"),
    "a step that is none": (life("look"), "第 1 件“试”第 1 步：应当是一个对象"),
    "an unknown field of a step": (
        [life(LOOK), life(LOOK, LOOK | {"when": 1})],
        "第 2 件“试”第 2 步 when：这一步没有这一项",
    ),
    "an unknown act": (life(LOOK | {"do": "close_down"}), "第 1 件“试”第 1 步 do：没有“close_down”这一步"),
    "no act": (life({"now": "2025-03-03T09:00", "as": ""}), "第 1 件“试”第 1 步 do：缺少这一项"),
    "an unknown role": (
        life(LOOK | {"as": "mayor"}),
        "第 1 件“试”第 1 步 as：应当是 clerk、handler、handler2、reviewer、signer、head、taker 之一，只看不办的写空文字",
    ),
    "an instant without its hour": (
        life(LOOK | {"now": "2025-03-03"}),
        "第 1 件“试”第 1 步 now：应写成 2025-03-03T09:00 这样（北京时间）",
    ),
    "an instant of another zone": (
        life(LOOK | {"now": "2025-03-03T09:00Z"}),
        "第 1 件“试”第 1 步 now：应写成 2025-03-03T09:00 这样（北京时间）",
    ),
    "a day that is none": (life(LOOK | {"on": "2025-02-30"}), "第 1 件“试”第 1 步 on：日期应写成 2025-03-03 这样"),
    "the day on which a notice arrived, which is a record of service": (
        life(step("2025-03-03", "handler", "consult_third_party", {"delivered_on": "2025-03-04"})),
        "第 1 件“试”第 1 步 data.delivered_on：这一步没有这一项",
    ),
    "data of another act": (
        life(step("2025-03-03", "handler", "extend", {"workdays": 5, "amount": 3})),
        "第 1 件“试”第 1 步 data.amount：这一步没有这一项",
    ),
    "data that are none": (life(LOOK | {"data": []}), "第 1 件“试”第 1 步 data：应当是一个对象"),
    "a number for a text": (
        life(step("2025-03-03", "clerk", "register", REGISTER | {"phone": 138})),
        "第 1 件“试”第 1 步 data.phone：应当是文字",
    ),
    "a service of nothing": (
        life(step("2025-03-03", "clerk", "record_service", how="邮寄")),
        "第 1 件“试”第 1 步 of：缺少这一项",
    ),
    "an unknown way": (
        life(step("2025-03-03", "clerk", "record_service", of="reply", how="飞鸽")),
        "第 1 件“试”第 1 步 how：应当是 直接、邮寄、电子、委托 之一",
    ),
    "a conclusion of an issue alone": (
        life(step("2025-03-03", "clerk", "reply", outcome="予以公开")),
        "第 1 件“试”第 1 步 outcome：只在 through 为 true 时写",
    ),
    "a conclusion twice": (
        life(step("2025-03-03", "clerk", "reply", {"outcome": "予以公开"}, through=True, outcome="予以公开")),
        "第 1 件“试”第 1 步 outcome：写了两次",
    ),
    "through in words": (
        life(step("2025-03-03", "clerk", "reply", through="是")),
        "第 1 件“试”第 1 步 through：应当是 true 或者 false",
    ),
    "a number for a life": (3, "应当是一件（对象）或者多件（列表）"),
    "a name of two lines": ({"name": "上\n下", "steps": []}, "第 1 件“上 下” steps：应当是 1 到 300 步的列表"),
}


@pytest.mark.parametrize("given", BROKEN.values(), ids=BROKEN)
def test_a_fault_is_one_line_with_life_step_and_field(given, monkeypatch):
    code, printed, said = run(given[0], monkeypatch)
    assert (code, printed, said) == (1, "", given[1] + "\n")


def test_every_fault_is_named_at_once(monkeypatch):
    code, _, said = run([life({"do": "look"}, {"as": "", "do": "look"}), 5], monkeypatch)
    assert code == 1
    assert [line.partition("：")[0] for line in said.splitlines()] == [
        "第 1 件“试”第 1 步 now",
        "第 1 件“试”第 1 步 as",
        "第 1 件“试”第 2 步 now",
        "第 2 件",
    ]


DEEP = '{"steps": [{"data": ' + '{"a": ' * 60 + "1" + "}" * 60 + "}]}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"steps": [], "steps": []}',
        '{"steps": NaN}',
        '{"name": "\\ud800", "steps": []}',
        '{"name": "\\u0000", "steps": []}',
        DEEP,
        "[" * 100_000,
        b"\xff\xfe{",
    ],
    ids=[
        "nothing",
        "half",
        "a key twice",
        "no number",
        "half a character",
        "a null character",
        "deep",
        "very deep",
        "no UTF-8",
    ],
)
def test_what_is_no_json_is_said_in_one_line(text, monkeypatch):
    code, printed, said = run(None, monkeypatch, text=text)
    assert (code, printed, said.count("\n")) == (1, "", 1)
    assert said.startswith("不是可以读的 JSON：")


def test_sizes_are_bounded(monkeypatch):
    assert run([life(LOOK)] * (reading.MOST_LIVES + 1), monkeypatch)[2] == "有 1001 件，一次最多 1000 件\n"
    assert "1 到 300 步" in run(life(*[LOOK] * (reading.MOST_STEPS + 1)), monkeypatch)[2]
    assert run(None, monkeypatch, text=" " * (reading.MOST_BYTES + 1))[2] == "输入超过 5 MB\n"
    said = run([life({})] * 60, monkeypatch)[2].splitlines()
    assert (len(said), said[-1]) == (reading.MOST_FAULTS + 1, "还有 80 处，没有列出")


def test_a_byte_order_mark_is_no_fault(monkeypatch):
    assert run(None, monkeypatch, text=b"\xef\xbb\xbf[]")[:2] == (0, "[]\n")


def test_no_file_is_wrong_usage(tmp_path):
    for arguments in ((str(tmp_path / "none.json"),), (str(tmp_path),), ()):
        with pytest.raises(CommandError) as refused:
            call_command("play", *arguments)
        if arguments:
            assert refused.value.returncode == 2


@pytest.mark.django_db
def test_a_file_is_read_as_its_own_bytes(tmp_path, capsys):
    path = tmp_path / "life.json"
    path.write_text(json.dumps(life(registered(), kind="township"), ensure_ascii=False), encoding="utf-8")
    call_command("play", str(path))
    assert json.loads(capsys.readouterr().out)[0]["state"] == "registered"

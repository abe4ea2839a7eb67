"""docs/settings.md names every setting that is read, and none that is not."""

import re

from tests.architecture.sources import ROOT

READ = re.compile(
    r"""(?:environment\.\w+|services\.cache|os\.environ\.get|os\.environ\.setdefault)\(\s*"([A-Z][A-Z_]+)\""""
)
OWN = {"DJANGO_SETTINGS_MODULE"}  # Django's, and the same for everybody


def test_every_setting_that_is_read_is_explained_and_no_other():
    read = {name for path in (ROOT / "config").rglob("*.py") for name in READ.findall(path.read_text("utf-8"))} - OWN
    rows = re.findall(
        r"^\| `([A-Z_]+)` \| (.+?) \| (.+?) \| (.+?) \|$", (ROOT / "docs/settings.md").read_text("utf-8"), re.M
    )
    explained = [row[0] for row in rows]
    assert len(explained) == len(set(explained)) and len(read) > 30
    assert read == set(explained)
    assert all(default.strip() and example.strip() and len(told) > 10 for _, default, example, told in rows)


def test_the_file_to_begin_with_names_settings_that_there_are():
    text = (ROOT / "deploy/kaidang.env.example").read_text("utf-8")
    names = set(re.findall(r"^(?:# )?([A-Z_]+)=", text, re.M))
    explained = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/settings.md").read_text("utf-8"), re.M))
    assert len(names) >= 13 and names <= explained

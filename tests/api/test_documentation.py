"""The examples of docs/api.md run as they stand, in their order."""

import re
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command

from agencies.organisation.models import Officer
from config.api.problems import KINDS
from tests.api.live import serving
from tests.api.schema import operations

PAGE = (Path(settings.BASE_DIR) / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
PASSWORD = "kaidang-right-2026"


def test_the_examples_of_the_documentation_run(office):
    Officer.objects.update(password=make_password(PASSWORD))
    said: dict = {"portal": token_of_a_platform(office)}
    with serving() as address:
        for place, example in enumerate(EXAMPLES, start=1):
            exec(
                compile(
                    example.replace("https://xxgk.example.gov.cn", address), f"example {place} of docs/api.md", "exec"
                ),
                said,
            )
    assert place > 12


def token_of_a_platform(office) -> str:
    """Return the token of a service account, as the command that the page names prints it."""
    out = StringIO()
    call_command("service_account", "open", "某省政务服务网", "--agency", "G", "--for", "D", stdout=out)
    return out.getvalue().partition("令牌：")[2].splitlines()[0]


def test_the_documentation_names_every_problem_and_every_list():
    for kind in KINDS.values():
        assert f"`{kind.code}`" in PAGE
        assert str(kind.status) in PAGE
    for path, _method, operation in operations():
        if operation["operationId"].startswith("list_"):
            line = next(line for line in PAGE.splitlines() if line.startswith(f"| `{path.removeprefix('/api/v1/')}`"))
            for parameter in operation["parameters"]:
                name = parameter["name"].removesuffix("__gte").removesuffix("__lte")
                assert parameter["in"] != "query" or name in ("page", "page_size", "ordering") or f"`{name}" in line, (
                    name
                )

"""docs/security.md: what the software keeps safe and how, and each requirement of OWASP ASVS 5.0 with what meets it.

`python -m tests.security.document` writes the list of requirements behind the text that people wrote.
"""

import re
import sys
import tomllib
from pathlib import Path

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
PAGE = ROOT / "docs" / "security.md"
MARK = "<!-- made by python -m tests.security.document: do not write below -->"
STATES = {"met": "met", "part": "in part", "open": "**not met**", "none": "no such thing"}
CHAPTERS = {
    1: "Encoding and sanitization", 2: "Validation and business logic", 3: "Web frontend", 4: "API and web service", 5: "Files",
    6: "Authentication", 7: "Sessions", 8: "Authorization", 9: "Self-contained tokens", 10: "OAuth and OIDC", 11: "Cryptography",
    12: "Communication", 13: "Configuration", 14: "Data protection", 15: "Coding and architecture", 16: "Logging and errors",
    17: "WebRTC",
}  # fmt: skip


def requirements() -> dict[str, dict]:
    """Return the requirements by their number."""
    return tomllib.loads((Path(__file__).parent / "requirements.toml").read_text(encoding="utf-8"))


def places() -> dict[str, list[str]]:
    """Return for each test function the files that have one of its name."""
    found: dict[str, list[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        for name in re.findall(r"^(?:async )?def (test_\w+)", path.read_text(encoding="utf-8"), re.M):
            found.setdefault(name, []).append(path.relative_to(TESTS).as_posix())
    return found


def evidence(row: dict, found: dict[str, list[str]]) -> str:
    """Return what meets a requirement, as a cell of the table."""
    parts = [f"`{found[name][0]}::{name}`" for name in row.get("tests", ())]
    parts += [f"setting `{name}`" for name in row.get("settings", ())]
    parts += [f"`{name}`" for name in row.get("where", ())]
    return "<br>".join(parts)


def listed() -> str:
    """Return the list of requirements."""
    rows, found, lines = requirements(), places(), []
    counts = {state: sum(row["state"] == state for row in rows.values()) for state in STATES}
    lines.append(
        f"{len(rows)} requirements of levels 1 and 2: {counts['met']} met, {counts['part']} in part, {counts['open']} not met; "
        f"of {counts['none']} there is no such thing here."
    )
    for chapter, title in CHAPTERS.items():
        lines += ["", f"### V{chapter} {title}", "", "| no. | asked | | by | |", "|---|---|---|---|---|"]
        for number, row in rows.items():
            if int(number.partition(".")[0]) == chapter:
                state = STATES[row["state"]]
                lines.append(
                    f"| {number} | {row['title']} | {state} | {evidence(row, found)} | {row.get('note', '')} |"
                )
    return "\n".join(lines) + "\n"


def page() -> str:
    """Return the page with the list as it is now."""
    text = PAGE.read_text(encoding="utf-8")
    return f"{text[: text.index(MARK)]}{MARK}\n\n{listed()}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name}\n")

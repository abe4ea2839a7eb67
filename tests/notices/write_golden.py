"""Writes the golden text of every sample letter anew: `python -m tests.notices.write_golden`.

Read the difference before you commit it: what stands there afterwards is what every office says.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from tests.notices.sample_letters import EVERY, GOLDEN, composed  # noqa: E402


def main() -> None:
    """Write one text for each kind and each text of the Regulations that knows it; take out those of kinds that are gone."""
    texts = {f"{code}_{regulation}.txt": composed(code, regulation).text + "\n" for code, regulation in EVERY}
    for path in GOLDEN.glob("*.txt"):
        if path.name not in texts:
            path.unlink()
    for name, text in texts.items():
        (GOLDEN / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

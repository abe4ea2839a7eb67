"""Make an installation with one letter that waits for its PDF, and print its key: `python -m tests.ground.one_letter`."""

import django
from django.core.management import call_command
from django.utils import timezone

django.setup()

from notices.kinds.samples import sample_facts  # noqa: E402  after setup
from notices.letters.services import issue  # noqa: E402
from tests.notices.sample_letters import DAYS  # noqa: E402
from tests.workflow.sample_office import Office  # noqa: E402


def main() -> None:
    """Write the letter."""
    call_command("migrate", verbosity=0)
    letter = issue(
        agency=Office().agency,
        kind="not_exist",
        facts=sample_facts("not_exist", "2019"),
        dated=DAYS["2019"],
        regulation="2019",
        now=timezone.now(),
    )
    print(letter.pk)


if __name__ == "__main__":
    main()

"""What acts ask for changes on purpose only: a limit moved by one, a field that is suddenly optional, a choice that went."""

from tests.workflow.acts.kept_fields import KEPT, every_field


def test_every_act_asks_for_what_is_kept():
    """11: on its page and over the API; after a change that is meant, `python -m tests.workflow.acts.kept_fields`."""
    assert every_field().splitlines() == KEPT.read_text(encoding="utf-8").splitlines()

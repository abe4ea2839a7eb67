"""The state machine: the transition of every act, built from the rows of THE table (`law/procedure.py`; docs/decisions/0002)."""

from django_fsm import transition

from law import procedure


def moved_by(code: str):
    """Build the transition of an act from its row in the table; `perform()` is its only caller."""
    row = procedure.ACTS[code]

    def step(self) -> None:
        """Move the state as the table says; everything else is a projection of the event."""

    step.__name__ = code
    step.__doc__ = f"{row.term} ({row.name})."
    return transition("state", source=list(row.source) or "", target=row.target)(step)


# The method of each act; that of `draft` has another name, since a case's `draft` is the draft itself.
TRANSITIONS = {code: "write_draft" if code == "draft" else code for code in procedure.ACTS}
Transitions = type("Transitions", (), {name: moved_by(code) for code, name in TRANSITIONS.items()})

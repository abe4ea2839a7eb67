"""Particulars that stand nowhere else, with valid check digits, and where one of them is found in an answer."""

from dataclasses import dataclass

WEIGHTS, CHECKS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"  # GB 11643


def identity_number(first: str) -> str:
    """Return seventeen digits with their check digit."""
    return first + CHECKS[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, first, strict=True)) % 11]


@dataclass(frozen=True)
class Canary:
    """The particulars of one applicant."""

    seed: int

    @property
    def given(self) -> dict[str, str]:
        """Return them as an application gives them."""
        return {
            "identity_number": identity_number(f"330304199{self.seed % 10}0101{self.seed % 1000:03d}"),
            "phone": f"139577{self.seed % 100000:05d}",
            "email": f"canary{self.seed}@example.cn",
            "address": f"温州市瓯海区金丝雀路{self.seed}号",
        }


def canaries_in(body: str, canaries: list[Canary]) -> list[str]:
    """Return which particulars stand in a text as they were given."""
    return [value for one in canaries for value in one.given.values() if value in body]

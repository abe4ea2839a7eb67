"""Blocks of bytes over a pipe, each behind its length: how the printer and its press talk. Standard library only."""

from typing import BinaryIO

HEAD = 8  # bytes of the length


class GarbledMessage(Exception):
    """A length beyond what was expected: what came is no block of ours."""


def send(pipe: BinaryIO, *parts: bytes) -> None:
    """Write a block with its length before it; the pipe has no buffer of its own. Raises BrokenPipeError."""
    rest = memoryview(sum(map(len, parts)).to_bytes(HEAD, "big") + b"".join(parts))
    while rest:
        rest = rest[pipe.write(rest) :]


def receive(pipe: BinaryIO, longest: int) -> bytes | None:
    """Return the next block; None where the other side is gone. Raises GarbledMessage for one of more than `longest` bytes."""
    head = _read(pipe, HEAD)
    length = int.from_bytes(head, "big")
    if len(head) < HEAD:
        return None
    if length > longest:
        raise GarbledMessage(f"a block of {length} bytes")
    block = _read(pipe, length)
    return block if len(block) == length else None


def _read(pipe: BinaryIO, length: int) -> bytes:
    """Return that many bytes of a pipe, fewer where it ends; memory grows with what comes, not with what was said."""
    parts, lacking = [], length
    while lacking and (part := pipe.read(min(lacking, 1024**2))):
        parts.append(part)
        lacking -= len(part)
    return b"".join(parts)

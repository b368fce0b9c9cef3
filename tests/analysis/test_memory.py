"""Freed memory goes back to the system, also when the work fails."""

import psutil
import pytest

from app.analysis.memory import give_memory_back, gives_memory_back

MEGABYTE = 1024 * 1024


def resident() -> float:
    """Return the memory of this process in MB."""
    return psutil.Process().memory_info().rss / MEGABYTE


def leave_holes() -> tuple[list[bytearray], float]:
    """Free 80 MB between blocks that stay; return those blocks and the memory before."""
    # What earlier tests have freed must not be counted as ours.
    give_memory_back()
    before = resident()
    blocks = [bytearray(b"x" * 65536) for _ in range(1280)]
    return blocks[::64], before


@pytest.mark.skipif(not give_memory_back(), reason="the C library is not glibc")
def test_freed_memory_goes_back_when_work_is_done_or_fails() -> None:
    @gives_memory_back
    def fail() -> None:
        raise ValueError("broken")

    kept, before = leave_holes()
    held = resident() - before
    with pytest.raises(ValueError, match="broken"):
        fail()
    assert held > 60
    assert resident() - before < 20
    assert len(kept) == 20


def test_work_keeps_its_name_and_its_result() -> None:
    @gives_memory_back
    def add(one: int, other: int = 2) -> int:
        """Add two."""
        return one + other

    assert add(1, other=4) == 5
    assert (add.__name__, add.__doc__) == ("add", "Add two.")

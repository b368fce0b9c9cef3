"""Where the memory of a worker goes: resident and peak after each step, in one fresh process.

The peak is counted anew for every step (Linux). "Kept" is what the C library holds of freed memory:
the difference that giving it back makes.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path

from app.analysis.memory import give_memory_back
from benchmarks.support.papers import (
    bare_faces,
    bare_ocr,
    bill,
    passport,
    pixels,
    resident,
    selfie,
    send_address,
    send_identity,
)

_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def main() -> int:
    """Print one row for each step."""
    parser = argparse.ArgumentParser(prog="make bench-memory", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="no photographs of 12 megapixels")
    options = parser.parse_args()
    sizes = (False,) if options.quick else (False, True)
    for large in sizes:
        for draw in (passport, bill, selfie):
            pixels(draw(large=large))
    give_memory_back()
    print(f"{'step':<34} {'resident MB':>12} {'peak MB':>8} {'kept MB':>8}")
    print(f"{'programs and pictures':<34} {resident():>12.0f}")
    for name, work in _steps(sizes):
        _forget_peak()
        work()
        held, peak = resident(), _peak()
        give_memory_back()
        print(f"{name:<34} {resident():>12.0f} {peak:>8.0f} {held - resident():>8.0f}", flush=True)
    return 0


def _steps(sizes: tuple[bool, ...]) -> Iterator[tuple[str, Callable[[], object]]]:
    yield "import of the text reader", lambda: import_module("rapidocr")
    for large in sizes:
        size = ", 12 megapixels" if large else ""
        yield f"bare OCR, passport{size}", partial(bare_ocr, passport(large=large))
        yield f"bare OCR, bill{size}", partial(bare_ocr, bill(large=large))
        yield f"bare face calls{size}", partial(bare_faces, large=large)
        yield f"passport and selfie{size}", partial(send_identity, large=large)
        yield f"bill{size}", partial(send_address, large=large)


def _forget_peak() -> None:
    """Let the kernel count the peak anew; where it cannot, the peak is that of the whole run."""
    if _CLEAR.exists():
        _CLEAR.write_text("5")


def _peak() -> float:
    """Return the most memory since it was last forgotten, in MB."""
    lines = _STATUS.read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    sys.exit(main())

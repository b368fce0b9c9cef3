"""A whole applicant: passport, selfie and bill, against the bare calls on the same pictures.

Bare are one OCR call on the passport and one on the bill, and finding and comparing the two faces.
Whole and bare take turns in every round, so that what else the machine does falls on both; the
ratio of each round counts. Every second row is of photographs of 12 megapixels.
"""

import argparse
import statistics
import sys
from collections.abc import Callable
from functools import partial

from benchmarks.support.papers import (
    bare_faces,
    bare_ocr,
    bill,
    passport,
    send_address,
    send_identity,
    timed,
)

#: What the whole analysis may cost of the bare calls.
GOAL = 1.4

Work = Callable[[], object]


def main() -> int:
    """Print median and worst seconds and the ratio to the bare calls."""
    parser = argparse.ArgumentParser(prog="make bench-applicant", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds that are measured")
    parser.add_argument("--quick", action="store_true", help="one round, small pictures only")
    options = parser.parse_args()
    rounds = 1 if options.quick else options.rounds
    print(f"{'applicant':<34} {'median s':>9} {'worst s':>8} {'of bare':>8}  goal {GOAL}")
    for large in (False,) if options.quick else (False, True):
        for name, whole, bare in _pairs(large=large):
            _measure(f"{name}{', 12 megapixels' if large else ''}", whole, bare, rounds)
    return 0


def _pairs(*, large: bool) -> list[tuple[str, Work, Work]]:
    """Return name, whole work and bare calls of each document and of all together."""
    identity, address = partial(send_identity, large=large), partial(send_address, large=large)

    def bare_identity() -> None:
        bare_ocr(passport(large=large))
        bare_faces(large=large)

    def bare_address() -> None:
        bare_ocr(bill(large=large))

    return [
        ("passport and selfie", identity, bare_identity),
        ("bill", address, bare_address),
        ("all", lambda: (identity(), address()), lambda: (bare_identity(), bare_address())),
    ]


def _measure(name: str, whole: Work, bare: Work, rounds: int) -> None:
    """Print one row; the first round loads models and does not count."""
    whole()
    bare()
    pairs = [(timed(whole)[0], timed(bare)[0]) for _ in range(rounds)]
    seconds = [pair[0] for pair in pairs]
    ratio = statistics.median(pair[0] / pair[1] for pair in pairs)
    median = statistics.median(seconds)
    print(f"{name:<34} {median:>9.2f} {max(seconds):>8.2f} {ratio:>8.2f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())

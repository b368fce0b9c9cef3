"""Run the whole set of hostile and odd files through the door for files, and print what became.

    python -m scripts.hostile --seed 7

Each file is inspected as in an upload; what is taken is prepared and shrunk as the worker does it.
Ends with status 1 when a file met another fate than it must, took too long, or broke anything.
"""

import argparse
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from app.analysis.intake import inspect, prepare, thumbnail
from app.analysis.sandbox.fork_server import MEMORY_BYTES, WALL_SECONDS, servers
from app.domain.documents import FileTag
from app.domain.errors import ServiceUnavailable, UnreadableFile
from tests.hostile_files import MARK
from tests.hostile_set import Fate, HostileFile, hostile_set, light_set

#: A refusal by first bytes or header, and any answer; the whole must also bear a busy machine.
AT_ONCE_SECONDS = 1.0

_TRACES = (MARK[8:], b"payload", b"%PDF", b"<script", b"Exif", b"ICC_PROFILE", b"http://ns.adobe")


@dataclass(frozen=True)
class Outcome:
    """What became of one file: taken, the name of the refusal, or what broke; and how long."""

    file: HostileFile
    told: str
    seconds: float
    status: int
    trouble: str = ""

    @property
    def is_as_it_must_be(self) -> bool:
        """Tell whether the file met its fate, in time and without trouble."""
        file, is_taken = self.file, self.told == "taken"
        if self.trouble or self.status >= 500 or self.seconds > WALL_SECONDS + 1:
            return False
        if file.fate is Fate.REFUSED_AT_ONCE and self.seconds > AT_ONCE_SECONDS:
            return False
        if file.error and self.told != file.error:
            return False
        return file.fate is Fate.EITHER or is_taken == (file.fate is Fate.TAKEN)


def run(file: HostileFile) -> Outcome:
    """Send one file through the door, and through the worker's part of it if it is taken."""
    begun = time.monotonic()
    try:
        inspect(file.data, FileTag.PAGES)
    except UnreadableFile as refusal:
        return Outcome(file, type(refusal).__name__, time.monotonic() - begun, 422)
    except ServiceUnavailable as error:
        return Outcome(file, str(error), time.monotonic() - begun, 503)
    except Exception as error:
        return Outcome(file, type(error).__name__, time.monotonic() - begun, 500)
    seconds = time.monotonic() - begun
    return Outcome(file, "taken", seconds, 200, _trouble(file))


def _trouble(file: HostileFile) -> str:
    """Return what is wrong with the pictures made of a file that was taken, or nothing."""
    try:
        pictures = [page.jpeg for page in prepare(file.data).pages] + [thumbnail(file.data)]
    except UnreadableFile as refusal:
        # The whole of it is only read now; the worker notes it, and a person looks.
        return "" if file.fate is Fate.EITHER else f"not prepared: {type(refusal).__name__}"
    except Exception as error:
        return f"broke: {type(error).__name__}"
    for jpeg in pictures:
        for trace in _TRACES:
            if trace in jpeg:
                return f"kept {trace!r}"
    return ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the set, print the table, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--kind", help="run files of this class alone")
    parser.add_argument("--list", action="store_true", help="print every file's outcome")
    options = parser.parse_args(arguments)
    outcomes = []
    # The first file of all waits for the decoder to load; that is not what is measured here.
    run(HostileFile("first", "good", _good(), Fate.TAKEN))
    for file in hostile_set(options.seed):
        if options.kind in {None, file.kind}:
            outcomes.append(run(file))
            if options.list:
                told, seconds = outcomes[-1].told, outcomes[-1].seconds
                print(f"{file.kind:14} {file.name:42} {told:22} {seconds:.2f}")
    alive = run(HostileFile("last", "good", _good(), Fate.TAKEN)).told == "taken"
    servers.close()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    _print_table(outcomes)
    print(f"\nseed {options.seed}: {len(outcomes)} files; largest child {peak >> 20} MB;", end=" ")
    print(f"decoder alive at the end: {'yes' if alive else 'no'}")
    wrong = [outcome for outcome in outcomes if not outcome.is_as_it_must_be]
    for outcome in wrong:
        print(f"WRONG {outcome.file.kind}: {outcome.file.name}: {outcome.told}", end=" ")
        print(f"{outcome.trouble} after {outcome.seconds:.2f} s, must be {outcome.file.fate}")
    return 1 if wrong or not alive or peak >= MEMORY_BYTES else 0


def _good() -> bytes:
    return next(file.data for file in light_set(0) if file.kind == "odd but good")


def _print_table(outcomes: Sequence[Outcome]) -> None:
    """Print one row for each class of files."""
    print(
        f"{'class':14} {'files':>5} {'taken':>5} {'422':>5} {'5xx':>4} {'median':>7} {'worst':>7}",
        end="",
    )
    print(f" {'wrong':>6}")
    for kind in dict.fromkeys(outcome.file.kind for outcome in outcomes):
        mine = [outcome for outcome in outcomes if outcome.file.kind == kind]
        times = sorted(outcome.seconds for outcome in mine)
        print(
            f"{kind:14} {len(mine):5} {sum(item.status == 200 for item in mine):5} "
            f"{sum(item.status == 422 for item in mine):5} "
            f"{sum(item.status >= 500 for item in mine):4} "
            f"{times[len(times) // 2]:6.2f}s {times[-1]:6.2f}s "
            f"{sum(not item.is_as_it_must_be for item in mine):6}"
        )


if __name__ == "__main__":
    sys.exit(main())

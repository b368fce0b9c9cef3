"""Measure how well papers and faces are read, and what becomes of them (`make accuracy`).

Every specimen goes through the whole analysis, as a customer's would. What comes out is held
against what the paper says, and judged at match level 2 for its holder, for a relative and for a
stranger. Two sets are used: papers of Utopia of persons invented afresh from a seed that is drawn
at random and printed, and the files of a folder with a `manifest.json` of ground truths, where
there is one. The sets are small and partly simulated, so bounds are given with every rate.
"""

import argparse
import json
import os
import secrets
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from app.analysis.pipeline import SubmittedFile, analyse
from app.specimens import CONDITIONS, KINDS
from scripts.accuracy_faces import FaceFigures, measure_faces
from scripts.accuracy_kinds import kind_cases
from scripts.accuracy_page import write_section
from scripts.accuracy_reading import Measured, measure_reading
from scripts.accuracy_sets import Case, Planned, planned_cases, sample_cases
from scripts.accuracy_tables import mistakes_of, tables_of
from scripts.accuracy_verdicts import judge_for_all

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = Path(os.environ.get("SAMPLES_DIR") or ROOT.parent / "shared" / "samples")
PAGE = ROOT / "docs" / "accuracy.md"
#: A busy machine must not look like a reader that cannot read; how long a document takes is told.
_PATIENCE_SECONDS = 900.0
#: How many kinds of mistakes are listed.
_MOST_MISTAKES = 20


@dataclass(frozen=True)
class Result:
    """Everything one run measured."""

    seed: int
    day: date
    sets: tuple[str, ...]
    measured: list[Measured] = field(default_factory=list)
    faces: FaceFigures | None = None

    @property
    def graves(self) -> list[str]:
        """Return everything that must never happen, with the specimen it happened to."""
        return [f"{item.case}: {grave}" for item in self.measured for grave in item.graves]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; return 1 when something was invented, changed or wrongly accepted."""
    options = _options(arguments)
    today = datetime.now(UTC).date()
    found = _samples(options.samples)
    drawn = [
        *planned_cases(options, today),
        *(kind_cases(options, today) if options.all_kinds else ()),
    ]
    cases = [*found, *drawn]
    result = Result(options.seed, today, tuple(_which_sets(options, len(found), len(drawn))))
    print("\n".join((*result.sets, "")), flush=True)
    is_whole = _measure_all(cases, result)
    if options.faces and is_whole:
        result = Result(**{**vars(result), "faces": measure_faces(options.samples, options.seed)})
    print("\n".join(("", *_as_text(result))))
    if options.json is not None:
        options.json.write_text(json.dumps(asdict(result), indent=2, default=str) + "\n")
    if options.write and is_whole:
        write_section(PAGE, list(_as_markdown(result)))
    return int(bool(result.graves))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    kinds = [kind.name for kind in KINDS]
    parser = argparse.ArgumentParser(prog="make accuracy", description=__doc__)
    add = parser.add_argument
    # Seeds below a hundred thousand are for tests and development.
    fresh = 100_000 + secrets.randbelow(900_000)
    add("--seed", type=int, default=fresh, help="first person drawn; by default at random")
    add("--people", type=int, default=2, help="how many persons are drawn (default 2)")
    add("--conditions", nargs="*", choices=CONDITIONS, default=CONDITIONS, help="default: all")
    add("--kinds", nargs="*", choices=kinds, default=kinds, help="kinds of papers; default: all")
    add("--faults", action=argparse.BooleanOptionalAction, default=True, help="draw bad papers")
    told = "draw papers of every kind, and papers and sides that were not asked for"
    add("--all-kinds", action=argparse.BooleanOptionalAction, default=True, help=told)
    add("--faces", action=argparse.BooleanOptionalAction, default=True, help="compare all faces")
    add("--samples", type=Path, default=SAMPLES, help="folder of specimens with a manifest.json")
    add("--json", type=Path, help="write all figures to this file as well")
    add("--write", action="store_true", help="rewrite the generated section of docs/accuracy.md")
    return parser.parse_args(arguments)


def _samples(folder: Path) -> list[Planned]:
    if not (folder / "manifest.json").is_file():
        return []
    return [partial(_itself, case) for case in sample_cases(folder)]


def _itself(case: Case) -> Case:
    return case


def _which_sets(options: argparse.Namespace, found: int, drawn: int) -> Iterator[str]:
    yield (
        f"Files: {found} specimens that are no drawings of ours."
        if found
        else f"Files: none, {options.samples} has no manifest.json."
    )
    yield (
        f"Drawn: {drawn} papers of {options.people} persons from seed {options.seed}"
        f" (--seed {options.seed} repeats it), photographed as {', '.join(options.conditions)}."
    )


def _measure_all(cases: Sequence[Planned], result: Result) -> bool:
    """Measure one specimen after the other, telling the progress; return False when interrupted.

    A long run that is stopped still tells what it has seen, but is not written to the page.
    """
    begun = time.monotonic()
    try:
        for count, planned in enumerate(cases, start=1):
            measured = _measure(planned(), result.day)
            result.measured.append(measured)
            print(f"{_progress(count, len(cases), begun)} {_line(measured)}", flush=True)
    except KeyboardInterrupt:
        print(f"Stopped after {len(result.measured)} of {len(cases)}.")
        return False
    return True


def _measure(case: Case, today: date) -> Measured:
    files = [SubmittedFile(tag, data) for tag, data in case.files]
    begun = time.perf_counter()
    report = analyse(
        files, document_type=case.document_type, today=today, budget_seconds=_PATIENCE_SECONDS
    )
    seconds = time.perf_counter() - begun
    return measure_reading(case, report, seconds, judge_for_all(case, report, today))


def _progress(count: int, total: int, begun: float) -> str:
    left = (time.monotonic() - begun) / count * (total - count)
    return f"[{count} of {total}, {left / 60:.0f} min left]"


def _line(item: Measured) -> str:
    notes = [*(text.upper() for text in item.graves), *item.wrong, *item.failures]
    notes += [f"invented {text}" for text in item.invented]
    if item.name is False:
        notes.append("name not found")
    if item.unread:
        notes.append(f"unread {','.join(item.unread)}")
    outcomes = "/".join(verdict.outcome for verdict in item.verdicts)
    return (
        f"{item.case:<44} {item.zone:<12} {item.number:<9} {len(item.right):>2} right"
        f" {len(item.wrong)} wrong {item.seconds:5.2f} s {outcomes}  {'; '.join(notes)}"
    ).rstrip()


def _as_text(result: Result) -> Iterator[str]:
    for table in tables_of(result.measured):
        yield from (*table.as_text(), "")
    yield from result.faces.as_lines() if result.faces is not None else ()
    yield "Mistakes on sound papers, the most frequent first:"
    for text, count in mistakes_of(result.measured)[:_MOST_MISTAKES]:
        yield f"  {count:>3}  {text}"
    yield f"Must never happen: {len(result.graves)}"
    yield from (f"  {grave}" for grave in result.graves)


def _as_markdown(result: Result) -> Iterator[str]:
    yield f"Measured on {result.day}. {' '.join(result.sets)}"
    yield ""
    for table in tables_of(result.measured):
        yield from (*table.as_markdown(), "")
    if result.faces is not None:
        yield from ("### Faces", "", *(f"* {line}" for line in result.faces.as_lines()), "")
    yield from ("### What must never happen", "")
    yield "An invented zone, a number changed in silence, a bad paper or another's accepted: " + (
        "; ".join(result.graves) or "did not happen."
    )


if __name__ == "__main__":
    sys.exit(main())

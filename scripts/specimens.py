"""Draw specimen papers with their ground truth into a folder (`make specimens`).

Each side of a paper becomes a JPEG as a phone would have taken it, and a JSON file of the same name
that tells what is on it. The same options draw the same files. Papers with a fault say in their
name what is wrong with them.

    python scripts/specimens.py                            four persons, usual kinds, good light
    python scripts/specimens.py out --condition all        every condition
    python scripts/specimens.py out --kinds passport --faults expired wrong-digit
    python scripts/specimens.py out --crowd --seed 5000    strangers, not the twelve known persons
"""

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.specimens import (  # noqa: E402  The checkout must be on the path first.
    CONDITIONS,
    FAULTS,
    KINDS,
    OTHER_KINDS,
    PHOTOS,
    Condition,
    Kind,
    PortraitMissing,
    Sitting,
    Truth,
    draw_person,
    invent_person,
    photograph,
)

#: A selfie of somebody else changes nothing on a paper.
DRAWN_FAULTS = tuple(name for name in FAULTS if name != "other-face")


def main() -> int:
    """Draw what the command line asks for; return 1 when the portraits are not there."""
    wanted = _options()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    count = 0
    try:
        for name, content, truth, told in draw_all(wanted):
            _write(wanted.folder, name, content, truth, told)
            count += 1
    except PortraitMissing as missing:
        print(missing, file=sys.stderr)
        return 1
    print(f"Done: {count} files in {wanted.folder}, each with its truth beside it.")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "folder",
        type=Path,
        nargs="?",
        default=ROOT / "var" / "specimens",
        help="where they are written (default var/specimens)",
    )
    parser.add_argument("--persons", type=int, default=4, help="how many persons (default 4)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the first person (default 0)")
    parser.add_argument("--crowd", action="store_true", help="invent names instead of known ones")
    usual, others = ([kind.name for kind in table] for table in (KINDS, OTHER_KINDS))
    parser.add_argument(
        "--kinds",
        nargs="+",
        choices=[*usual, *others, "all"],
        default=usual,
        metavar="KIND",
        help=f"{', '.join(usual)} (default), a letter or card of any kind"
        " (letter-tax-return, card-public-health-card …), or all",
    )
    parser.add_argument(
        "--condition", choices=[*CONDITIONS, "all"], default="good", help="how it was taken"
    )
    parser.add_argument(
        "--faults", nargs="+", choices=DRAWN_FAULTS, default=[], help="draw bad papers as well"
    )
    parser.add_argument(
        "--today",
        type=date.fromisoformat,
        default=datetime.now(UTC).date(),
        help="YYYY-MM-DD: the day all dates are relative to (default today)",
    )
    return parser.parse_args()


def draw_all(wanted: argparse.Namespace) -> Iterator[tuple[str, bytes, Truth, dict[str, str]]]:
    """Yield name, content, truth and what else is to be told of every file asked for."""
    conditions = CONDITIONS if wanted.condition == "all" else (wanted.condition,)
    invent = invent_person if wanted.crowd else draw_person
    for count, seed in enumerate(range(wanted.seed, wanted.seed + wanted.persons), start=1):
        print(f"Person {count} of {wanted.persons} (seed {seed})", flush=True)
        person = invent(seed, today=wanted.today)
        sitting = Sitting(person, PHOTOS[seed % len(PHOTOS)], seed, wanted.today)
        for kind in (*KINDS, *OTHER_KINDS):
            is_wanted = "all" in wanted.kinds or kind.name in wanted.kinds
            for fault in ("", *wanted.faults):
                if is_wanted and (not fault or fault in kind.faults):
                    drawn = FAULTS[fault](sitting) if fault else sitting
                    yield from _files(kind, drawn, fault, conditions)


def _files(
    kind: Kind, sitting: Sitting, fault: str, conditions: tuple[Condition, ...]
) -> Iterator[tuple[str, bytes, Truth, dict[str, str]]]:
    """Yield every file of one paper: each side in each condition, or the PDF."""
    told = {"kind": kind.name, "fault": fault, "style": sitting.style.name}
    stem = "-".join(part for part in (f"{sitting.seed:03d}", kind.name, fault) if part)
    if kind.write is not None:
        content, truth = kind.write(sitting)
        yield f"{stem}.pdf", content, truth, {**told, "condition": "pdf"}
    for paper in kind.draw(sitting) if kind.draw is not None else ():
        side = f"{stem}-{paper.truth.tag}"
        for condition in conditions:
            content = photograph(paper.image, sitting.seed, condition)
            yield f"{side}-{condition}.jpg", content, paper.truth, {**told, "condition": condition}


def _write(folder: Path, name: str, content: bytes, truth: Truth, told: dict[str, str]) -> None:
    """Write one file and its truth beside it."""
    (folder / name).write_bytes(content)
    beside = (folder / name).with_suffix(".json")
    lines = json.dumps({"file": name, **told, **truth.as_json()}, indent=2, ensure_ascii=False)
    beside.write_text(lines + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())

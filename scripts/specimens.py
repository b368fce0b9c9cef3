"""Draw specimen papers with their ground truth into a folder (`make specimens`).

Each paper becomes a JPEG as a phone would have taken it, and a JSON file of the same name.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.domain.documents import FileTag  # noqa: E402  The checkout must be on the path first.
from app.specimens import (  # noqa: E402
    CARDS,
    CONDITIONS,
    LAYOUTS,
    LETTERS,
    PHOTOS,
    Paper,
    PortraitMissing,
    Truth,
    draw_bill,
    draw_bill_pdf,
    draw_card,
    draw_id_card_back,
    draw_id_card_front,
    draw_letter,
    draw_passport,
    draw_person,
    load_portrait,
    photograph,
)

#: Young enough for any rule on how old a proof of address may be.
BILL_AGE = timedelta(days=20)
#: How the passport and the bill of one person are laid out.
PAGE_LAYOUTS: tuple[tuple[Literal["list", "grid"], Literal["left", "window"]], ...] = (
    ("list", "left"),
    ("grid", "window"),
)


def draw_papers(seed: int, today: date) -> Iterator[tuple[str, Paper]]:
    """Yield name and drawing of the four papers of one person."""
    person = draw_person(seed, today=today)
    portrait = load_portrait(PHOTOS[seed % len(PHOTOS)])
    layout, page = PAGE_LAYOUTS[seed % len(PAGE_LAYOUTS)]
    yield "passport", draw_passport(person, portrait, seed=seed, layout=layout)
    yield "id-card-front", draw_id_card_front(person, portrait, seed=seed)
    yield "id-card-back", draw_id_card_back(person, seed=seed)
    yield "utility-bill", draw_bill(person, issued=today - BILL_AGE, layout=page, seed=seed)


def draw_kinds(seed: int, today: date) -> Iterator[tuple[str, Paper]]:
    """Yield name and drawing of one letter and both sides of one card of every kind."""
    person = draw_person(seed, today=today)
    portrait = load_portrait(PHOTOS[seed % len(PHOTOS)])
    for kind, languages in LETTERS.items():
        language, look = languages[seed % len(languages)], LAYOUTS[seed % len(LAYOUTS)]
        yield (
            f"letter-{kind}-{language}",
            draw_letter(
                kind, person, language=language, layout=look, seed=seed, issued=today - BILL_AGE
            ),
        )
    for kind, languages in CARDS.items():
        language = languages[seed % len(languages)]
        for side in (FileTag.FRONT, FileTag.BACK):
            card = draw_card(kind, side, person, portrait, language=language, seed=seed)
            yield f"card-{kind}-{language}-{side.removeprefix('id-')}", card


def write(folder: Path, name: str, content: bytes, truth: Truth, condition: str) -> None:
    """Write one file and its truth beside it."""
    (folder / name).write_bytes(content)
    told = {"file": name, "condition": condition, **truth.as_json()}
    beside = (folder / name).with_suffix(".json")
    beside.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> int:
    """Draw what the command line asks for; return 1 when the portraits are not there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "var" / "specimens")
    parser.add_argument("--persons", type=int, default=4, help="how many persons (default 4)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the first person (default 0)")
    parser.add_argument(
        "--condition", choices=[*CONDITIONS, "all"], default="good", help="how it was taken"
    )
    parser.add_argument(
        "--today", type=date.fromisoformat, default=datetime.now(UTC).date(), help="YYYY-MM-DD"
    )
    parser.add_argument("--kinds", action="store_true", help="add a letter and card of every kind")
    wanted = parser.parse_args()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    try:
        draw_all(wanted)
    except PortraitMissing as missing:
        print(missing, file=sys.stderr)
        return 1
    print(f"Done: {wanted.folder}")
    return 0


def draw_all(wanted: argparse.Namespace) -> None:
    """Draw every person's papers in every condition asked for, telling the progress."""
    conditions = CONDITIONS if wanted.condition == "all" else (wanted.condition,)
    for count, seed in enumerate(range(wanted.seed, wanted.seed + wanted.persons), start=1):
        print(f"Person {count} of {wanted.persons} (seed {seed})", flush=True)
        kinds = draw_kinds(seed, wanted.today) if wanted.kinds else ()
        for name, paper in (*draw_papers(seed, wanted.today), *kinds):
            for condition in conditions:
                jpeg = photograph(paper.image, seed, condition)
                file = f"{seed:03d}-{name}-{condition}.jpg"
                write(wanted.folder, file, jpeg, paper.truth, condition)
        person = draw_person(seed, today=wanted.today)
        content, truth = draw_bill_pdf(person, issued=wanted.today - BILL_AGE, seed=seed)
        write(wanted.folder, f"{seed:03d}-utility-bill.pdf", content, truth, "pdf")


if __name__ == "__main__":
    sys.exit(main())

"""The whole set of hostile and odd files, each with what must become of it; made anew from a seed.

Nothing of it is kept in the repository. `python -m scripts.hostile` runs the whole set, the tests a
part of it.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from PIL import Image

from tests import hostile_files, hostile_kinds
from tests.odd_files import drawing, interlaced_png, odd_files, odd_grey_files, saved, turned
from tests.pdf_writer import filled_form_pdf, locked_pdf, pdf


class Fate(StrEnum):
    """What must become of a file."""

    TAKEN = "taken"
    REFUSED = "refused"
    #: Refused by the first bytes or the header, so within a second.
    REFUSED_AT_ONCE = "refused at once"
    #: Taken or refused; what is taken must come out as a clean picture.
    EITHER = "either"


@dataclass(frozen=True)
class HostileFile:
    """One file: its class, its name, what must become of it, and by which error if that matters."""

    kind: str
    name: str
    data: bytes = field(repr=False)
    fate: Fate
    error: str = ""


def hostile_set(seed: int) -> Iterator[HostileFile]:
    """Yield every file of the set; the random ones follow from `seed`."""
    yield from _costly()
    yield from light_set(seed)


def light_set(seed: int) -> Iterator[HostileFile]:
    """Yield the files that are quickly made: all but those that are costly on purpose."""
    types = {**hostile_files.wrong_types(), **hostile_kinds.more_wrong_types()}
    yield from _each("wrong type", types, Fate.REFUSED_AT_ONCE, "UnsupportedFileType")
    yield from _each("strain", hostile_kinds.strains(), Fate.EITHER)
    yield from _each("polyglot", hostile_files.polyglots(), Fate.TAKEN)
    yield from _each("polyglot", hostile_kinds.more_polyglots(), Fate.EITHER)
    yield from _each("locked", {"password": locked_pdf()}, Fate.REFUSED, "PdfLocked")
    yield from _each("cut short", _cut(seed), Fate.REFUSED)
    yield from _each("changed", hostile_files.mutated(98, seed), Fate.EITHER)
    yield from _each("changed more", _shuffled(seed), Fate.EITHER)
    yield from _each("odd but good", good(), Fate.TAKEN)


def _costly() -> Iterator[HostileFile]:
    """Yield the files that are too large, or unfold to more than we take."""
    for name, (data, _) in hostile_files.too_large().items():
        fate = Fate.REFUSED if "pdf" in name else Fate.REFUSED_AT_ONCE
        yield HostileFile("too large", name, data, fate, "FileTooLarge")
    inert = {"page of no size pdf"}
    bombs = {**hostile_files.bombs(), **hostile_kinds.more_bombs()}
    for name, data in bombs.items():
        yield HostileFile("bomb", name, data, Fate.EITHER if name in inert else Fate.REFUSED)


def _each(
    kind: str, files: Mapping[str, bytes], fate: Fate, error: str = ""
) -> Iterator[HostileFile]:
    for name, data in files.items():
        yield HostileFile(kind, name, data, fate, error)


def _cut(seed: int) -> dict[str, bytes]:
    """Return each good file cut at ten random places, none so late that all of it is there."""
    dice = random.Random(seed)  # noqa: S311  Repeatable on purpose.
    files = {}
    for name, data in hostile_files.good_files().items():
        first = 5 if name == "pdf" else 12
        for _ in range(10):
            end = dice.randrange(first, len(data) * 9 // 10)
            files[f"{name} cut at {end}"] = data[:end]
    return files


def _shuffled(seed: int) -> dict[str, bytes]:
    """Return good files with a stretch doubled, dropped, zeroed or taken from another file."""
    dice = random.Random(seed + 1)  # noqa: S311  Repeatable on purpose.
    good_ones = list(hostile_files.good_files().items())
    changes: dict[str, Callable[[bytes, bytes], bytes]] = {
        "doubled": lambda part, other: part * 2,
        "dropped": lambda part, other: b"",
        "zeroed": lambda part, other: bytes(len(part)),
        "of another": lambda part, other: other,
    }
    files = {}
    for name, data in good_ones:
        for change, make in changes.items():
            start = dice.randrange(8, len(data))
            end = min(len(data), start + dice.randrange(1, 200))
            other = dice.choice(good_ones)[1][start:end]
            files[f"{name} {change}"] = data[:start] + make(data[start:end], other) + data[end:]
    return files


def good() -> dict[str, bytes]:
    """Return good files of odd kinds: every one must be taken, and come out clean."""
    picture = drawing()
    wide = Image.new("RGB", (200, 100), "white")
    return {
        **hostile_files.good_files(),
        **odd_files(),
        **odd_grey_files(),
        **{f"turned {number} png": turned(number, "PNG") for number in range(1, 9)},
        **{f"turned {number} webp": turned(number, "WEBP") for number in range(1, 9)},
        "interlaced": interlaced_png(picture),
        "with a profile": saved(picture, "JPEG", icc_profile=b"profile".ljust(200)),
        "without subsampling": saved(picture, "JPEG", subsampling=0, quality=100),
        "poor": saved(picture, "JPEG", quality=5),
        "film of the camera after it": saved(picture, "JPEG") + bytes(100_000),
        "small": saved(wide, "JPEG"),
        "20 pages": pdf(pages=20),
        "turned page": pdf(page=b"/Rotate 90"),
        "cropped page": pdf(page=b"/CropBox [50 50 545 792]"),
        "largest page": pdf(media_box="0 0 14400 14400"),
        "form filled in": filled_form_pdf(),
        "pdf of a scan": saved(Image.new("L", (2480, 3508), 230), "PDF", resolution=300),
    }

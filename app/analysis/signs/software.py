"""What a file's metadata says of the programs that made it, and how a PDF was changed afterwards.

Metadata is only what a program chose to write and anybody can take away: its absence says nothing.
"""

from collections.abc import Iterable
from typing import Final

from app.domain.evidence import Finding

#: Programs that draw over pictures and pages; those that only crop, scan, mend light or join pages
#: are absent.
_EDITORS: Final = (
    "photoshop",
    "gimp",
    "illustrator",
    "affinity",
    "pixelmator",
    "paint.net",
    "photopea",
    "krita",
    "coreldraw",
    "paintshop",
    "canva",
    "picsart",
    "facetune",
    "faceapp",
    "meitu",
    "inkscape",
    "pdfescape",
    "sejda",
    "pdffiller",
    "dochub",
    "pdfelement",
    "pdf-xchange editor",
    "foxit phantom",
    "foxit pdf editor",
)
#: Programs whose name holds an editor's, and which mend light and crop.
_HARMLESS: Final = ("lightroom", "camera raw")
#: Drawing programs whose name is too common a word to be looked for inside another.
_EDITORS_BY_NAME: Final = frozenset({"draw", "microsoft paint", "paint"})
_SCREENSHOTS: Final = ("screenshot", "screen shot", "snipping tool", "greenshot", "sharex")
#: IPTC's digital source types of pictures that a model drew in whole or in part, and generators.
_GENERATORS: Final = (
    "trainedalgorithmicmedia",
    "stable diffusion",
    "midjourney",
    "dall-e",
    "adobe firefly",
)

_CHANGES: Final = {
    "page": Finding("pdf-changed", "a page was replaced after the file was first written"),
    "annotation": Finding("pdf-text-added", "text was typed over a page with a PDF viewer"),
}


def editing_sign(software: str | None) -> Finding | None:
    """Return a finding when the file says that a program for drawing saved it."""
    name = (software or "").casefold()
    if any(word in name for word in _HARMLESS):
        return None
    words = {part.strip() for part in name.split(" / ")}
    if words & _EDITORS_BY_NAME or any(editor in name for editor in _EDITORS):
        return Finding("edited-with", software or "")
    return None


def program_signs(programs: Iterable[str]) -> list[Finding]:
    """Return at most one finding of each kind for the programs that a file names."""
    found: dict[str, Finding] = {}
    for program in programs:
        name = program.casefold()
        signs = (
            editing_sign(program),
            Finding("screenshot", program) if any(w in name for w in _SCREENSHOTS) else None,
            Finding("made-by-ai", program) if any(w in name for w in _GENERATORS) else None,
        )
        for sign in signs:
            if sign is not None:
                found.setdefault(sign.code, sign)
    return list(found.values())


def pdf_signs(changes: Iterable[str]) -> list[Finding]:
    """Return the findings for `page` and `annotation`, as `sandbox.pdf_updates` names them."""
    return [_CHANGES[change] for change in changes if change in _CHANGES]

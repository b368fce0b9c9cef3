"""The generated section of `docs/accuracy.md`: written by a run, never by hand."""

from collections.abc import Sequence
from pathlib import Path

BEGIN = "<!-- accuracy: begin; `make accuracy` with --write rewrites all up to the end -->"
END = "<!-- accuracy: end -->"


def write_section(page: Path, lines: Sequence[str]) -> None:
    """Replace what stands between the two marks of a page; raises ValueError without them."""
    page.write_text(with_section(page.read_text(encoding="utf-8"), lines), encoding="utf-8")


def with_section(text: str, lines: Sequence[str]) -> str:
    """Return the text with these lines between its marks; raises ValueError without them."""
    head, begin, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError("the page has no marks of a generated section")
    return "\n".join([head + BEGIN, "", *lines, "", END + tail])

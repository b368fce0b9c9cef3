"""Tests of the measurement of signs: it counts, it bounds, and a false alarm fails the run."""

import io
from pathlib import Path

import pytest
from PIL import Image

from scripts.accuracy_signs import Tally, bounds, main, table


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (5, 10, 0.237, 0.763)],
)
def test_bounds_are_wilsons(hits: int, of: int, low: float, high: float) -> None:
    assert bounds(hits, of) == pytest.approx((low, high), abs=0.001)


def test_table_counts_specimens_and_signs() -> None:
    tally = Tally()
    for codes in ([], ["grey-copy"], ["grey-copy", "edited-with"]):
        tally.add(codes)
    assert list(table("Papers", "noticed", {"copy": tally}))[2:] == [
        "| copy | 3 | 2 | 21% to 94% | grey-copy 2, edited-with 1 |"
    ]


@pytest.mark.parametrize(("program", "status"), [("A scanner", 0), ("GIMP 2.10", 1)])
def test_false_alarm_fails_the_run(
    program: str, status: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x0131] = program
    Image.effect_noise((400, 300), 40).convert("RGB").save(out, "JPEG", exif=exif)
    (tmp_path / "bill_1.jpg").write_bytes(out.getvalue())
    assert main(["--people", "0", "--samples", str(tmp_path)]) == status
    assert f"| files, found | 1 | {status} |" in capsys.readouterr().out

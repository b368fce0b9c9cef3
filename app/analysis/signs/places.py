"""Where in a picture something lies, in words."""

from collections.abc import Sequence

_ROWS, _COLUMNS = ("upper", "middle", "lower"), ("left", "centre", "right")


def place(box: Sequence[int], size: tuple[int, int]) -> str:
    """Return the third of the picture that the middle of a box lies in: `upper left`, `middle`.

    `box` is left, top, right, bottom; `size` is width and height, in the same unit.
    """
    across, down = (box[0] + box[2]) / 2 / size[0], (box[1] + box[3]) / 2 / size[1]
    row, column = (min(2, max(0, int(share * 3))) for share in (down, across))
    return "middle" if row == column == 1 else f"{_ROWS[row]} {_COLUMNS[column]}"

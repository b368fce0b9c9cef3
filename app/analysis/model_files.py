"""Where the model files lie: fetched once by checksum, never committed, never fetched from here."""

import os
from pathlib import Path


class ModelMissing(Exception):
    """A model file is not there, so nothing that needs it can be analysed; carries its path."""

    def __init__(self, path: Path) -> None:
        """Say which file is missing and what brings it."""
        super().__init__(f"{path} is not there: run `make bootstrap` (or `make run`) to fetch it.")
        self.path = path


def model_path(name: str) -> Path:
    """Return the path of a model file in MODELS_DIR, by default `.models` beside the application.

    Raises ModelMissing when there is no such file.
    """
    beside = Path(__file__).resolve().parents[2] / ".models"
    path = Path(os.environ.get("MODELS_DIR") or beside) / name
    if not path.is_file():
        raise ModelMissing(path)
    return path

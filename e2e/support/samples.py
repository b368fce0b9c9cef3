"""Real specimen files, read where they are present and never kept in the repository."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def samples_folder() -> Path | None:
    """Return the folder of specimen files: SAMPLES_DIR, by default `../shared/samples`, or None."""
    folder = Path(os.environ.get("SAMPLES_DIR") or ROOT.parent / "shared" / "samples")
    return folder if (folder / "manifest.json").is_file() else None


def used_papers() -> str:
    """Return a sentence on which papers a run uses."""
    folder = samples_folder()
    return "drawn papers" if folder is None else f"drawn papers, and specimens of {folder.name}/"

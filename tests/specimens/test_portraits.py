"""Photographs come from a folder that the environment names, and say so when they are absent."""

from pathlib import Path

import pytest

from app.specimens import PHOTOS, PortraitMissing, load_photo, load_portrait


@pytest.mark.parametrize("name", PHOTOS)
def test_portrait_is_cut_in_passport_shape(name: str) -> None:
    photo, portrait = load_photo(name), load_portrait(name)
    assert portrait.width / portrait.height == pytest.approx(35 / 45, abs=0.01)
    assert portrait.height < photo.height
    assert photo.mode == portrait.mode == "RGB"


def test_missing_photograph_says_what_brings_it(tmp_path: Path) -> None:
    with pytest.raises(PortraitMissing, match="make bootstrap") as missing:
        load_photo("p1_a", tmp_path)
    assert missing.value.path == tmp_path / "p1_a.jpg"


def test_environment_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTRAITS_DIR", str(tmp_path))
    with pytest.raises(PortraitMissing, match=str(tmp_path)):
        load_portrait("p3_a")

"""Model files come from a folder that the environment names, and say so when they are absent."""

from pathlib import Path

import pytest

from app.analysis.model_files import ModelMissing, model_path


def test_missing_model_says_what_brings_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELS_DIR", str(tmp_path))
    with pytest.raises(ModelMissing, match="make bootstrap") as missing:
        model_path("centerface.onnx")
    assert missing.value.path == tmp_path / "centerface.onnx"


def test_model_lies_in_the_folder_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELS_DIR", str(tmp_path))
    (tmp_path / "some.onnx").write_bytes(b"weights")
    assert model_path("some.onnx") == tmp_path / "some.onnx"

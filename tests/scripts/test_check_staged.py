"""What must not be committed is noticed."""

from pathlib import Path

import pytest

from scripts import check_staged


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def commit(name: str, content: bytes) -> list[str]:
    """Return the complaints about a file of this name and content."""
    file = Path(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return check_staged.complaints_about(file)


def test_tidy_text_is_fine() -> None:
    assert commit("app/domain/x.py", b'"""Words."""\n') == []


@pytest.mark.parametrize("name", ["passport.JPG", "docs/scan.pdf", "tests/bill.webp"])
def test_picture_is_refused_outside_its_folders(name: str) -> None:
    assert "pictures belong in" in commit(name, b"\0\n")[0]


def test_picture_of_ours_is_fine() -> None:
    assert commit("static/img/mark.png", b"\x89PNG\0") == []


def test_large_file_is_refused() -> None:
    assert commit("notes.txt", b"x\n" * 300_000) == ["larger than 500 KB"]


@pytest.mark.parametrize(
    "secret",
    [
        b"-----BEGIN RSA " + b"PRIVATE KEY-----",
        b"key = AKIA" + b"ABCDEFGHIJKLMNOP",
        b"sk_live_" + b"0123456789abcdef" * 4,
    ],
)
def test_secret_is_refused(secret: bytes) -> None:
    assert commit("app/config.py", secret + b"\n") == ["holds what looks like a secret"]


def test_untidy_text_is_refused() -> None:
    complaints = commit("README.md", b"one \ntwo")
    assert complaints == ["blanks at the end of a line", "no newline at its end"]


def test_status_tells_whether_anything_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    Path("good.txt").write_text("good\n")
    Path("bad.txt").write_text("bad")
    assert check_staged.main(["good.txt"]) == 0
    assert check_staged.main(["good.txt", "bad.txt"]) == 1
    assert capsys.readouterr().out == "bad.txt: no newline at its end\n"

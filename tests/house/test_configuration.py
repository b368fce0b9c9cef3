"""Every environment variable that the settings read stands in the README's table."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_variable_is_in_the_readme() -> None:
    source = "".join(
        (ROOT / "app" / name).read_text() for name in ("config.py", "service_settings.py")
    )
    variables = set(re.findall(r'"([A-Z][A-Z0-9_]{3,})"', source)) - {"INFO"}
    assert len(variables) > 21
    table = set(re.findall(r"^\| `([A-Z0-9_]+)`", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert variables - table == set()

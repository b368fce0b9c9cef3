"""Only services.transaction commits, and only adapters and migrations speak SQL text."""

import re
from pathlib import Path

APP = Path(__file__).resolve().parents[2] / "app"


def test_only_the_transaction_commits() -> None:
    found = {
        str(path.relative_to(APP))
        for path in APP.rglob("*.py")
        if re.search(r"session\.commit\(", path.read_text())
    }
    assert found == {"services/transaction.py"}

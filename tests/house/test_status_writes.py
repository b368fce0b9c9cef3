"""Nobody but services.status writes the status of a request or a document."""

import ast
from pathlib import Path

APP = Path(__file__).resolve().parents[2] / "app"

#: Modules that may assign `.status`: the one door, and the statuses that are not derived.
ALLOWED = {
    "services/status.py",
    "services/webhooks.py",
    "services/webhook_credentials.py",
    "services/webhook_deliveries.py",
    "adapters",
}


def status_assignments(path: Path) -> list[int]:
    """Return the lines on which an attribute called `status` is assigned."""
    tree = ast.parse(path.read_text())
    targets: list[ast.expr] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            targets.extend(node.targets)
        elif isinstance(node, ast.AnnAssign | ast.AugAssign):
            targets.append(node.target)
    return [t.lineno for t in targets if isinstance(t, ast.Attribute) and t.attr == "status"]


def test_only_one_place_writes_a_status() -> None:
    found = {
        f"{path.relative_to(APP)}:{line}"
        for path in APP.rglob("*.py")
        if not any(str(path.relative_to(APP)).startswith(allowed) for allowed in ALLOWED)
        for line in status_assignments(path)
    }
    assert found == set()


def test_the_door_itself_is_seen() -> None:
    assert len(status_assignments(APP / "services" / "status.py")) == 5

"""Size caps: past them a file or a function has two jobs."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
MODULES = [
    path
    for folder in ("app", "scripts", "e2e")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "versions" not in path.parts
]


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Yield each function's name and its lines, docstring left out."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            body = node.body
            has_docstring = ast.get_docstring(node) is not None
            docstring = (body[0].end_lineno or 0) - body[0].lineno + 1 if has_docstring else 0
            yield node.name, (node.end_lineno or 0) - node.lineno + 1 - docstring


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_and_its_functions_stay_within_the_caps(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400
    assert {name: lines for name, lines in functions(path) if lines > 60} == {}


@pytest.mark.parametrize("folder", ["templates", "static/js", "static/css"])
def test_templates_and_assets_stay_within_the_caps(folder: str) -> None:
    files = [
        path
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".html", ".js", ".css"} and path.is_file()
    ]
    assert files
    assert {str(p): n for p in files if (n := len(p.read_text().splitlines())) > 250} == {}


def definitions(path: Path) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    """Yield the functions and classes of a module, and the methods of its classes."""
    waiting = list(ast.parse(path.read_text()).body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node
        # A function inside a function is part of its owner's sentence.
        if isinstance(node, ast.ClassDef):
            waiting.extend(node.body)


def test_every_public_function_of_the_core_has_a_docstring() -> None:
    missing = [
        f"{path.relative_to(APP)}:{node.name}"
        for folder in ("domain", "services", "adapters", "analysis")
        for path in sorted((APP / folder).rglob("*.py"))
        for node in definitions(path)
        if ast.get_docstring(node) is None
    ]
    assert missing == []

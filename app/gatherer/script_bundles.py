"""Scripts with all they import in one file: one request, where a browser would ask for each.

Modules are put together when the portal starts, so that there is nothing to build. What is known
of them is held by a test: imports stand on one line, name what they take and a file beside them;
exports are functions, classes and constants, declared where they are exported.
"""

import re
from collections.abc import Mapping

_IMPORT = re.compile(r'^import \{ ([\w, ]+) \} from "\./([\w-]+\.js)";\n', re.MULTILINE)
#: Workers are no modules: what they import shares their scope, so it is put there as it is.
_WORKER_IMPORT = re.compile(r'^importScripts\("\./([\w-]+\.js)"\);\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)


def bundle(name: str, scripts: Mapping[str, str]) -> str:
    """Return the script called `name` with what it imports, directly or not, in front of it.

    Raises KeyError when it imports a script that is not among `scripts`.
    """
    parts: dict[str, str] = {}
    _collect(name, scripts, parts)
    entry = parts.pop(name)
    return "".join([*parts.values(), entry])


def _collect(name: str, scripts: Mapping[str, str], parts: dict[str, str]) -> None:
    """Add a script to `parts`, after everything that it needs."""
    text = _WORKER_IMPORT.sub(lambda found: scripts[found[1]], scripts[name])
    for _names, needed in _IMPORT.findall(text):
        if needed not in parts:
            _collect(needed, scripts, parts)
            parts[needed] = _as_object(needed, parts[needed])
    parts[name] = _IMPORT.sub(
        lambda found: f"const {{ {found[1]} }} = {_variable(found[2])};\n", text
    )


def _as_object(name: str, text: str) -> str:
    """Return a module as a function that is called once and gives what the module exports."""
    exported = ", ".join(found[1] for found in _EXPORT.finditer(text))
    body = _EXPORT.sub("", text)
    return f"const {_variable(name)} = (() => {{\n{body}return {{ {exported} }};\n}})();\n"


def _variable(name: str) -> str:
    return "$" + re.sub(r"\W", "_", name.removesuffix(".js"))

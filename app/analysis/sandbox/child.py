"""The decoding child: a script run as `python -I -S child.py`, never imported.

It reads one order from stdin (a line of JSON, then the file's bytes), shuts itself in, decodes, and
writes one answer to stdout (a line of JSON, then the bytes of each picture it made). `-I -S` and
the bare package below keep the application, its settings and the web framework out of the process:
a start costs a tenth of a second, and there is no secret to find.

Exit status 70 (EX_SOFTWARE) means that the child could not get ready: our fault, not the file's.
"""

import importlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

NOT_READY = 70


def main() -> None:
    """Get ready, decode, answer, and leave without tidying up."""
    order = json.loads(sys.stdin.buffer.readline())
    try:
        task, refused = _get_ready(order)
    except Exception:
        os._exit(NOT_READY)
    data = sys.stdin.buffer.read()
    try:
        facts, blobs = task(data, **order["options"])
        answer = {"facts": facts, "sizes": [len(blob) for blob in blobs]}
    except refused as refusal:
        answer, blobs = {"error": refusal.error, "reason": refusal.reason}, []
    except Exception as error:
        # Decoders raise anything on hostile input: SyntaxError, struct.error, MemoryError.
        answer, blobs = {"error": "DamagedFile", "reason": type(error).__name__}, []
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + b"".join(blobs))
    sys.stdout.buffer.flush()
    os._exit(0)


def _get_ready(order: dict[str, Any]) -> tuple[Callable[..., Any], Any]:
    """Raise the walls, then load the decoder; libraries are only touched behind the walls.

    Returns the function asked for, and the exception with which it says no.
    """
    package = ModuleType("sandbox")
    package.__path__ = [str(Path(__file__).resolve().parent)]
    sys.modules["sandbox"] = package
    importlib.import_module("sandbox.walls").confine(**order["walls"])
    sys.path.extend(order["paths"])
    task = getattr(importlib.import_module(f"sandbox.{order['decoder']}"), order["task"])
    return task, importlib.import_module("sandbox.refused").Refused


if __name__ == "__main__":
    main()

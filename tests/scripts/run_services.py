"""Run the services that a JSON file describes under the real supervisor; tests start this."""

import json
import os
import sys
from pathlib import Path

from scripts.supervisor import Service, ServiceFailed, Stopped, Supervisor, say

STOP_SECONDS = 1.5


def main() -> int:
    """Start what the file names, say so, and watch until there is a reason to stop."""
    description = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    folder = Path(sys.argv[1]).parent
    try:
        stop_seconds = description.get("stop_seconds", STOP_SECONDS)
        with Supervisor(folder, folder / "log", os.environ, stop_seconds) as supervisor:
            try:
                for name, command in description.get("steps", {}).items():
                    say(f"{name} said {supervisor.finish(Service(name, command, os.environ))}")
                for name, command in description["services"].items():
                    restarts = description.get("restarts", {}).get(name, 0)
                    supervisor.start(Service(name, command, os.environ, restarts))
                say("started")
                supervisor.watch()
            except Stopped as stopped:
                say(f"stopping: {stopped}")
    except ServiceFailed as error:
        say(str(error))
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""A Python that has loaded the libraries and not one setting: each question is answered by a fork of it, as by a new process.

Run as `python -m tests.config.forked`; a line of JSON asks, with the script, its folder, its whole environment and the files
for what it prints; a line with its exit status answers.
"""

import json
import os
import sys
import traceback

import celery.schedules  # noqa: F401  loaded for all: what config.settings and manage.py load of others
import django.core.management  # noqa: F401
import environ  # noqa: F401
import kombu.transport  # noqa: F401


def answer(script: str, cwd: str, given: dict[str, str]) -> int:
    """Run a script as `python -c` does; return its exit status."""
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(given)
    sys.argv = ["-c"]
    try:
        exec(compile(script, "<string>", "exec"), {"__name__": "__main__"})
    except SystemExit as ended:
        if isinstance(ended.code, int | None):
            return ended.code or 0
        print(ended.code, file=sys.stderr)
        return 1
    except BaseException:  # noqa: BLE001  told as Python tells it
        traceback.print_exc()
        return 1
    return 0


def main() -> None:
    """Answer until nobody asks any more."""
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            for number, name in ((1, "out"), (2, "err")):
                with open(asked[name], "wb") as file:
                    os.dup2(file.fileno(), number)
            status = answer(asked["script"], asked["cwd"], asked["given"])
            for stream in filter(None, (sys.stdout, sys.stderr)):
                stream.flush()
            os._exit(status)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main()

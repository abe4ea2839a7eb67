#!/usr/bin/env python
"""Run a management command of the project."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from config import outages


def leave(told: object = None) -> None:
    """End the program; what a workbook that found no room says while it is thrown away is not for the person at the desk."""
    sys.unraisablehook = lambda unraisable: None
    sys.exit(told)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:  # a setting that cannot be used: the sentence is for the person who set it
        leave(str(error))
    except BrokenPipeError:  # whoever read the output has gone, as `| head` does
        sys.stdout = None
        leave(1)
    except Exception as error:
        if not (told := outages.outage_sentence(error)):
            raise
        leave(told)
    except SystemExit as ended:
        leave(ended.code)
    except KeyboardInterrupt:
        leave("已停下。 / Stopped.")

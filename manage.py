#!/usr/bin/env python
"""Run a management command of the project."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from config import outages

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:  # a setting that cannot be used: the sentence is for the person who set it
        sys.exit(str(error))
    except BrokenPipeError:  # whoever read the output has gone, as `| head` does
        sys.stdout = None
        sys.exit(1)
    except Exception as error:
        if not (told := outages.sentence(error)):
            raise
        sys.exit(told)
    except KeyboardInterrupt:
        sys.exit("已停下。 / Stopped.")

#!/usr/bin/env python
"""Run a management command of the project."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:  # a setting that cannot be used: the sentence is for the person who set it
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("已停下。 / Stopped.")

"""Brings the demo installation up to date: front end, translations, database, demo data.

Every step finds out by itself whether there is anything to do. Prints the demo sign-ins.
"""

import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from scripts import frontend, messages


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.local"
    frontend.main()
    messages.compile_catalogue()
    try:
        django.setup()
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("demo")


if __name__ == "__main__":
    main()

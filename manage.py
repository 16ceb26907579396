#!/usr/bin/env python
"""Django's command line; without any variable it works on the running demo or starts its own services."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ofqj_portal.settings.dev")
    from django.core.management import execute_from_command_line

    from ofqj_portal.local.command import prepare_services
    from ofqj_portal.local.errors import LocalStackError

    try:
        prepare_services(sys.argv[1:])
    except LocalStackError as refusal:
        sys.exit(f"✗ {refusal}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

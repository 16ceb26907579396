from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.core.management.commands import migrate

from ofqj_portal.core import db_roles


class Command(migrate.Command):
    help = "Fait évoluer la base comme sa propriétaire, puis rend ses droits au rôle de l’application."

    def execute(self, *args: Any, **options: Any) -> None:
        """Become the owner before the system checks: they ask the database its version, and the other role may not
        exist yet.
        """
        try:
            with db_roles.as_owner() as application:
                super().execute(*args, **options)
                call_command("createcachetable", verbosity=0)
                db_roles.grant_application_rights(application)
        except ImproperlyConfigured as refusal:
            raise CommandError(str(refusal)) from refusal

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from ofqj_portal.core import calendar
from ofqj_portal.core.errors import DomainError
from ofqj_portal.dashboard.services.opening import open_portal
from partners.enums import Section


class Command(BaseCommand):
    help = "Ouvre un portail neuf : la convention, ses organismes, une première administration technique."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="l’adresse de cette personne : un lien pour choisir un mot de passe y part")
        parser.add_argument("first_name", metavar="prénom")
        parser.add_argument("last_name", metavar="nom")
        parser.add_argument("--section", choices=Section.values, default=Section.FRANCE, help="sa section de l’OFQJ")

    def handle(self, *args: Any, email: str, first_name: str, last_name: str, section: str, **options: Any) -> None:
        """Open it, or exit 1 with the reason, nothing written."""
        try:
            validate_email(email)
            user = open_portal(
                email=email,
                first_name=first_name,
                last_name=last_name,
                section=Section(section),
                on=calendar.today(),
            )
        except ValidationError as odd:
            raise CommandError(f"« {email} » n’est pas une adresse.") from odd
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"Portail ouvert. Un lien pour choisir un mot de passe part à {user.email} (travailleur requis)."
        )

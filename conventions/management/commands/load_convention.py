"""Write the convention of 1 October 2024 into the database; run it as often as you like."""

from typing import Any

from django.core.management.base import BaseCommand

from conventions.services.load import load_convention


class Command(BaseCommand):
    help = "Charge la convention du 1er octobre 2024, son comité et son premier jeu d’indicateurs."

    def handle(self, *args: Any, **options: Any) -> None:
        convention = load_convention()
        self.stdout.write(f"{convention} : {convention.articles.count()} articles, terme le {convention.ends_on}.")

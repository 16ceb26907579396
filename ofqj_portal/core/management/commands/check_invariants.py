import sys
from typing import Any

from django.core.management.base import BaseCommand

from ofqj_portal.core import invariants


class Command(BaseCommand):
    help = "Vérifie les vérités de la base : une ligne chacune ; 1 si l’une d’elles ne tient pas."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line a truth."""
        results = invariants.check()
        for label, holds, count in results:
            self.stdout.write(f"{'ok' if holds else 'KO'}  {label}" + ("" if holds else f" ({count} en défaut)"))
        if not all(holds for _label, holds, _count in results):
            sys.exit(1)

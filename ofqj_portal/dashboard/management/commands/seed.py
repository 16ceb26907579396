"""Fill an empty base with the demo: plainly invented people, real bodies, three years of dossiers in every state."""

import time
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ofqj_portal.core import calendar
from ofqj_portal.dashboard.demo.scale.grow import grow, refresh_statistics
from ofqj_portal.dashboard.demo.world import seed_demo
from partners.models import Structure


class Command(BaseCommand):
    help = "Remplit une base vide avec les données de démonstration."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", type=int, default=1, help="1 : la démonstration, N : 100 × N dossiers")
        parser.add_argument("--seed", type=int, default=1968, help="la source de hasard : même graine, même monde")
        parser.add_argument("--today", type=date.fromisoformat, default=None, help="le jour de la graine (AAAA-MM-JJ)")

    def handle(self, *args: Any, scale: int, seed: int, today: date | None, **options: Any) -> None:
        if scale < 1:
            raise CommandError("L’échelle va de 1, la démonstration, à N pour 100 × N dossiers : rien n’a été changé.")
        if Structure.objects.exists():
            raise CommandError("La base n’est pas vide : rien n’a été changé. Videz-la d’abord (make demo-reset).")
        started = time.monotonic()
        anchor = today or calendar.today()
        seed_demo(seed=seed, anchor=anchor, say=self.stdout.write)
        if scale > 1:
            grow(scale=scale, seed=seed, today=anchor, say=self.stdout.write)
            refresh_statistics()
        self.stdout.write(f"Données de démonstration écrites en {time.monotonic() - started:.0f} s.")

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ofqj_portal.core import calendar, demo_clock, shores


class Command(BaseCommand):
    help = (
        "Avance l’horloge de la démonstration (+60d, +3h, +30m) et vit les jours passés, ou la remet à l’heure (reset)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("step", help="+60d, +3h, +30m ou reset")

    def handle(self, *args: Any, **options: Any) -> None:
        """Move the clock, and say what day it is now."""
        try:
            if options["step"] == "reset":
                demo_clock.reset()
            else:
                demo_clock.advance(demo_clock.parse_step(options["step"]))
        except (ValueError, RuntimeError) as refusal:
            raise CommandError(str(refusal)) from refusal
        now = shores.format_instant(calendar.now(), calendar.PARIS)
        self.stdout.write(f"Il est maintenant {now} dans la démonstration.")

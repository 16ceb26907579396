import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ofqj_portal.core import journal_check
from ofqj_portal.core.models import JournalLink


class Command(BaseCommand):
    help = (
        "Vérifie la chaîne du journal ; 1 si une ligne a été changée, supprimée, ajoutée, déplacée, ou la fin coupée."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--head", default="", help="une tête reçue plus tôt, « numéro:empreinte »")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line a truth, what breaks it below, then the head of a whole chain."""
        faults = journal_check.examine(options["head"])
        for truth, label in journal_check.TRUTHS.items():
            broken = [sentence for code, sentence in faults if code == truth]
            self.stdout.write(f"{'KO' if broken else 'ok'}  {label}")
            self.stdout.writelines(f"      {sentence}" for sentence in broken)
        if faults:
            sys.exit(1)
        last = JournalLink.objects.order_by("-id").first()
        self.stdout.write(f"Tête {last.pk}:{last.hash}" if last else "Le journal est vide.")

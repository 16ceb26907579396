from typing import Any

from django.core.management.base import BaseCommand

from ofqj_portal.core import calendar
from participants.services.erasure import replay_erasures


class Command(BaseCommand):
    help = "Après une restauration : efface de nouveau les personnes qu’une sauvegarde a ramenées."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many people the marks erased again."""
        self.stdout.write(f"{replay_erasures(now=calendar.now())} personne(s) effacée(s) de nouveau.")

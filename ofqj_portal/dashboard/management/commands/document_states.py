"""Write docs/etats.md from the transition tables."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from ofqj_portal.dashboard.states import page


class Command(BaseCommand):
    help = "Écrit docs/etats.md à partir des tables de transition."

    def handle(self, *args: Any, **options: Any) -> None:
        (settings.ROOT / "docs" / "etats.md").write_text(page(), encoding="utf-8")
        self.stdout.write("docs/etats.md est à jour.")

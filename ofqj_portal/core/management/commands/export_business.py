import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ofqj_portal.core import business_export


class Command(BaseCommand):
    help = "Écrit chaque ligne du métier par sa clé naturelle, triée ; deux bases égales donnent les mêmes octets."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="fichier .jsonl à écrire")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file whole, or not at all."""
        target = Path(options["file"])
        draft = target.with_name(f"{target.name}.{os.getpid()}.partiel")
        count = 0
        try:
            with draft.open("w", encoding="utf-8", newline="\n") as stream:
                for line in business_export.export_lines():
                    count += stream.write(line + "\n") and 1
            draft.replace(target)
        except OSError as fault:
            raise CommandError(f"Impossible d’écrire {target} : {fault.strerror}.") from fault
        finally:
            draft.unlink(missing_ok=True)
        self.stdout.write(f"{count} lignes écrites dans {target}.")

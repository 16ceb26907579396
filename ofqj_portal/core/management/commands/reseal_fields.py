from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ofqj_portal.core.resealing import reseal_everything


class Command(BaseCommand):
    help = "Scelle de nouveau chaque champ chiffré avec la clé la plus récente d’OFQJ_FIELD_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what became of each column; fail if a value stays that no key opens."""
        closed = 0
        for done in reseal_everything():
            closed += done.closed
            lost = f", {done.closed} qu’aucune clé n’ouvre" if done.closed else ""
            self.stdout.write(f"{done.table}.{done.column} : {done.changed} scellé(s) de nouveau{lost}")
        if closed:
            raise CommandError(f"{closed} valeur(s) qu’aucune clé n’ouvre : remettez la clé retirée, puis recommencez.")

"""Import a directory from a CSV or XLSX file, or from the JSON of service-public.fr."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from ofqj_portal.core import calendar
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.imports import Table
from partners.imports import ImportPlan, plan_import, read_directory
from partners.services.imports import import_structures


class Command(BaseCommand):
    help = "Ajoute ou met à jour les structures d’un fichier (CSV, XLSX ou JSON de service-public.fr)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and whether to write."""
        parser.add_argument("file", type=Path, metavar="F")
        parser.add_argument("--dry-run", action="store_true", help="dire ce qui changerait, sans rien écrire")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and exit 0; or exit 1 with one line a bad row, nothing written."""
        try:
            table = read_directory(options["file"].read_bytes(), options["file"].name)
            plan = plan_import(table, user=None)
        except OSError as unreadable:
            raise CommandError(_("Ce fichier ne s’ouvre pas : %(file)s") % {"file": options["file"]}) from unreadable
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self._refuse_bad_rows(plan)
        if not options["dry_run"]:
            self._import(table)
        self._tell(plan, dry_run=options["dry_run"])

    def _refuse_bad_rows(self, plan: ImportPlan) -> None:
        refused = plan.of("refused")
        for line in refused:
            text = _("ligne %(line)d : %(reason)s") % {"line": line.row.line, "reason": line.row.sentence}
            self.stdout.write(text.replace("\n", " "))
        if refused:
            raise SystemExit(1)

    def _import(self, table: Table) -> None:
        try:
            import_structures(table=table, by=None, on=calendar.today())
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal

    def _tell(self, plan: ImportPlan, *, dry_run: bool) -> None:
        counts = {action: len(plan.of(action)) for action in ("added", "changed", "same")}
        said = (
            _("%(added)d à ajouter, %(changed)d à modifier, %(same)d inchangées")
            if dry_run
            else _("%(added)d ajoutées, %(changed)d modifiées, %(same)d inchangées")
        )
        self.stdout.write(said % counts)
        for line in plan.doubtful:
            said = {"line": line.row.line, "name": line.likes[0].structure, "why": ", ".join(line.likes[0].reasons)}
            self.stdout.write(_("À vérifier : la ligne %(line)d ressemble à « %(name)s » (%(why)s)") % said)
        if plan.others:
            self.stdout.write(_("Autres types laissés de côté : %(names)s") % {"names": ", ".join(plan.others)})
        if plan.ignored:
            self.stdout.write(_("Colonnes laissées de côté : %(names)s") % {"names": ", ".join(plan.ignored)})

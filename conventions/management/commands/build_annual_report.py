"""Write the annual report of a period to a file: the frozen paper once adopted, a provisional one before."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from conventions.models import Convention
from conventions.services.building import request_build
from conventions.services.load import load_convention
from conventions.services.reports import report_of_period
from ofqj_portal.core import calendar, files
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.jobs_in_place import run_now
from ofqj_portal.core.models import JobState


class Command(BaseCommand):
    help = "Établit le bilan annuel d’une période (2025, ou 2025-2026) et l’écrit dans un fichier PDF A4."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--period", required=True, help="2025 (année civile) ou 2025-2026 (1er avril – 31 mars)")
        parser.add_argument("--out", required=True, type=Path, help="fichier PDF à écrire")

    def handle(self, *args: Any, period: str, out: Path, **options: Any) -> None:
        now = calendar.now()
        convention = Convention.objects.order_by("-signed_on").first() or load_convention()
        try:
            report = report_of_period(convention=convention, code=period, by=None, now=now)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        if report.is_provisional or report.paper is None:
            job = run_now(request_build(report=report, by=None, now=now))
            if job.state != JobState.DONE:
                raise CommandError(f"Le bilan n’a pas pu être établi : {job.error or job.get_state_display()}")
            report.refresh_from_db()
        out.write_bytes(files.read(report.paper))
        self.stdout.write(f"{out} : bilan {report.period}, version {report.version}, {report.get_state_display()}.")

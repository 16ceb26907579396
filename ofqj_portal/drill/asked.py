"""Ask for real work on a stand, as its people would: annual reports, archives, exports, imports, mails."""

from itertools import islice

from ofqj_portal.bench.inside import sizes, tell

from conventions.models import AnnualReport  # isort: skip
from conventions.services.building import request_build  # isort: skip
from django.db import transaction  # isort: skip
from ofqj_portal.accounts.models import User  # isort: skip
from ofqj_portal.core import calendar, outbox  # isort: skip
from ofqj_portal.core.imports import read_table  # isort: skip
from ofqj_portal.core.jobs import enqueue  # isort: skip
from ofqj_portal.core.list_exports import list_called  # isort: skip
from ofqj_portal.core.models import Job  # isort: skip
from ofqj_portal.dashboard.services.exports import request_export  # isort: skip
from participants.imports import fields_for  # isort: skip
from participants.services.imports import bring_table, plan_of  # isort: skip
from projects.enums import FOR_PROFESSIONALS  # isort: skip
from projects.models import Project  # isort: skip
from projects.services.archive import request_archive  # isort: skip

OPEN, ROWS = ("submitted", "under_review", "accepted"), 8
HEADER = "Prénom;Nom;Date de naissance\r\n"


class Trial(outbox.Mail):
    """A mail of which only its arrival matters."""

    kind = "core.drill"
    template = "emails/base"

    def __init__(self, number: int) -> None:
        self.number = number

    def recipients(self) -> list[outbox.Recipient]:
        return [outbox.Recipient(f"essai-{self.number}@exemple.test")]

    def subject(self) -> str:
        return f"Essai {self.number}"


def account(name: str) -> User:
    """Return an account of the demo."""
    return User.objects.get(email=f"{name}@demo.ofqj.test")


def ask_reports(count: int) -> list[Job]:
    """Ask for the paper of each report that may still be made."""
    by, now = account("comite-ofqj-fr"), calendar.now()
    rows = [report for report in AnnualReport.objects.order_by("pk") if report.is_provisional or not report.paper_id]
    return [request_build(report=report, by=by, now=now) for report in rows[:count]]


def ask_archives(count: int) -> list[Job]:
    """Ask for whole dossiers, each a PDF in an archive."""
    by = account("instructeur-fr")
    rows = Project.objects.visible_to(by).exclude(state="draft").order_by("pk")
    return [request_archive(project=project, by=by) for project in rows[:count]]


def ask_exports(count: int) -> list[Job]:
    """Ask for lists, every time with other filters."""
    by, now = account("instructeur-fr"), calendar.now()
    kinds = ((query, kind) for year in range(2000, 2100) for query in (f"page={year}",) for kind in ("xlsx", "csv"))
    return [
        request_export(export=list_called("projects"), query=query, file_format=kind, by=by, now=now)
        for query, kind in islice(kinds, count)
    ]


def ask_imports(count: int) -> list[Job]:
    """Bring as many tables of invented people, each for its own group, in the name of someone of its structure."""
    young = Project.objects.exclude(call__programme__in=FOR_PROFESSIONALS).filter(state__in=OPEN)
    asked = []
    for table, project in enumerate(young.exclude(carrier__memberships=None).order_by("pk")[:count]):
        by = project.carrier.memberships.earliest("pk").user
        people = (f"Essai{chr(97 + n)};Table{chr(97 + table)};04/05/2004" for n in range(ROWS))
        read = read_table((HEADER + "\r\n".join(people)).encode(), fields_for(project.carrier))
        brought = bring_table(project=project, structure=project.carrier, table=read, by=by, now=calendar.now())
        seen = plan_of(brought, on=calendar.today()).fingerprint
        args = {"import": str(brought.pk), "seen": seen, "leave_wrong_rows": False}
        asked.append(enqueue("participants.import_people", owner=by, args=args))
    return asked


def ask_mails(count: int) -> list[str]:
    """Write to people who do not exist."""
    rows = [row for number in range(count) for row in outbox.queue(Trial(number))]
    return [outbox.message_id(row) for row in rows]


def main() -> None:
    """Ask for everything in one transaction; say which jobs and which mails to expect."""
    asked = sizes(reports=4, archives=16, exports=40, imports=8, mails=132)
    with transaction.atomic():
        jobs = ask_reports(asked["reports"]) + ask_archives(asked["archives"])
        imports = ask_imports(asked["imports"])
        jobs += ask_exports(asked["exports"]) + imports
        mails = ask_mails(asked["mails"])
    tell({"jobs": [str(job.pk) for job in jobs], "mails": mails, "people": len(imports) * ROWS})


if __name__ == "__main__":
    main()

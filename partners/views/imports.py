"""Importing a directory from a page: upload, see what would change, confirm."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ofqj_portal.core import calendar, files
from ofqj_portal.core.access import allow, open_door, signed_in
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.imports import Table, error_file
from ofqj_portal.core.imports.answers import as_download, figures_of
from ofqj_portal.core.jobs import enqueue
from ofqj_portal.core.models import StoredFile
from partners import access
from partners.files import DIRECTORY
from partners.forms import ConfirmDirectoryForm, ImportForm
from partners.imports import FIELDS, plan_import, read_directory
from partners.services.imports import Imported, import_structures

PAGE_SIZE = 50
DONE_AT_ONCE = 300  # rows; a longer file is imported by a worker


@signed_in
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file, and refuse at once what is no table."""
    allow(access.can_import_structures(request.user))
    form = ImportForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        given = form.cleaned_data["file"]
        content = given.read()
        try:
            plan_import(read_directory(content, given.name), user=request.user)
            stored = files.store(
                content,
                kind=DIRECTORY.code,
                name=given.name,
                attached_to=request.user,
                by=request.user,
                now=calendar.now(),
            )
        except DomainError as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("partners:import_preview", file_id=stored.pk)
    return render(request, "partners/import_upload.html", {"form": form, "fields": FIELDS})


def _own_file(request: HttpRequest, file_id: UUID) -> tuple[StoredFile, Table]:
    allow(access.can_import_structures(request.user))
    rows = StoredFile.objects.filter(kind=DIRECTORY.code, created_by=request.user)
    stored = open_door(rows, request.user, pk=file_id)
    return stored, read_directory(files.read(stored))


@signed_in
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Show what the file would change, line by line; POST does it."""
    stored, table = _own_file(request, file_id)
    plan = plan_import(table, user=request.user)
    form, status = ConfirmDirectoryForm(request.POST or None, plan=plan), 200
    if form.is_valid():
        attach = form.attached()
        plan = plan_import(table, user=request.user, attach=attach) if attach else plan
        if attach and form.cleaned_data["seen"] != plan.fingerprint:
            form.add_error(None, _("Voici ce que vos réponses changent. Vérifiez, puis importez."))
        else:
            try:
                return _import(request, stored, table, attach, leave_wrong_rows=form.cleaned_data.get("leave", False))
            except DomainError as refusal:
                form.add_error(None, str(refusal))
                status = refusal.status
    form.shows(plan.fingerprint)
    refused = plan.of("refused")
    moving = [*refused, *plan.of("added"), *plan.of("changed")]
    counts = {action: len(plan.of(action)) for action in ("added", "changed", "same", "refused")}
    context = {
        "stored": stored,
        "form": form,
        "counts": counts,
        "figures": figures_of(counts),
        "may_import": bool(counts["added"] or counts["changed"]),
        "errors_url": reverse("partners:import_errors", args=[stored.pk]) if refused else "",
        "other_url": reverse("partners:import"),
        "ignored": plan.ignored,
        "others": plan.others,
        "page": Paginator(moving, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "partners/import_preview.html", context, status=status)


def _import(
    request: HttpRequest, stored: StoredFile, table: Table, attach: dict[int, int], *, leave_wrong_rows: bool
) -> HttpResponse:
    if len(table.rows) > DONE_AT_ONCE:
        job = enqueue(
            "partners.import_structures",
            owner=request.user,
            args={
                "file": str(stored.pk),
                "leave_wrong_rows": leave_wrong_rows,
                "attach": {str(line): pk for line, pk in attach.items()},
            },
            unique_key=f"import:{stored.pk}",
        )
        return redirect(job)
    done = import_structures(
        table=table, by=request.user, on=calendar.today(), leave_wrong_rows=leave_wrong_rows, attach=attach
    )
    messages.success(request, sentence_of(done))
    return redirect("partners:list")


def sentence_of(done: Imported) -> str:
    """Say what an import did."""
    added = ngettext("%(count)d structure ajoutée", "%(count)d structures ajoutées", done.added)
    changed = ngettext("%(count)d modifiée", "%(count)d modifiées", done.changed)
    same = ngettext("%(count)d inchangée", "%(count)d inchangées", done.same)
    parts = [added % {"count": done.added}, changed % {"count": done.changed}, same % {"count": done.same}]
    return _("Import terminé : %(parts)s.") % {"parts": ", ".join(parts)}


@signed_in
@require_safe
def errors(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """Give the rows to mend back, with a column of reasons."""
    _stored, table = _own_file(request, file_id)
    plan = plan_import(table, user=request.user)
    return as_download(error_file(table, [line.row for line in plan.lines]), "a-corriger.csv")

"""A group comes as a table: bring it, match its columns, see what it would do, confirm."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ofqj_portal.core import calendar
from ofqj_portal.core.access import signed_in
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.imports import (
    ImportRefused,
    Table,
    chosen_columns,
    error_file,
    mended_table,
    template_file,
)
from ofqj_portal.core.imports.answers import as_download, figures_of
from ofqj_portal.core.imports.forms import ColumnsForm, ConfirmImportForm, TableForm
from ofqj_portal.core.jobs import enqueue
from ofqj_portal.core.once import keep_result, result_of
from participants.access import get_own_group, get_people_import
from participants.imports import ImportPlan, fields_for
from participants.models import PeopleImport
from participants.queries.imports import imported_in_words, pasted_again
from participants.services.imports import bring_table, choose_columns, import_people, plan_of
from participants.views.acts import do_once
from participants.views.group import chosen_structure, own_structures
from partners.models import Structure
from projects.models import Project

PAGE_SIZE = 50
DONE_AT_ONCE = 300  # rows; a longer table is imported by a worker
MENDED_HERE = 200  # rows; a longer table is mended in one's own spreadsheet


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest, number: str) -> HttpResponse:
    """Take a table, pasted or as a file; ?reprendre= opens one that was brought, to be mended here."""
    seen = get_own_group(request.user, number)
    structures = own_structures(seen)
    structure = chosen_structure(request, structures)
    form, status = TableForm(request.POST or None, request.FILES or None, fields=fields_for(structure)), 200
    if not form.is_bound:
        form.initial["pasted"] = _taken_up(request, number)
    if form.is_valid():
        led_to: list[str] = []
        status = do_once(form, lambda: led_to.append(_keep(request, seen.project, structure, form)))
        if not status:
            return redirect(*led_to or [result_of(form.once_token)])
    context = {
        "project": seen.project,
        "form": form,
        "structure": structure,
        "structures": structures if len(structures) > 1 else [],
        "fields": fields_for(structure),
        "cancel_url": reverse("participants:group", args=[number]),
    }
    return render(request, "participants/import_bring.html", context, status=status or 200)


def _taken_up(request: HttpRequest, number: str) -> str:
    key = request.GET.get("reprendre", "")
    if not key:
        return ""
    brought = get_people_import(request.user, number, key)
    if not brought.table or len(brought.rows.rows) > MENDED_HERE:
        raise Http404
    return pasted_again(mended_table(brought.rows, [line.row for line in _plan(brought).lines]))


def _keep(request: HttpRequest, project: Project, structure: Structure, form: TableForm) -> str:
    """Keep the table; return where it leads, which a second POST of the same form is told too."""
    table = form.table
    brought = bring_table(project=project, structure=structure, table=table, by=request.user, now=calendar.now())
    url = _next_url(brought, table)
    keep_result(form.once_token, url)
    return url


def _next_url(brought: PeopleImport, table: Table) -> str:
    """Return the preview of a table, or its columns while one is missing or said twice."""
    matched = chosen_columns(table, fields_for(brought.structure), brought.chosen)
    name = "columns" if matched.missing or matched.doubled else "preview"
    return reverse(f"participants:group_import_{name}", args=[brought.project.number, brought.pk])


def _plan(brought: PeopleImport) -> ImportPlan:
    return plan_of(brought, on=calendar.today())


@signed_in
@require_safe
def template(request: HttpRequest, number: str) -> HttpResponseBase:
    """Hand over the workbook to fill in, in the words of the structure's shore."""
    structure = chosen_structure(request, own_structures(get_own_group(request.user, number)))
    notes = [
        _("Une ligne par personne. Effacez la ligne d’exemple : elle est inventée."),
        _("L’ordre des colonnes est libre, et celles qui ne sont pas obligatoires peuvent rester vides ou s’enlever."),
    ]
    content = template_file(fields_for(structure), title=_("Personnes"), notes=notes)
    return as_download(content, "modele-groupe.xlsx")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, number: str, key: UUID) -> HttpResponse:
    """Let somebody say what each column holds; her structure's next tables are read the same way."""
    brought = get_people_import(request.user, number, key)
    fields = fields_for(brought.structure)
    form = ColumnsForm(request.POST or None, table=brought.rows, fields=fields, chosen=brought.chosen)
    status = 200
    if form.is_valid():
        status = do_once(form, lambda: choose_columns(brought=brought, chosen=form.chosen()))
        if not status:
            messages.success(request, _("Les colonnes sont reconnues, et le seront la prochaine fois."))
            return redirect(brought)
    context = {"project": brought.project, "form": form, "cancel_url": brought.get_absolute_url()}
    return render(request, "participants/import_columns.html", context, status=status or 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, number: str, key: UUID) -> HttpResponse:
    """Show what the table would do, line by line; POST does it. Once done, show what it did and what is left."""
    brought = get_people_import(request.user, number, key)
    if brought.outcome is not None and not brought.table:
        return render(request, "participants/import_done.html", _done(brought))
    try:
        plan = _plan(brought)
    except ImportRefused:
        return redirect("participants:group_import_columns", number, key)
    form, status = ConfirmImportForm(request.POST or None, refused=len(plan.of("refused"))), 200
    if form.is_valid():
        try:
            return _import(request, brought, form.cleaned_data, rows=len(plan.lines))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
            plan = _plan(get_people_import(request.user, number, key))
    return render(request, "participants/import_preview.html", _shown(request, brought, plan, form), status=status)


def _shown(request: HttpRequest, brought: PeopleImport, plan: ImportPlan, form: ConfirmImportForm) -> dict[str, object]:
    number, key = brought.project.number, brought.pk
    counts = {action: len(plan.of(action)) for action in ("added", "changed", "same", "refused")}
    moving = [line for action in ("refused", "added", "changed", "same") for line in plan.of(action)]
    page = Paginator(moving, PAGE_SIZE).get_page(request.GET.get("page"))
    mend_url = f"{reverse('participants:group_import', args=[number])}?reprendre={key}"
    done = brought.outcome is not None
    form.shows(plan.fingerprint)
    return {
        "project": brought.project,
        "brought": brought,
        "said": imported_in_words(brought.outcome) if done else "",
        "form": form,
        "counts": counts,
        "figures": figures_of(counts),
        "ignored": plan.ignored,
        "lines": [(line, plan.differences(line)) for line in page],
        "page": page,
        "may_import": not done and bool(counts["added"] or counts["changed"]),
        "errors_url": reverse("participants:group_import_errors", args=[number, key]) if counts["refused"] else "",
        "mend_url": mend_url if counts["refused"] and len(plan.lines) <= MENDED_HERE else "",
        "other_url": reverse("participants:group_import", args=[number]),
    }


def _done(brought: PeopleImport) -> dict[str, object]:
    return {"project": brought.project, "said": imported_in_words(brought.outcome or {})}


def _import(request: HttpRequest, brought: PeopleImport, said: dict[str, object], *, rows: int) -> HttpResponse:
    leave = bool(said.get("leave"))
    if rows > DONE_AT_ONCE:
        args = {"import": str(brought.pk), "seen": said["seen"], "leave_wrong_rows": leave}
        job = enqueue(
            "participants.import_people", owner=request.user, args=args, unique_key=f"people_import:{brought.pk}"
        )
        return redirect(job)
    done = import_people(
        brought=brought,
        seen=str(said["seen"]),
        leave_wrong_rows=leave,
        by=request.user,
        now=calendar.now(),
        on=calendar.today(),
    )
    messages.success(request, _("Import terminé : %s.") % imported_in_words(vars(done)))
    return redirect(brought) if done.left_aside else redirect("participants:group", brought.project.number)


@signed_in
@require_safe
def errors(request: HttpRequest, number: str, key: UUID) -> HttpResponseBase:
    """Give the rows to mend back, with a column of reasons."""
    brought = get_people_import(request.user, number, key)
    try:
        plan = _plan(brought)
    except ImportRefused as missing:
        raise Http404 from missing
    return as_download(error_file(brought.rows, [line.row for line in plan.lines]), "a-corriger.csv")

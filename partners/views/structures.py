"""The list of structures, and the sheet as its manager keeps it."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ofqj_portal.core import calendar
from ofqj_portal.core.access import allow, only_by_post, signed_in
from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.once import claim_once, keep_result, result_of
from ofqj_portal.core.pages import CountedPages
from ofqj_portal.core.roles import Role, has_role
from partners import access
from partners.forms import ContactForm, ContactLines, NewSheetForm, SheetForm, StructureFilterForm, WholeSheetForm
from partners.models import Structure, directory_rule
from partners.queries import structure_list_rows
from partners.queries.directory import directory_lines, directory_page_rows
from partners.queries.map import map_of
from partners.services import check_structure, create_structure, update_structure

PAGE_SIZE = 25


@require_safe
def structure_list(request: HttpRequest) -> HttpResponse:
    """Show the directory, filtered by the address; open to everybody."""
    form = StructureFilterForm(request.GET)
    filters = form.filters()
    today, rule = calendar.today(), directory_rule()
    rows = directory_page_rows(request.user, filters, on=today, rule=rule)
    page = CountedPages(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    lines = directory_lines(page, on=today, rule=rule)
    context = {"form": form, "page": page, "lines": lines, "active": bool(filters)}
    context["query"] = request.GET.urlencode()
    context["may_import"] = request.user.is_authenticated and access.can_import_structures(request.user)
    return render(request, "partners/structure_list.html", context)


@require_safe
def structure_map(request: HttpRequest) -> HttpResponse:
    """Show the same directory on a map of each shore, with the list beside; open to everybody."""
    form = StructureFilterForm(request.GET)
    filters = form.filters()
    mapped = map_of(structure_list_rows(request.user, on=calendar.today(), **filters))
    context = {"form": form, "mapped": mapped, "active": bool(filters), "query": request.GET.urlencode()}
    return render(request, "partners/structure_map.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the manager keep the sheet, its contacts included; the administrator may change what identifies it too."""
    structure = access.get_own_structure(request.user, pk, may=access.can_edit_structure)
    form_class = WholeSheetForm if has_role(request.user, Role.ADMIN) else SheetForm
    form = form_class(request.POST or None, instance=Structure.objects.get(pk=structure.pk))
    contacts = ContactLines(request.POST or None, initial=_contact_lines(structure), prefix="contacts")
    status = 200
    if form.is_valid() and contacts.is_valid():
        try:
            update_structure(
                structure=structure,
                fields=form.sheet_fields(),
                contacts=contacts.typed(),
                version=form.cleaned_data["version"],
                by=request.user,
                on=calendar.today(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            messages.success(request, _("La fiche est enregistrée, et comptée comme vérifiée aujourd’hui."))
            return redirect(structure)
    context = {"structure": structure, "form": form, "contacts": contacts}
    if status == 409:
        context["current"] = Structure.objects.get(pk=structure.pk)
        form.accept(context["current"].version)
    return render(request, "partners/structure_edit.html", context, status=status)


@signed_in
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the people of a structure say that its sheet is right as it stands."""
    structure = access.get_own_structure(request.user, pk, may=access.can_check_structure)
    only_by_post(request)
    try:
        check_structure(structure=structure, by=request.user, on=calendar.today())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Merci : la fiche est comptée comme vérifiée aujourd’hui."))
    return redirect(structure)


@signed_in
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Let the administrator add a structure to the directory."""
    allow(has_role(request.user, Role.ADMIN))
    form = NewSheetForm(request.POST or None, initial={"is_active": True})
    if form.is_valid():
        return redirect(_create(request, form))
    return render(request, "partners/structure_new.html", {"form": form})


@transaction.atomic
def _create(request: HttpRequest, form: NewSheetForm) -> str:
    """Add the structure that was typed, once for each page shown; return where to go on."""
    if not claim_once(form.once_token):
        return result_of(form.once_token) or reverse("partners:list")
    structure = create_structure(fields=form.sheet_fields(), by=request.user, on=calendar.today())
    address = reverse("partners:members", kwargs={"pk": structure.pk})
    keep_result(form.once_token, address)
    messages.success(request, _("La structure est dans l’annuaire. Nommez maintenant une personne responsable."))
    return address


def _contact_lines(structure: Structure) -> list[dict[str, object]]:
    return [
        {"contact": contact.pk, **{name: getattr(contact, name) for name in ContactForm.Meta.fields}}
        for contact in structure.contacts.order_by("name", "pk")
    ]

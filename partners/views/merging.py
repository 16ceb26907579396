"""Sheets that look alike: seen, made one, made two again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ofqj_portal.accounts.access import step_up_required
from ofqj_portal.core import calendar
from ofqj_portal.core.access import allow, only_by_post, signed_in
from ofqj_portal.core.errors import DomainError
from partners import access
from partners.forms import MergeForm
from partners.models import Structure, StructureMerge
from partners.queries.duplicates import distinctions_among, like_pairs, mergeable_structures
from partners.services import compare_again, merge_structures, tell_apart, undo_merge
from partners.services.merging import UNDO_WITHIN

PAGE_SIZE = 25
MERGES_SHOWN = 20


@signed_in
@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """List the pairs of sheets that look alike, those said to be two, and the merges that can still be undone."""
    allow(access.can_merge_structures(request.user))
    structures = mergeable_structures(request.user)
    distinct = list(distinctions_among(structures))
    pairs = like_pairs(structures, distinct)
    since = calendar.now() - UNDO_WITHIN
    merges = access.merges_of(request.user).standing().filter(merged_at__gte=since)
    context = {
        "page": Paginator(pairs, PAGE_SIZE).get_page(request.GET.get("page")),
        "distinct": distinct[:MERGES_SHOWN],
        "more_distinct": max(0, len(distinct) - MERGES_SHOWN),
        "merges": merges.select_related("kept", "merged", "merged_by")[:MERGES_SHOWN],
    }
    return render(request, "partners/duplicates.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest) -> HttpResponse:
    """Show both sheets side by side and let one choose what each says; POST makes them one."""
    allow(access.can_merge_structures(request.user))
    if not (request.GET.get("garder") and request.GET.get("reunir")):
        return redirect("partners:duplicates")
    return _merge(request, *_two(request))


@step_up_required
def _merge(request: HttpRequest, kept: Structure, merged: Structure) -> HttpResponse:
    form, status = MergeForm(request.POST or None, kept=kept, merged=merged), 200
    if form.is_valid():
        try:
            merge_structures(
                kept=kept,
                merged=merged,
                take=form.taken(),
                seen=form.versions(),
                by=request.user,
                now=calendar.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            messages.success(request, _("Les deux fiches n’en font plus qu’une. Cela se défait pendant trente jours."))
            return redirect(kept)
    context = {"form": form, "kept": kept, "merged": merged}
    return render(request, "partners/merge.html", context, status=status)


@signed_in
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the two sheets two again."""
    merge = access.get_merge(request.user, pk)
    only_by_post(request)
    return _undo(request, merge)


@step_up_required
def _undo(request: HttpRequest, merge: StructureMerge) -> HttpResponse:
    try:
        undo_merge(merge=merge, by=request.user, now=calendar.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Les deux fiches sont de nouveau deux, chacune avec ce qu’elle avait."))
    return redirect("partners:duplicates")


@signed_in
def apart(request: HttpRequest, one: int, other: int) -> HttpResponse:
    """Remember that two sheets that look alike are two structures."""
    allow(access.can_merge_structures(request.user))
    sheets = _known(request, str(one), str(other))
    only_by_post(request)
    try:
        tell_apart(one=sheets[0], other=sheets[1], by=request.user, now=calendar.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("C’est retenu : ces deux fiches ne seront plus proposées. Cela se défait plus bas.")
        )
    return redirect("partners:duplicates")


@signed_in
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose two sheets again that somebody had said are two."""
    distinction = access.get_distinction(request.user, pk)
    only_by_post(request)
    compare_again(distinction=distinction, by=request.user)
    messages.success(request, _("Ces deux fiches sont de nouveau comparées."))
    return redirect("partners:duplicates")


def _two(request: HttpRequest) -> tuple[Structure, Structure]:
    return _known(request, request.GET["garder"], request.GET["reunir"])


def _known(request: HttpRequest, one: str, other: str) -> tuple[Structure, Structure]:
    known = {str(structure.pk): structure for structure in mergeable_structures(request.user)}
    try:
        return known[one], known[other]
    except KeyError as stranger:
        raise Http404 from stranger

"""The budget of a dossier."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ofqj_portal.core import calendar
from ofqj_portal.core.errors import DomainError, EditedMeanwhile
from ofqj_portal.core.money import Money
from ofqj_portal.core.prepared_rows import PreparedRows
from ofqj_portal.core.shores import format_money
from ofqj_portal.core.templatetags.portal import part
from projects.enums import BudgetSide
from projects.forms.budget import AidForm, extra_formset, line_formset
from projects.models import BudgetAccount, Project
from projects.queries.calls import aid_currencies
from projects.queries.openness import open_fields
from projects.queries.rates import in_other_currency, other_currency, rate_on
from projects.queries.snapshot import fingerprint
from projects.rules.facts import Budget, lines_of
from projects.rules.money import computation
from projects.sections import BUDGET, DossierSection
from projects.services.budgeting import aid_rates, save_budget
from projects.views.clashes import ShownClash, knowing, shown_clashes, yielded_fields
from projects.views.frame import after_saving, frame
from projects.views.keeping import keep_key, keep_whole_budget, saves_by_itself


def budget_section(request: HttpRequest, project: Project, spec: DossierSection) -> HttpResponse:
    """Show or save the lines and the aid; totals, balance and rates are the server's."""
    data: Any = request.POST or None
    accounts = _ACCOUNTS.of(None, project.carrier.country).all()
    formsets, aid, status = build_formsets(project, data, accounts), build_aid(project, data), 200
    extras = build_extras(project, data)
    if saves_by_itself(request):
        return keep_whole_budget(request, project, spec, formsets=formsets, aid=aid, extras=extras, draw=draw_totals)
    clashes: list[ShownClash] = []
    forms = [*formsets.values(), aid, *([extras] if extras is not None else [])]
    checked = [form.is_valid() for form in forms]
    if request.method == "POST" and all(checked):
        try:
            save(request, project, formsets, aid, extras)
        except EditedMeanwhile as refusal:
            clashes, status = shown_clashes(refusal.clashes), refusal.status
            aid = build_aid(project, knowing(request.POST, refusal.clashes))
            aid.add_error(None, str(refusal))
        except DomainError as refusal:
            aid.add_error(None, str(refusal))
            status = refusal.status
        else:
            messages.success(request, _("Budget enregistré."))
            wish = request.POST.get("suite", "")
            return redirect(request.path if wish == "rester" else after_saving(project, BUDGET, wish))
    context = frame(project, request.user, current=BUDGET)
    summed = context["facts"].budget
    context |= {"formsets": formsets, "aid": aid, "extras": extras, "clashes": clashes, "budget": summed}
    context |= {"totals": totals(summed), "scale": computation(context["facts"]), "live": live_marks(project, accounts)}
    context |= {"elsewhere": read_elsewhere(summed), "keep": keep_key(request.user, project, BUDGET)}
    return render(request, "projects/section_budget.html", context, status=status)


_ACCOUNTS = PreparedRows(lambda _reader, country: BudgetAccount.objects.filter(country=country))


def build_formsets(project: Project, data: Any, accounts: list[BudgetAccount]) -> dict[str, Any]:
    """Build the lines of both sides from what is stored, or from what was posted."""
    lines = lines_of(project)
    is_open = "budget" in open_fields(project)
    return {
        side: line_formset(
            project,
            side,
            data,
            lines=[line for line in lines if line.side == side],
            accounts=[account for account in accounts if account.side == side],
            is_open=is_open,
        )
        for side in BudgetSide.values
    }


def build_extras(project: Project, data: Any) -> Any:
    """Build the rows of top-ups, None for a call that gives none."""
    caps = dict(project.call_rules.extra_caps)
    if not caps:
        return None
    is_open = "extras" in open_fields(project)
    return extra_formset(data, extras=list(project.aid_extras.all()), caps=caps, is_open=is_open)


def build_aid(project: Project, data: Any) -> AidForm:
    """Build the amounts asked from the sections that fund the call."""
    asked = {f"aid_{aid.section}": aid.requested_amount for aid in project.aid_requests.all()}
    currencies = aid_currencies(project.call)
    return AidForm(
        data,
        currencies=currencies,
        is_open="aid" in open_fields(project),
        seen=fingerprint(project, BUDGET),
        rates=aid_rates(project, currencies, calendar.now()),
        initial=asked,
    )


def save(request: HttpRequest, project: Project, formsets: dict[str, Any], aid: AidForm, extras: Any) -> None:
    """Hand the budget to its service."""
    entries = [form.entry for formset in formsets.values() for form in formset.forms]
    save_budget(
        project=project,
        lines=[entry for entry in entries if entry],
        aids=aid.amounts,
        extras=extras.entries if extras is not None else None,
        seen=aid.cleaned_data.get("seen", ""),
        yielded=yielded_fields(request.POST),
        by=request.user,
        now=calendar.now(),
    )


def draw_totals(context: dict[str, Any]) -> dict[str, str]:
    """Draw again what the saved budget adds up to."""
    summed = context["facts"].budget
    shown = {"budget": summed, "totals": totals(summed), "elsewhere": read_elsewhere(summed)}
    return {"bilan-budget": str(part("projects/budget_totals.html", **shown))}


def totals(budget: Budget) -> list[dict[str, str]]:
    """Say what the saved budget adds up to; the codes are those the page's script writes again as one types."""
    return [
        {"code": "charge", "label": _("Total des charges"), "value": format_money(budget.charges)},
        {"code": "aid", "label": _("Aide de l’OFQJ"), "value": format_money(budget.aid)},
        {"code": "income", "label": _("Autres ressources"), "value": format_money(budget.incomes)},
        {"code": "resources", "label": _("Total des ressources"), "value": format_money(budget.resources)},
    ]


def live_marks(project: Project, accounts: list[BudgetAccount]) -> dict[str, str]:
    """Give the page what its script needs to add up as one types: accounts in kind, and how an amount is written."""
    in_kind = [str(account.pk) for account in accounts if account.is_in_kind]
    example = format_money(Money(Decimal("1234.50"), project.currency))
    return {"in_kind": " ".join(in_kind), "example": example}


def read_elsewhere(budget: Budget) -> str:
    """Read the total of the charges in the other currency, at a dated rate with its source; "" without one."""
    if not budget.charges:
        return ""
    rate = rate_on(budget.currency, other_currency(budget.currency), calendar.today())
    read = in_other_currency(budget.charges, rate)
    return read.sentence if read else ""

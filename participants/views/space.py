"""The pages of a person's own space, opened by her link: what is kept, who read it, what she agrees to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ofqj_portal.core import calendar
from ofqj_portal.core.access import only_by_post
from participants.documents.holdings import holdings_of
from participants.forms.space import AnswerForm
from participants.queries.consents import choices_of
from participants.queries.news import assessments_to_give, news_to_give
from participants.queries.space import who_read
from participants.services.consent import answer_consents
from participants.services.emergency import OVER
from participants.services.space import close_space
from participants.views.acts import do_once
from participants.views.space_door import Space, opens_space


@opens_space
@require_safe
def home(request: HttpRequest, space: Space) -> HttpResponse:
    """Greet her, and say what waits for her and what she may do here."""
    today = calendar.today()
    context = {
        "news": news_to_give(space.participant, today),
        "assessments": assessments_to_give(space.participant, today),
        "stays": space.participant.participations.exclude(state__in=OVER).select_related("project").order_by("pk"),
        "waiting": space.participant.requests.open().count(),
    }
    return page(request, space, "home", context)


@opens_space
@require_safe
def data(request: HttpRequest, space: Space) -> HttpResponse:
    """Show her what is kept about her, and who read it."""
    context = {"categories": holdings_of(space.participant, calendar.today()), "readers": who_read(space.participant)}
    return page(request, space, "data", context)


@opens_space
@require_http_methods(["GET", "HEAD", "POST"])
def consents(request: HttpRequest, space: Space) -> HttpResponse:
    """Show her each purpose with its exact words; a POST answers one of them."""
    choices, status = choices_of(space.participant, calendar.today()), 200
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        status = do_once(form, lambda: _answer(space, form))
        if not status:
            messages.success(request, _("C’est noté. Vous pouvez changer d’avis quand vous voulez."))
            return redirect("participants:space_consents", space.token)
    return page(request, space, "consents", {"choices": choices, "form": form}, status=status or 200)


def _answer(space: Space, form: AnswerForm) -> None:
    purpose = form.cleaned_data["purpose"]
    answer_consents(
        participant=space.participant,
        answers={purpose: form.cleaned_data["answer"] == "yes"},
        shown={purpose: form.cleaned_data["text"]},
        answered_on=calendar.today(),
        by=None,
        by_link=space.link,
    )


@opens_space
def close(request: HttpRequest, space: Space) -> HttpResponse:
    """Close her link: it opens nothing any more, for her or for whoever found it."""
    only_by_post(request)
    close_space(participant=space.participant, by_link=space.link)
    return render(request, "participants/space/closed.html", {"structure": space.participant.structure})


def page(request: HttpRequest, space: Space, name: str, context: dict, status: int = 200) -> HttpResponse:
    """Lay out one page of the space."""
    shared = {"space": space, "person": space.participant, "structure": space.participant.structure}
    return render(request, f"participants/space/{name}.html", shared | context, status=status)

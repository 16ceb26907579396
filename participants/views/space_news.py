"""What a person tells in her own space: what she does now, in two questions, and what she says of herself."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ofqj_portal.core import calendar
from ofqj_portal.core.access import only_by_post, open_door
from ofqj_portal.core.shores import format_date
from participants.enums import AssessmentMoment, Moment
from participants.forms.space import NEWS_GROUPS, NewsForm, OwnAssessmentForm
from participants.queries.news import Asked, assessments_to_give, news_to_give
from participants.services.news import put_off
from participants.services.outcome import record_assessment, record_situation
from participants.views.acts import do_once
from participants.views.space import page
from participants.views.space_door import Space, opens_space


@opens_space
@require_http_methods(["GET", "HEAD", "POST"])
def news(request: HttpRequest, space: Space, pk: int, moment: str) -> HttpResponse:
    """Ask what she does now: a first question that leads to the second, which is posted."""
    asked = _asked(news_to_give(space.participant, calendar.today()), pk, moment)
    group = request.POST.get("groupe") or request.GET.get("groupe", "")
    context = {"asked": asked, "groups": [(code, words) for code, (words, _more) in NEWS_GROUPS.items()]}
    if group not in NEWS_GROUPS:
        return page(request, space, "news", context)
    form, status = NewsForm(request.POST or None, group=group), 200
    if form.is_valid():
        status = do_once(
            form,
            lambda: record_situation(
                participation=asked.participation,
                moment=Moment(asked.moment),
                category=form.cleaned_data["category"],
                observed_on=calendar.today(),
                by=None,
                by_link=space.link,
                now=calendar.now(),
            ),
        )
        if not status:
            return _thanks(request, space)
    return page(request, space, "news", context | {"form": form, "group": group}, status=status or 200)


@opens_space
def later(request: HttpRequest, space: Space, pk: int) -> HttpResponse:
    """Hold the mails that ask back for a month."""
    row = open_door(space.participant.participations.all(), None, pk=pk)
    only_by_post(request)
    until = put_off(participation=row, on=calendar.today(), by_link=space.link)
    messages.success(request, _("D’accord. Nous ne vous écrivons pas avant le %s.") % format_date(until))
    return redirect("participants:space", space.token)


@opens_space
@require_http_methods(["GET", "HEAD", "POST"])
def assessment(request: HttpRequest, space: Space, pk: int, moment: str) -> HttpResponse:
    """Ask what she says of herself, on five sentences."""
    asked = _asked(assessments_to_give(space.participant, calendar.today()), pk, moment)
    form, status = OwnAssessmentForm(request.POST or None), 200
    if form.is_valid():
        status = do_once(
            form,
            lambda: record_assessment(
                participation=asked.participation,
                moment=AssessmentMoment(asked.moment),
                answers=form.answers(),
                answered_on=calendar.today(),
                by=None,
                by_link=space.link,
                now=calendar.now(),
            ),
        )
        if not status:
            return _thanks(request, space)
    return page(request, space, "assessment", {"asked": asked, "form": form}, status=status or 200)


def _asked(waiting: list[Asked], pk: int, moment: str) -> Asked:
    for one in waiting:
        if one.participation.pk == pk and one.moment == moment:
            return one
    raise Http404


def _thanks(request: HttpRequest, space: Space) -> HttpResponse:
    messages.success(request, _("Merci. C’est noté."))
    return redirect("participants:space", space.token)

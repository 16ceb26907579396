"""The indicators in the browser: a year, one figure with its tables, versions and targets, each to whoever may."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conventions.enums import ReportState
from conventions.models import IndicatorSet, IndicatorTarget, PastFigure
from conventions.periods import read_period
from conventions.queries.figures import lean
from conventions.services.building import take_figures
from conventions.tests.conftest import project_of
from conventions.tests.factories import ReportFactory, convention, walk
from ofqj_portal.core import calendar
from participants.enums import AgeBand
from participants.models import OpportunityProfile
from participants.queries.departures import departures
from participants.queries.measures import categories_of, measured, rows_of, situation_at_6
from participants.queries.results import situations
from participants.tests.factories import group

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 8, 18, 0, tzinfo=UTC)


def address(name, *args):
    return reverse(f"conventions:{name}", args=[convention().slug, *args])


def published():
    report = ReportFactory()
    take_figures(report=report, now=NOW)
    walk(report, ReportState.CONTRIBUTIONS_IN, ReportState.DRAFTED)
    walk(report, ReportState.ADOPTED, adopted_at=NOW)
    return walk(report, ReportState.PUBLISHED, published_at=NOW)


def test_a_year_shows_each_figure_beside_its_target(people, knock, year_2025):
    first = convention().indicator_sets.get()
    women, projects = first.indicators.get(code="women"), first.indicators.get(code="projects")
    data = {f"target_{projects.pk}": "5", f"baseline_{projects.pk}": "2", f"target_{women.pk}": "50,5"}
    assert knock(people.adviser, address("indicator_targets", 2025), data).status_code == 403
    assert knock(people.officer_fr, address("indicator_targets", 2025), data).status_code == 302
    assert IndicatorTarget.objects.count() == 2
    text = knock(people.member_unml, address("indicators") + "?annee=2025").content.decode()
    for words in ("Indicateurs 2025", "50,5\u00a0%", "−2", "provisoires", "12 réponses sur"):
        assert words in text, words
    assert knock(people.officer_fr, address("indicator_targets", 2025), {f"target_{women.pk}": "x"}).status_code == 200


def test_the_pages_of_indicators_take_the_same_few_queries_whatever_there_is(people, client, year_2025):
    client.force_login(people.officer_fr)
    first = convention().indicator_sets.get()
    pages = [address("indicators") + "?annee=2025", address("indicator_targets", 2025)]
    pages += [address("indicator", 2025, code) for code in ("women", "projects", "agreements")]
    counts = []
    for rank, row in enumerate(first.indicators.order_by("position")[:4]):
        IndicatorTarget.objects.create(indicator=row, year=2025, target=rank + 1)
        said = {"measure": "projects", "value": 7, "source": "papier", "taken_over_at": NOW}
        PastFigure.objects.create(convention=convention(), year=2018 + rank, **said)
        group(project_of(year_2025.to_quebec, date(2025, 6 + rank, 2), report_due=True), 5, returned=True)
        if rank not in (0, 3):
            continue
        for page in pages:
            client.get(page)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            counts.append(len(queries))
    assert counts[:5] == counts[5:]
    assert max(counts) <= 12, counts


def test_provisional_figures_are_kept_a_few_minutes_and_say_when_they_were_counted(
    people, client, year_2025, monkeypatch, settings
):
    pages = [address("indicators") + "?annee=2025", address("indicator", 2025, "projects")]
    client.force_login(people.member_unml)

    def read(seconds):
        monkeypatch.setattr(calendar, "now", lambda: NOW + timedelta(seconds=seconds))
        answers = [client.get(page) for page in pages]
        return [answer.content.decode() for answer in answers], [answer.context["at"].figures for answer in answers]

    texts, before = read(0)
    assert "comptés sur la base à 20\u00a0h\u00a000" in texts[0]
    assert "compté à 20\u00a0h\u00a000" in texts[1]
    group(project_of(year_2025.to_quebec, date(2025, 6, 2), report_due=True), 5, returned=True)
    assert read(settings.FIGURES_KEPT_SECONDS - 1)[1] == before
    texts, after = read(settings.FIGURES_KEPT_SECONDS)
    assert after != before
    assert "20\u00a0h\u00a005" in texts[0]
    assert after[0] == lean.lean_figures(read_period("2025"))


def band_of(row):
    """Say in which band somebody is on the day of her departure."""
    left, born = row.departed_on, row.participant.born_on
    age = left.year - born.year - ((left.month, left.day) < (born.month, born.day))
    last = {17: AgeBand.UNDER_18, 21: AgeBand.FROM_18, 25: AgeBand.FROM_22, 30: AgeBand.FROM_26, 35: AgeBand.FROM_31}
    return next((band.value for limit, band in last.items() if age <= limit), AgeBand.OVER_35.value)


def test_every_profile_is_counted_at_once_as_one_would_by_hand(year_2025):
    bounds = date(2025, 1, 1), date(2025, 12, 31)
    found = measured(departures(*bounds))[0]
    rows = list(departures(*bounds).select_related("participant"))
    said = {True: "yes", False: "no", None: "not_said"}
    by_hand = {
        "gender": Counter(row.participant.gender for row in rows),
        "education": Counter(row.participant.education_level for row in rows),
        "qpv": Counter(said[row.participant.is_qpv] for row in rows),
        "rural": Counter(said[row.participant.is_rural] for row in rows),
        "first_time": Counter(said[row.first_time_abroad] for row in rows),
        "age": Counter(band_of(row) for row in rows),
        "jamo": Counter(),
    }
    codes = Counter()
    told = {profile.pk: profile for profile in OpportunityProfile.objects.all()}
    for row in rows:
        profile = told.get(row.participant_id)
        codes.update(profile.codes if profile else ())
        answer = (
            "not_asked"
            if profile is None
            else "any"
            if profile.codes
            else "declined"
            if profile.is_declined
            else "none"
        )
        by_hand["jamo"][answer] += 1
    for name, expected in by_hand.items():
        assert {row.code: row.stays for row in rows_of(found, name) if row.stays} == dict(expected), name
    assert {row.code: row.stays for row in categories_of(found) if row.stays} == dict(codes)
    assert situation_at_6(found) == next(at for at in situations(*bounds) if at.moment == "month_6")
    by_project = {row["project_id"]: row["stays"] for row in measured(departures(*bounds), "project_id")}
    assert sorted(by_project.values()) == [7, 9, 12]


def test_years_without_a_published_report_are_for_those_who_read_drafts(people, knock, year_2025):
    one = address("indicator", 2025, "women")
    assert {role: knock(getattr(people, role), one).status_code for role in ("adviser", "unml", "officer_fr")} == {
        "adviser": 404, "unml": 404, "officer_fr": 200,
    }  # fmt: skip
    assert "Aucune année publiée" in knock(people.adviser, address("indicators")).content.decode()
    published()
    assert knock(people.adviser, one).status_code == 200
    assert "figés avec le bilan B-2025-1" in knock(people.adviser, address("indicators")).content.decode()


def test_a_figure_opens_on_its_tables_and_on_its_rows_for_whoever_may_read_them(people, knock, year_2025):
    url, rows = address("indicator", 2025, "projects"), reverse("projects:list")
    officer, member = (knock(who, url).content.decode() for who in (people.officer_fr, people.member_unml))
    assert f"{rows}?counted_from=2025-01-01" in officer
    assert f"{rows}?counted_from" not in member
    assert "Séjour collectif d’insertion" in member
    women = knock(people.member_unml, address("indicator", 2025, "women")).content.decode()
    for words in ("Femme", "Homme", "masqué, avec ce qui permettrait", "femmes / départs"):
        assert words in women, words
    assert knock(people.member_unml, address("indicator", 2025, "nowhere")).status_code == 404


def test_a_figure_has_a_past_and_its_line_breaks_where_no_convention_bound_the_parties(people, knock, year_2025):
    for year, value in ((2018, 7), (2019, 9)):
        said = {"measure": "projects", "value": value, "source": "bilan 2019", "taken_over_at": NOW}
        PastFigure.objects.create(convention=convention(), year=year, **said)
    text = knock(people.officer_fr, address("indicator", 2025, "projects")).content.decode()
    for words in ("Projets partis, année par année", "De 2022 à 2024, aucune convention", "reprises de documents"):
        assert words in text, words
    assert "année par année" not in knock(people.officer_fr, address("indicator", 2025, "women")).content.decode()


def test_small_cells_of_a_figure_are_hidden_with_what_betrays_them(people, knock, year_2025):
    type(year_2025.people[0].participant).objects.filter(pk=year_2025.people[0].participant.pk).update(gender="other")
    text = knock(people.officer_fr, address("indicator", 2025, "women")).content.decode()
    assert text.count(">masqué<") >= 2


def test_a_version_is_prepared_written_and_proposed_in_the_browser(people, knock):
    data = {"title": "Deuxième jeu", "from_year": "2027", "codes": ["women", "qpv"]}
    assert knock(people.finance, address("indicator_set_new"), data).status_code == 403
    knock(people.member_qc, address("indicator_set_new"), data)
    made = IndicatorSet.objects.get(version=2)
    words = {"label": "Femmes parties", "definition": "Part.", "formula": "f / t", "source": "Fiches"}
    knock(people.member_qc, address("indicator_change", 2, "women"), words)
    assert "Femmes parties" in knock(people.adviser, made.get_absolute_url()).content.decode()
    assert knock(people.member_qc, address("indicator_set_propose", 2), {}).status_code == 302
    made.refresh_from_db()
    assert "Femmes parties" in made.resolution.text
    assert knock(people.member_qc, address("indicator_change", 2, "women"), words).status_code == 409

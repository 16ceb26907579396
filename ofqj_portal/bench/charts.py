"""Six charts of the annual report, drawn as its pages and papers draw them."""

from ofqj_portal.bench.inside import best, tell

from ofqj_portal.core.charts import Chart, Series, bar_chart, line_chart, pair_chart, stacked_bars  # isort: skip

TIMES, RUNS = 100, 5
YEARS = ("2022", "2023", "2024", "2025", "2026")
ANSWERS = ("En emploi", "En formation", "À l’école", "Volontariat", "En recherche", "Sans réponse")


def six() -> list[Chart]:
    """Draw the six shapes that a report holds, with figures like its own."""
    first, second = Series("Avant", (310, 145, 62, 20, 410, 88)), Series("Après", (520, 300, 80, 45, 160, 120))
    years = [Series("Euros", (120_000, 134_500, 128_250, 160_000, 171_300)), Series("Dollars", (90, 95, 110, 140, 150))]
    return [
        bar_chart("Plus d’un jeune sur deux est en emploi", "Situations", "Situation", ANSWERS, second),
        pair_chart("Les situations s’améliorent", "Avant et après", "Situation", ANSWERS, first, second),
        stacked_bars("Deux directions", "Dossiers par année", "Année", YEARS, years),
        line_chart("L’aide augmente", "Aides par année", "Année", YEARS, years),
        bar_chart("Quatre tranches d’âge", "Âges", "Âge", ANSWERS[:4], Series("Jeunes", (120, 340, 210, 60))),
        pair_chart("Demandé et accordé", "Demandes", "Année", YEARS, years[0], years[1]),
    ]


def main() -> None:
    """Say how many milliseconds six charts take."""
    six()
    tell({"six": best(lambda: [six() for _time in range(TIMES)], RUNS) / TIMES})


if __name__ == "__main__":
    main()

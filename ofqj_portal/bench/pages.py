"""Which pages are measured, as whom, and what each may cost: the goals of the project, line by line."""

from dataclasses import dataclass

ROWS, ROW = "plancher", "plancher-fiche"  # the two bare pages
LIST, DETAIL, QUEUE, HOME, STATISTICS, STEP, STEP_POST, ASKED = (
    "list", "detail", "queue", "home", "statistics", "step", "step_post", "asked",
)  # fmt: skip


@dataclass(frozen=True)
class Goal:
    """What a kind of page may cost: times its floor, queries, bytes (0: not said)."""

    words: str
    floor: str
    ratio: float
    queries: int = 12
    size: int = 0


GOALS = {
    LIST: Goal("≤ 3 × le plancher, ≤ 10 requêtes, ≤ 60 ko", ROWS, 3, 10, 60_000),
    DETAIL: Goal("≤ 4 × une fiche nue, ≤ 12 requêtes", ROW, 4),
    QUEUE: Goal("≤ 5 × le plancher, ≤ 12 requêtes", ROWS, 5),
    HOME: Goal("≤ 5 × le plancher, ≤ 12 requêtes", ROWS, 5),
    STATISTICS: Goal("≤ 5 × le plancher, ≤ 12 requêtes", ROWS, 5),
    STEP: Goal("≤ 3 × le plancher", ROWS, 3, 0),
    STEP_POST: Goal("≤ 4 × le plancher", ROWS, 4, 0),
    ASKED: Goal("≤ 2 × le plancher", ROWS, 2, 0),
}
SENT = (STEP_POST, ASKED)  # what counts is the form that goes back, not the page that shows it
GROWTH, STEADY, MEMORY = 1.15, 1.5, 110


@dataclass(frozen=True)
class Page:
    """One page: its name in the table, its kind, who reads it, its address with {dossier}, {structure}…

    `undone_at` is where what a form asked for is undone, so that it can be asked again.
    """

    name: str
    kind: str
    account: str
    address: str
    undone_at: str = ""


PAGES = (
    Page("dossiers, OFQJ", LIST, "instructeur-fr", "/projets/"),
    Page("dossiers, OFQJ, filtrés par état", LIST, "instructeur-fr", "/projets/?state=closed&direction=fr_to_qc"),
    Page("dossiers, OFQJ, filtrés par année", LIST, "instructeur-fr", "/projets/?year={year}"),
    Page("dossiers, OFQJ, cherchés", LIST, "instructeur-fr", "/projets/?q=vergers"),
    Page("dossiers, structure", LIST, "conseiller-fr", "/projets/"),
    Page("dossiers, réseau", LIST, "unml", "/projets/"),
    Page("annuaire", LIST, "conseiller-fr", "/structures/"),
    Page("annuaire, cherché", LIST, "conseiller-fr", "/structures/?q=carrefour"),
    Page("personnes d’une structure", LIST, "conseiller-fr", "/participants/"),
    Page("personnes, cherchées", LIST, "conseiller-fr", "/participants/?q=lea"),
    Page("versements à faire", LIST, "finance", "/paiements/"),
    Page("dossier, structure", DETAIL, "conseiller-fr", "/projets/{dossier}/"),
    Page("dossier, OFQJ", DETAIL, "instructeur-fr", "/projets/{dossier}/"),
    Page("dossier à instruire", DETAIL, "instructeur-fr", "/instruction/{reviewed}/"),
    Page("fiche d’une structure", DETAIL, "conseiller-fr", "/structures/{structure}/"),
    Page("personne", DETAIL, "conseiller-fr", "/participants/{person}/"),
    Page("file de l’instruction, 50 lignes", QUEUE, "instructeur-fr", "/instruction/"),
    Page("accueil, conseil", HOME, "conseiller-fr", "/"),
    Page("accueil, direction", HOME, "responsable-fr", "/"),
    Page("accueil, instruction", HOME, "instructeur-fr", "/"),
    Page("accueil, décision", HOME, "decideur-fr", "/"),
    Page("accueil, finance", HOME, "finance", "/"),
    Page("accueil, réseau", HOME, "unml", "/"),
    Page("accueil, comité", HOME, "comite-unml", "/"),
    Page("indicateurs de l’année", STATISTICS, "comite-unml", "/conventions/{convention}/indicateurs/"),
    Page("réseau des ententes", STATISTICS, "unml", "/structures/reseau/"),
    Page("enveloppes", STATISTICS, "decideur-fr", "/enveloppes/"),
    Page("étape « projet »", STEP, "conseiller-fr", "/projets/{draft}/{step}/"),
    Page("étape « budget »", STEP, "conseiller-fr", "/projets/{draft}/budget/"),
    Page("étape « projet », envoyée", STEP_POST, "conseiller-fr", "/projets/{draft}/{step}/"),
    Page("demande d’un bilan", ASKED, "decideur-fr", "/bilans/{report}/etablir/", "/bilans/{report}/arreter/"),
)

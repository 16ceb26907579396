"""Who uses a stand during a drill: a session for each of some accounts, and the dossiers where they may write."""

from ofqj_portal.bench.inside import tell
from ofqj_portal.bench.look import cookies_of, sign_in
from ofqj_portal.drill.load import READERS, WRITER

from ofqj_portal.accounts.models import User  # isort: skip
from projects.models import Project  # isort: skip

OPEN = ("submitted", "incomplete", "ongoing", "report_due")


def main() -> None:
    """Say by which cookies each reads, and in which dossiers the writer writes."""
    writer = User.objects.get(email=f"{WRITER}@demo.ofqj.test")
    own = Project.objects.filter(carrier__memberships__user=writer, state__in=OPEN).order_by("pk")
    cookies = {account: cookies_of(sign_in(account)) for account in READERS}
    tell({"cookies": cookies, "dossiers": [project.number for project in own[:6]]})


if __name__ == "__main__":
    main()

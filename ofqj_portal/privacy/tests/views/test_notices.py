"""What everybody may read says what is true: the delays as they stand, whom to write to, who answers for it."""

import pytest

from ofqj_portal.core.models import JournalEntry
from participants.models import Delay
from partners.tests.factories import StructureFactory

pytestmark = pytest.mark.django_db


def test_the_notices_say_the_delays_as_they_stand_and_whom_to_write_to(client, settings):
    StructureFactory(ofqj_fr=True, email="ecrire@ofqj.test")
    StructureFactory(ofqj_qc=True, email="partie@ofqj.test", is_active=False)
    Delay.objects.filter(code="retention").update(count=30, unit="months")
    pages = {path: client.get(path).content.decode() for path in ("/accessibilite/", "/confidentialite/")}
    assert "anonymes 30 mois après" in pages["/confidentialite/"]
    assert [("ecrire@ofqj.test" in page, "partie@ofqj.test" in page) for page in pages.values()] == [(True, False)] * 2
    assert "pas encore déclaré" in client.get("/mentions-legales/").content.decode()
    settings.PUBLICATION_DIRECTOR, settings.HOSTED_BY = "Ada Essai", "Hébergeur d’essai, Lyon"
    page = client.get("/mentions-legales/").content.decode()
    assert ("Ada Essai" in page, "Hébergeur d’essai, Lyon" in page, "pas encore" in page) == (True, True, False)
    assert not JournalEntry.objects.exists()

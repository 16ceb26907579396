"""A paper opens with what it is about; once that has another, or is gone, to nobody at all."""

import pytest
from django.urls import reverse

from ofqj_portal.core import files
from projects.file_access import AGREEMENT, LETTER, MESSAGE_FILE, RECOVERY_LETTER

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", [LETTER, AGREEMENT, RECOVERY_LETTER, MESSAGE_FILE], ids=lambda kind: kind.code)
def test_a_paper_that_nothing_holds_any_more_opens_to_nobody(client, project, officer, adviser, now, kind):
    paper = files.store(b"%PDF-1.4\n", kind=kind.code, name="ancien.pdf", attached_to=project, by=officer, now=now)
    for user in (officer, adviser):
        client.force_login(user)
        assert client.get(project.get_absolute_url()).status_code == 200
        assert client.get(reverse("core:file", args=[paper.pk])).status_code == 404

"""The words of a mail as HTML: an act is a link in words, nothing is wider than a phone, nothing is markup."""

import pytest
from django.conf import settings

from ofqj_portal.core.templatetags.mails import as_mail, without_reason

PAGE = f"{settings.BASE_URL}/projets/OFQJ-2026-0042/"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (f"Répondre\u00a0: {PAGE}", f'<p><a href="{PAGE}"><b>Répondre</b></a></p>'),
        (f"Répondre\u00a0:\n{PAGE}", f'<p><a href="{PAGE}"><b>Répondre</b></a></p>'),
        (f"Bonne nouvelle. Ouvrir\u00a0: {PAGE}", f'<p>Bonne nouvelle. <a href="{PAGE}"><b>Ouvrir</b></a></p>'),
        (f"Un mot.\n{PAGE}", f'<p>Un mot.<br><a href="{PAGE}"><b>Ouvrir dans le portail</b></a></p>'),
        ("<b>&</b>", "<p>&lt;b&gt;&amp;&lt;/b&gt;</p>"),
        (
            "Voir https://a.test/b/<script>, ici.",
            '<p>Voir <a href="https://a.test/b/">https:/<wbr>/<wbr>a.test/<wbr>b/<wbr></a>&lt;script&gt;, ici.</p>',
        ),
        (
            "Voir\u00a0: https://a.test/",
            '<p>Voir\u00a0: <a href="https://a.test/">https:/<wbr>/<wbr>a.test/<wbr></a></p>',
        ),
        (
            'Voir https://a.test/"><script>',
            '<p>Voir <a href="https://a.test/">https:/<wbr>/<wbr>a.test/<wbr></a>&quot;&gt;&lt;script&gt;</p>',
        ),
    ],
)
def test_what_is_asked_is_a_link_in_words_and_nothing_typed_is_markup(text, html):
    assert as_mail(text) == html


def test_the_reason_is_said_once_at_the_foot():
    text = f"Bonjour,\n\nUn mot.\n\nLe portail\n{settings.BASE_URL.rstrip('/')}\n\n--\nParce que.\n"
    assert without_reason(text) == "Bonjour,\n\nUn mot.\n\nLe portail\n"
    assert without_reason("Sans pied") == "Sans pied"

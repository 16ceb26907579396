import gettext

from ofqj_portal.local.made_files import compile_translations

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "e-mail"
msgstr "courriel"
"""


def test_a_catalogue_is_compiled_and_again_only_when_it_changes(tmp_path):
    folder = tmp_path / "fr_CA" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    source.write_text(CATALOGUE)

    compile_translations(source)
    compiled = source.with_suffix(".mo")
    with compiled.open("rb") as stream:
        assert gettext.GNUTranslations(stream).gettext("e-mail") == "courriel"

    made_at = compiled.stat().st_mtime_ns
    compile_translations(source)
    assert compiled.stat().st_mtime_ns == made_at

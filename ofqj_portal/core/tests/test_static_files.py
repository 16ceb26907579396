"""What production serves to browsers: every file named by its content, the modules that modules import included."""

import re

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command

HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")
IMPORTS = re.compile(r'from "\./([^"]+)"')


def test_a_browser_keeps_every_file_that_a_page_or_a_module_asks_for(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]  # the portal's own
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "ofqj_portal.core.static_files.HashedFiles"}}
    settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [
        "js",
        "css",
        "svg",
        "png",
        "ttf",
        "woff2",
    ]  # its own affair, and slow
    call_command("collectstatic", "--noinput", "--verbosity", "0")

    asked = {name for path in (tmp_path / "js").glob("*.*.js") for name in IMPORTS.findall(path.read_text())}
    assert len(asked) > 10
    assert [name for name in asked if not HASHED.search(name) or not (tmp_path / "js" / name).exists()] == []
    assert HASHED.search(staticfiles_storage.stored_name("css/tokens.css"))

import re
import subprocess

from django.conf import settings

READ = re.compile(r"""(?:env\.\w+|environ\.get)\(\s*["']((?:OFQJ_|DATABASE_URL|REDIS_URL|PORT)\w*)["']""")
OF_THE_TESTS = {"OFQJ_TEST_HOME", "OFQJ_TEST_RUN"}


def test_every_setting_that_is_read_is_explained_and_no_other():
    sources = [*settings.ROOT.glob("ofqj_portal/**/*.py"), settings.ROOT / "gunicorn.conf.py"]
    read = {name for path in sources if "tests" not in path.parts for name in READ.findall(path.read_text())}
    explained = set(re.findall(r"^#?([A-Z0-9_]+)=", (settings.ROOT / ".env.example").read_text(), re.MULTILINE))

    assert explained == (read - OF_THE_TESTS) | {"DJANGO_SETTINGS_MODULE"}


def test_a_shell_reads_the_example_as_the_runbook_has_it_read():
    said = 'set -a; . ./.env.example; set +a; printf %s "$OFQJ_EMAIL_FROM"'
    read = subprocess.run(["sh", "-euc", said], cwd=settings.ROOT, capture_output=True, text=True, check=True)

    assert read.stdout == "OFQJ <portail@exemple.org>"

import re

from django.conf import settings

READ = re.compile(r"""(?:env\.\w+|environ\.get)\(\s*["']((?:OFQJ_|DATABASE_URL|REDIS_URL|PORT)\w*)["']""")
OF_THE_TESTS = {"OFQJ_TEST_HOME", "OFQJ_TEST_RUN"}


def test_every_setting_that_is_read_is_explained_and_no_other():
    sources = [*settings.ROOT.glob("ofqj_portal/**/*.py"), settings.ROOT / "gunicorn.conf.py"]
    read = {name for path in sources if "tests" not in path.parts for name in READ.findall(path.read_text())}
    explained = set(re.findall(r"^#?([A-Z0-9_]+)=", (settings.ROOT / ".env.example").read_text(), re.MULTILINE))

    assert explained == (read - OF_THE_TESTS) | {"DJANGO_SETTINGS_MODULE"}

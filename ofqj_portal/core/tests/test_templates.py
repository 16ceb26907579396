"""What every template of the portal keeps to, read from the files themselves."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parents[3]
OWN = [
    path
    for folder in ("templates", "*/templates", "ofqj_portal/*/templates")
    for path in sorted(ROOT.glob(f"{folder}/**/*.html"))
    if not {".venv", "var"} & set(path.parts)
]
PAGES = [path for path in OWN if not {"papers", "emails"} & set(path.parts)]
HEADED = re.compile(r"<h[2-6{]|<summary|{% (?:include|part)")
SUMMED_UP = ("layouts/form.html", "layouts/entrance.html", "layouts/confirm.html", "components/error_summary.html")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_a_page_carries_no_inline_style_script_or_handler(path):
    source = path.read_text()
    assert re.findall(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=\"|hx-on|javascript:", source) == []


def test_every_section_has_a_heading_or_a_name():
    sections = re.compile(r'<section class="carte">(.*?)</section>', re.DOTALL)
    bare = [named(path) for path in PAGES for body in sections.findall(path.read_text()) if not HEADED.search(body)]
    assert bare == []


@pytest.mark.parametrize("path", OWN, ids=named)
def test_a_template_fits_on_a_screen_or_two(path):
    assert len(path.read_text().splitlines()) <= 120


@pytest.mark.parametrize(
    "path", [path for path in PAGES if re.search(r"\|crispy|{% crispy", path.read_text())], ids=named
)
def test_a_page_with_a_form_sums_its_errors_up_at_the_top(path):
    source = path.read_text()
    inherited = [name for name in SUMMED_UP if name in source]
    partial = not source.lstrip().startswith("{% extends")
    search = 'method="get"' in source and 'method="post"' not in source
    assert inherited or partial or search


@pytest.mark.parametrize("path", [path for path in OWN if {"components", "jinja2"} & set(path.parts)], ids=named)
def test_a_component_declares_its_parameters_in_a_first_comment(path):
    assert path.read_text().startswith("{#")


@pytest.mark.parametrize("path", OWN, ids=named)
def test_every_template_compiles(path, settings):
    if "bench" in path.parts:  # an app of the bench's own settings
        settings.TEMPLATES = [
            {**settings.TEMPLATES[0], "DIRS": [ROOT / "templates", ROOT / "ofqj_portal/bench/templates"]}
        ]
    folder = next(parent for parent in path.parents if parent.name in ("jinja2", "templates"))
    get_template(str(path.relative_to(folder)))

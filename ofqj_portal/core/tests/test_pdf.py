"""The paper module: what it embeds, what it refuses to fetch, when it says « trop long »."""

import io
import socket
import subprocess
import sys
import threading
from datetime import UTC, datetime

import pikepdf
import pypdf
import pytest
import weasyprint

from ofqj_portal.core import pdf
from ofqj_portal.core.pdf_writing import write_once
from ofqj_portal.core.tests.paper_checks import faults_of

MOMENT = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
SECRET = "marron-glacé-7731"


@pytest.fixture
def paper_template(settings, tmp_path):
    """Write a template whose content block is the given source, and name it."""

    def write(source, head=""):
        (tmp_path / "test_paper.html").write_text(
            '{% extends "papers/base.html" %}{% block styles %}' + head + "{% endblock %}"
            "{% block footer %}Pied « d’essai »{% endblock %}{% block content %}" + source + "{% endblock %}"
        )
        templates = [dict(settings.TEMPLATES[0])]
        templates[0]["DIRS"] = [tmp_path, *templates[0]["DIRS"]]
        settings.TEMPLATES = templates
        return "test_paper.html"

    return write


@pytest.fixture
def listener():
    """Listen on a local port and keep each knock at the door."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.05)
    knocks, stop = [], threading.Event()

    def listen():
        while not stop.is_set():
            try:
                connection, address = server.accept()
            except TimeoutError:
                continue
            knocks.append(address)
            connection.close()

    thread = threading.Thread(target=listen)
    thread.start()
    yield server.getsockname()[1], knocks
    stop.set()
    thread.join()
    server.close()


def render(template, **context):
    return pdf.render_pdf(template, context, title="Papier d’essai", created_at=MOMENT)


TABLE = (
    "<h1>Titre</h1><h2>Partie</h2><p>Texte <strong>gras</strong> et <em>penché</em>.</p>"
    "<table><caption>Légende</caption>"
    '<thead><tr><th scope="col">Nom</th><th scope="col">Nombre</th></tr></thead>'
    '<tbody><tr><th scope="row">Un</th><td>1</td></tr></tbody></table>'
)


def structure_types(document):
    """Count the structure elements of a tagged PDF by type."""
    counts = {}

    def walk(element):
        if isinstance(element, pikepdf.Array):
            for child in element:
                walk(child)
        elif isinstance(element, pikepdf.Dictionary):
            if "/S" in element:
                counts[str(element.S)] = counts.get(str(element.S), 0) + 1
            if "/K" in element:
                walk(element.K)

    walk(document.Root.StructTreeRoot.K)
    return counts


def test_a_paper_is_tagged_french_titled_and_declares_pdf_ua(paper_template):
    document = pikepdf.open(io.BytesIO(render(paper_template(TABLE))))
    assert bool(document.Root.MarkInfo.Marked) is True
    assert str(document.Root.Lang) == "fr"
    assert bool(document.Root.ViewerPreferences.DisplayDocTitle) is True
    with document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Papier d’essai"
    types = structure_types(document)
    assert {name: types[name] for name in ("/H1", "/H2", "/Table", "/TH", "/TD", "/Caption")} == {
        "/H1": 1, "/H2": 1, "/Table": 1, "/TH": 3, "/TD": 1, "/Caption": 1,
    }  # fmt: skip


def test_nothing_in_a_paper_is_left_out_of_what_a_screen_reader_reads(paper_template):
    paper = render(paper_template(TABLE + "<p><a href='https://ofqj.test/'>Le site</a></p>"))
    assert faults_of(paper) == []
    with pikepdf.open(io.BytesIO(paper)) as document:
        scopes = [str(one.A.Scope) for one in document.objects if is_header(one)]
    assert sorted(scopes) == ["/Column", "/Column", "/Row"]
    assert render(paper_template(TABLE)) == render(paper_template(TABLE))


def is_header(thing):
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/TH"


def test_a_paper_has_bookmarks_a_footer_and_page_numbers(paper_template):
    reader = pypdf.PdfReader(io.BytesIO(render(paper_template(TABLE))))
    assert [entry["/Title"] for entry in reader.outline if not isinstance(entry, list)] == ["Titre"]
    text = reader.pages[0].extract_text()
    assert "Pied « d’essai »" in text
    assert "1 / 1" in text


def test_only_the_portals_own_type_family_is_in_the_paper_and_it_is_embedded(paper_template, tmp_path):
    (tmp_path / "paper.pdf").write_bytes(render(paper_template(TABLE)))
    listing = subprocess.run(["pdffonts", tmp_path / "paper.pdf"], capture_output=True, text=True, check=True).stdout
    fonts = [line.split() for line in listing.splitlines()[2:]]
    assert fonts
    assert {"Source-Sans-3" in row[0] for row in fonts} == {True}
    assert {row[-5] for row in fonts} == {"yes"}


def test_the_same_paper_twice_gives_the_same_bytes(paper_template):
    template = paper_template(TABLE)
    assert render(template) == render(template)


def test_a_paper_lets_go_of_its_pages_as_it_is_written_and_says_the_same():
    sheets = "".join(f"<h1 style='break-before: page'>{TABLE[4:9]} {rank}</h1>{TABLE}" for rank in range(3))
    source = f"<!doctype html><html lang='fr'><head><title>Papier</title></head><body>{sheets}</body></html>"
    kept, left = (weasyprint.HTML(string=source).render(pdf_variant="pdf/ua-1") for _ in range(2))

    paper = write_once(left, pdf_variant="pdf/ua-1")

    assert paper == kept.write_pdf(pdf_variant="pdf/ua-1")
    assert [page._page_box for page in left.pages] == [None] * len(kept.pages)
    assert all(page._page_box for page in kept.pages)


HOSTILE = """
<img src="http://127.0.0.1:PORT/a.png"><img src="HTTP://127.0.0.1:PORT/b.png"><img src="ftp://127.0.0.1:PORT/c.png">
<img src="file://FILE"><object data="file://FILE"></object><embed src="file://FILE"><img src="//127.0.0.1:PORT/d.png">
<img src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Ctext%3ESECRET%3C/text%3E%3C/svg%3E">
<link rel="stylesheet" href="http://127.0.0.1:PORT/e.css"><link rel="attachment" href="file://FILE">
<style>@import url(http://127.0.0.1:PORT/f.css); @import "file://FILE";
@font-face { font-family: x; src: url(http://127.0.0.1:PORT/g.ttf) }
p { background: url(http://127.0.0.1:PORT/h.png); list-style-image: url(file://FILE); font-family: x }
p::before { content: url(http://127.0.0.1:PORT/i.png) } @page { background: url(http://127.0.0.1:PORT/j.png) }</style>
<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><title>x</title>
<image href="http://127.0.0.1:PORT/k.png" width="9" height="9"/>
<image xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="file://FILE" width="9" height="9"/>
<use href="http://127.0.0.1:PORT/l.svg#x"/></svg>
<base href="http://127.0.0.1:PORT/"><img src="m.png">
<img src="paper:static/../../manage.py"><img src="paper:static/papers/../tokens.css">
<p>Texte</p>
"""


def test_whatever_a_text_holds_no_address_is_fetched_and_no_file_read(paper_template, listener, tmp_path):
    port, knocks = listener
    (tmp_path / "secret.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg"><text y="9">{SECRET}</text></svg>')
    hostile = HOSTILE.replace("PORT", str(port)).replace("FILE", str(tmp_path / "secret.svg")).replace("SECRET", SECRET)
    content = render(paper_template("{{ hostile|safe }}"), hostile=hostile)
    document = pypdf.PdfReader(io.BytesIO(content))
    assert knocks == []
    assert SECRET not in "".join(page.extract_text() for page in document.pages)
    assert document.attachments == {}
    assert pikepdf.open(io.BytesIO(content)).Root.get("/Names", {}).get("/EmbeddedFiles") is None


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/", "file:///etc/passwd", "data:text/css,*{}", "ftp://example.org/", "paper:fonts/../x.ttf",
        "paper:static/../manage.py", "paper:static/papers/../../manage.py", "paper:static/papers//etc/passwd",
        "paper:static//etc/passwd", "paper:static/tokens.css", "paper:fonts/LICENSE.txt",
        "PAPER:fonts/SourceSansPro-Bold.ttf",
    ],
)  # fmt: skip
def test_an_address_that_is_not_ours_names_no_file(address):
    assert pdf.own_file(address) is None


def test_our_own_addresses_name_our_own_files():
    assert pdf.own_file("paper:static/papers/paper.css").name == "paper.css"
    assert pdf.own_file("paper:fonts/SourceSansPro-Bold.ttf").name == "SourceSansPro-Bold.ttf"


@pytest.mark.parametrize("text", ["a\x00b", "\x0b\x1b[31m", "a\ufffeb", "\u202eabc", "🦫", "<b>", "x" * 20_000])
def test_a_strange_text_still_makes_a_paper(paper_template, text):
    assert render(paper_template("<p>{{ text }}</p>"), text=text).startswith(b"%PDF-")


def test_too_many_rows_end_in_a_clean_refusal(paper_template):
    template = paper_template("<table>{% for row in rows %}<tr><td>1</td></tr>{% endfor %}</table>")
    with pytest.raises(pdf.PaperTooLarge):
        render(template, rows=range(pdf.MAX_ROWS + 1))


def test_too_much_text_ends_in_a_clean_refusal(paper_template):
    with pytest.raises(pdf.PaperTooLarge):
        render(paper_template("<p>{{ text }}</p>"), text="x" * (pdf.MAX_HTML_BYTES + 1))


def test_too_many_pages_end_in_a_clean_refusal(paper_template, monkeypatch):
    monkeypatch.setattr(pdf, "MAX_PAGES", 2)
    template = paper_template("{% for row in rows %}<h1 style='break-before: page'>1</h1>{% endfor %}")
    with pytest.raises(pdf.PaperTooLarge):
        render(template, rows=range(3))


def test_importing_the_module_does_not_load_the_engine():
    code = "import sys, ofqj_portal.core.pdf; sys.exit('weasyprint' in sys.modules)"
    environment = {"DJANGO_SETTINGS_MODULE": "ofqj_portal.settings.dev", "PATH": "/usr/bin"}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)

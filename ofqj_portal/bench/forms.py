"""Send a form back as a browser would, with one word of it changed."""

from html.parser import HTMLParser


class FormReader(HTMLParser):
    """Collects the fields of the largest form of a page, with what they hold."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[list[tuple[str, str]]] = []
        self._text: str | None = None
        self._select: str | None = None
        self.texts: set[str] = set()
        self.buttons: dict[int, tuple[str, str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        name, value = said.get("name"), said.get("value") or ""
        if tag == "form":
            self.forms.append([])
        elif not self.forms or not name or "disabled" in said:
            if tag == "option" and self._select and "selected" in said:
                self.forms[-1].append((self._select, value))
        elif tag == "input":
            self._input(name, value, said)
        elif tag == "textarea":
            self._text = name
            self.texts.add(name)
            self.forms[-1].append((name, ""))
        elif tag == "select":
            self._select = name
        elif tag == "button":
            self.buttons.setdefault(len(self.forms) - 1, (name, value))

    def _input(self, name: str, value: str, said: dict[str, str | None]) -> None:
        kind = said.get("type") or "text"
        if kind in ("submit", "button", "file", "image") or (kind in ("checkbox", "radio") and "checked" not in said):
            return
        self.forms[-1].append((name, value))

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            name, held = self.forms[-1][-1]
            self.forms[-1][-1] = (name, held + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = None
        elif tag == "select":
            self._select = None


def filled_form(page: str, *, turn: int) -> dict[str, list[str]]:
    """Return what the largest form of `page` sends; the last word of its first long text changes for each `turn`."""
    reader = FormReader()
    reader.feed(page)
    rank = max(range(len(reader.forms)), key=lambda one: len(reader.forms[one]))
    sent: dict[str, list[str]] = {}
    for name, value in reader.forms[rank]:
        sent.setdefault(name, []).append(value)
    if text := next((name for name, _value in reader.forms[rank] if name in reader.texts), ""):
        sent[text] = [f"{sent[text][0].partition(' [')[0].strip()} [{turn}]"]
    if rank in reader.buttons:
        name, value = reader.buttons[rank]
        sent[name] = [value]
    return sent

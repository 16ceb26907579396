"""The tags of a paper finished: what a screen reader goes by (ISO 14289-1), where the renderer says too little.

It leaves the running lines of the margins outside the tree without saying that they are decoration, gives the headers
of tables no scope, and no index of the names by which cells call their headers.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

_MARK = re.compile(rb"/[A-Za-z0-9]+\s*<<\s*/MCID\s+(\d+)\s*>>\s*BDC")
_DECORATION = b"/Artifact <</Type /Pagination>> BDC"


def finish_paper(paper: bytes) -> bytes:
    """Return the same paper with its tags finished. The same input gives the same bytes."""
    import pikepdf

    with pikepdf.open(BytesIO(paper)) as pdf:
        finish_tags(pdf)
        out = BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def finish_tags(pdf: Any) -> None:
    """Say what is decoration, what each header of a table is over, and where the names of headers lead."""
    import pikepdf

    root = pdf.Root.StructTreeRoot
    named: dict[bytes, Any] = {}
    reached: defaultdict[Any, set[int]] = defaultdict(set)
    for element, page, is_head in elements_of(root.K):
        if element.get("/S") == "/TH":
            element.A.Scope = pikepdf.Name.Column if is_head else pikepdf.Name.Row
        if "/ID" in element:
            named[bytes(element.ID)] = element
        if page is not None:
            reached[page] |= set(marks_of(element))
    index_names(root, named)
    owners = pikepdf.NumberTree(root.ParentTree)
    for page in pdf.pages:
        _leave_to_decoration(page, owners[int(page.obj.StructParents)], reached[page.obj.objgen])


def elements_of(kids: Any, page: Any = None, is_head: bool = False) -> Iterator[tuple[Any, Any, bool]]:
    """Walk a tree of tags in reading order: each element, the page it is on, and whether it is in the head of a table.

    A page is named by its object and generation numbers; None where the tree does not say.
    """
    import pikepdf

    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if not isinstance(kid, pikepdf.Dictionary) or "/S" not in kid:
            continue
        here = kid.Pg.objgen if "/Pg" in kid else page
        yield kid, here, is_head
        if "/K" in kid:
            yield from elements_of(kid.K, here, is_head or kid.S == "/THead")


def index_names(root: Any, named: dict[bytes, Any]) -> None:
    """Write the index of the elements that have a name."""
    import pikepdf

    if named:
        pairs = [part for name in sorted(named) for part in (pikepdf.String(name), named[name])]
        limits = pikepdf.Array([pikepdf.String(min(named)), pikepdf.String(max(named))])
        root.IDTree = pikepdf.Dictionary(Kids=[pikepdf.Dictionary(Limits=limits, Names=pairs)])


def marks_of(element: Any) -> Iterable[int]:
    """List the marked pieces of a page that an element owns itself."""
    import pikepdf

    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            yield kid


def _leave_to_decoration(page: Any, owners: Any, reached: set[int]) -> None:
    """Say of what a page shows outside the tree that it is decoration: its running line and its number."""
    lost = set(range(len(owners))) - reached
    if not lost:
        return
    page.contents_coalesce()
    content = page.obj.Contents.read_bytes()
    page.obj.Contents.write(_MARK.sub(lambda found: _DECORATION if int(found[1]) in lost else found[0], content))
    while len(owners) - 1 in lost:
        del owners[len(owners) - 1]

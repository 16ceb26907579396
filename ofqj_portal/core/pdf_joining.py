"""Several PDFs become one without losing their tags: each hangs under a branch of the tree that bears its title."""

from collections.abc import Iterator
from typing import Any

from ofqj_portal.core.pdf_tags import elements_of, index_names

_PART = "{http://www.aiim.org/pdfua/ns/id/}part"


def append_document(bundle: Any, part: Any, title: str) -> bool:
    """Put the pages of `part` behind those of `bundle`, a tagged paper, with their tags; say whether they had any.

    A page without tags becomes one paragraph, read in the order in which it is painted.
    """
    import pikepdf

    first = len(bundle.pages)
    bundle.add_pages_from(part, outlines="ignore")
    pages = [bundle.pages[rank].obj for rank in range(first, len(bundle.pages))]
    root = _tree_of(bundle)
    owners = pikepdf.NumberTree(root.ParentTree)
    start = max(owners.keys(), default=-1) + 1
    branch = _branch(bundle, root, title, part.Root.get("/Lang"))
    tree = part.Root.get("/StructTreeRoot", {})
    if "/ParentTree" in tree and "/K" in tree:
        _graft(root, owners, branch, bundle.copy_foreign(part.make_indirect(tree)), start)
        for thing in _bearers(pages):
            for word in {"/StructParents", "/StructParent"} & set(thing.keys()):
                thing[word] = start + int(thing[word])
        return True
    for key, page in enumerate(pages, start=start):
        _tag_whole(bundle, owners, branch, page, key)
    return False


def no_longer_accessible(bundle: Any) -> None:
    """Take the claim of PDF/UA-1 back from a paper some of whose pages came without tags."""
    with bundle.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as said:
        if _PART in said:
            del said[_PART]


def _tree_of(bundle: Any) -> Any:
    """The tree of a paper, begun if it has none."""
    import pikepdf

    if "/StructTreeRoot" not in bundle.Root:
        trunk = bundle.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.Document, K=pikepdf.Array())
        )
        owners = pikepdf.NumberTree.new(bundle).obj
        root = pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot, K=pikepdf.Array([trunk]), ParentTree=owners)
        bundle.Root.StructTreeRoot = trunk.P = bundle.make_indirect(root)
        bundle.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
    return bundle.Root.StructTreeRoot


def _branch(bundle: Any, root: Any, title: str, language: Any) -> Any:
    import pikepdf

    trunk = root.K[0]
    kind = {"/Type": pikepdf.Name.StructElem, "/S": pikepdf.Name.Part}
    branch = bundle.make_indirect(pikepdf.Dictionary(kind | {"/P": trunk, "/T": title, "/K": pikepdf.Array()}))
    if language is not None:
        branch.Lang = pikepdf.String(str(language))
    trunk.K.append(branch)
    return branch


def _graft(root: Any, owners: Any, branch: Any, tree: Any, start: int) -> None:
    """Hang a copied tree under a branch; its keys begin at `start`, and its names bear it in front."""
    import pikepdf

    for kid in tree.K if isinstance(tree.K, pikepdf.Array) else [tree.K]:
        kid.P = branch
        if kid.get("/S") == "/Document":
            kid.S = pikepdf.Name.Part
        branch.K.append(kid)
    named = dict(_named(root.K))
    for element, _page, _is_head in elements_of(branch.K):
        for bearer in (element, *_attributes(element)):
            if "/ID" in bearer:
                bearer.ID = _renamed(bearer.ID, start)
                named[bytes(bearer.ID)] = element
            if "/Headers" in bearer:
                bearer.Headers = pikepdf.Array([_renamed(name, start) for name in bearer.Headers])
    index_names(root, named)
    for key, owner in pikepdf.NumberTree(tree.ParentTree).items():
        owners[start + key] = owner
    for word in {"/RoleMap", "/ClassMap"} & set(tree.keys()):
        root[word] = pikepdf.Dictionary({**dict(tree[word]), **dict(root.get(word, {}))})


def _named(kids: Any) -> Iterator[tuple[bytes, Any]]:
    for element, _page, _is_head in elements_of(kids):
        if "/ID" in element:
            yield bytes(element.ID), element


def _renamed(name: Any, start: int) -> Any:
    import pikepdf

    return pikepdf.String(b"%d/" % start + bytes(name))


def _attributes(element: Any) -> list[Any]:
    import pikepdf

    said = element.get("/A", [])
    return [one for one in (said if isinstance(said, pikepdf.Array) else [said]) if isinstance(one, pikepdf.Dictionary)]


def _bearers(pages: list[Any]) -> Iterator[Any]:
    """Yield what may bear a key of the tree: pages, their annotations, and the drawings that they paint."""
    import pikepdf

    seen: set[Any] = set()
    for page in pages:
        drawings = page.get("/Resources", {}).get("/XObject", {})
        for thing in (page, *page.get("/Annots", []), *dict(drawings).values()):
            if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)) and thing.objgen not in seen:
                seen.add(thing.objgen if thing.is_indirect else object())
                yield thing


def _tag_whole(bundle: Any, owners: Any, branch: Any, page: Any, key: int) -> None:
    """Make one paragraph of a page; marks that belong to no tree mean nothing and go, but for layers."""
    import pikepdf

    sheet = pikepdf.Page(page)
    if b"BDC" in _painted(sheet) or b"BMC" in _painted(sheet):
        page.Contents = bundle.make_stream(pikepdf.unparse_content_stream(_without_marks(page)))
    sheet.contents_add(b"/P <</MCID 0>> BDC", prepend=True)
    sheet.contents_add(b"EMC")
    kind = {"/Type": pikepdf.Name.StructElem, "/S": pikepdf.Name.P}
    paragraph = bundle.make_indirect(pikepdf.Dictionary(kind | {"/P": branch, "/Pg": page, "/K": pikepdf.Array([0])}))
    branch.K.append(paragraph)
    page.StructParents, page.Tabs = key, pikepdf.Name.S
    owners[key] = pikepdf.Array([paragraph])


def _painted(sheet: Any) -> bytes:
    sheet.contents_coalesce()
    return bytes(sheet.obj.Contents.read_bytes()) if "/Contents" in sheet.obj else b""


def _without_marks(page: Any) -> list[Any]:
    import pikepdf

    kept, opened = [], []
    for instruction in pikepdf.parse_content_stream(page):
        word = str(instruction.operator)
        if word in ("BMC", "BDC"):
            opened.append(word == "BDC" and str(instruction.operands[0]) == "/OC")
        is_kept = opened[-1] if word in ("BMC", "BDC") and opened else word != "EMC" or bool(opened and opened.pop())
        if is_kept:
            kept.append(instruction)
    return kept

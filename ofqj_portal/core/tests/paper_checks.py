"""What a machine can say of an accessible PDF (ISO 14289-1): every fault found, in words; none is the goal."""

import io
import itertools

import pikepdf

from ofqj_portal.core.pdf_tags import elements_of, marks_of

HEADINGS = {f"/H{level}": level for level in range(1, 7)}


def faults_of(paper: bytes, *, language: str = "fr") -> list[str]:
    """List what is wrong with the tags, the names and the claims of a paper."""
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        walked = list(elements_of(pdf.Root.StructTreeRoot.K))
        elements = [(element, str(element.S)) for element, _page, _head in walked]
        reached = {(page, mark) for element, page, _head in walked for mark in marks_of(element)}
        return [
            *_claims(pdf, language),
            *_headings(elements),
            *_tables(elements),
            *[f"figure without words: {kind}" for one, kind in elements if kind == "/Figure" and not one.get("/Alt")],
            *_links(pdf),
            *[fault for rank, page in enumerate(pdf.pages, start=1) for fault in _painted(page, rank, reached)],
            *_fonts(pdf),
        ]


def _claims(pdf, language):
    root, said = pdf.Root, pdf.Root.Metadata.read_bytes().decode()
    claims = {
        "not marked": bool(root.MarkInfo.Marked),
        "title not shown": bool(root.ViewerPreferences.DisplayDocTitle),
        "no title": "<dc:title>" in said and bool(str(pdf.docinfo.get("/Title", ""))),
        "PDF/UA not declared": 'pdfuaid:part="1"' in said or "<pdfuaid:part>1" in said,
        "language": str(root.Lang) == language,
    }
    return [name for name, holds in claims.items() if not holds]


def _headings(elements):
    """No heading without words, one first of all, and no level left out on the way down."""
    levels = [HEADINGS[kind] for _one, kind in elements if kind in HEADINGS]
    faults = [] if levels[:1] == [1] else ["no first heading"]
    return faults + [f"heading {b} under {a}" for a, b in itertools.pairwise(levels) if b > a + 1]


def _tables(elements):
    names = {bytes(one.ID) for one, _kind in elements if "/ID" in one}
    faults = []
    for one, kind in elements:
        if kind == "/TH" and "/Scope" not in one.get("/A", {}):
            faults.append("header without scope")
        if kind == "/TD":
            faults += ["cell under no header"] if not set(map(bytes, one.A.get("/Headers", []))) <= names else []
    return faults


def _links(pdf):
    annotations = [one for page in pdf.pages for one in page.get("/Annots", [])]
    owners = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    return [
        *["link without words" for one in annotations if not str(one.get("/Contents", ""))],
        *["link outside the tree" for one in annotations if int(one.get("/StructParent", -1)) not in owners],
    ]


def _painted(page, rank, reached):
    """Everything painted is in the tree, or says that it is decoration."""
    marked, faults = [], []
    for instruction in pikepdf.parse_content_stream(page):
        word = str(instruction.operator)
        if word in ("BDC", "BMC"):
            marked.append(str(instruction.operands[0]))
            mark = instruction.operands[1].get("/MCID") if word == "BDC" else None
            if mark is not None and (page.obj.objgen, int(mark)) not in reached:
                faults.append(f"page {rank}: read by nobody")
        elif word == "EMC":
            marked.pop()
        elif word in ("Tj", "TJ", "Do", "sh", "f", "S", "B") and not marked:
            faults.append(f"page {rank}: painted outside the tree")
    return faults


def _fonts(pdf):
    fonts = [
        one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
    ]
    return [f"font not embedded: {one.FontName}" for one in fonts if not {"/FontFile2", "/FontFile3"} & set(one.keys())]

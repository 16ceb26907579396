"""A PDF/A-3 that says it is PDF/UA-1 too: the renderer declares one or the other, this adds the second.

PDF/A asks that every foreign property of the metadata be described by an extension schema (ISO 19005-3, 6.6.2.3).
"""

from io import BytesIO

from .pdf_tags import finish_tags

_END = b"</rdf:RDF>"
_UA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


def declare_ua(paper: bytes) -> bytes:
    """Return the PDF/A, data attached, its tags finished, with the identifier of PDF/UA-1 in its metadata.

    The same input gives the same bytes.
    """
    import pikepdf

    with pikepdf.open(BytesIO(paper)) as pdf:
        finish_tags(pdf)
        metadata = pdf.Root.Metadata
        said = metadata.read_bytes()
        if _END not in said:
            raise ValueError("no RDF in the metadata of the paper")
        metadata.write(said.replace(_END, _UA + _END, 1))
        pdf.Root.AF = pikepdf.Array(list({file.objgen: file for file in pdf.Root.AF}.values()))  # each was named twice
        out = BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()

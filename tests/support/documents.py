"""Documents made for tests, byte by byte where a writer of good ones would refuse, and the reading of them."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx

from evidencehub.extraction import Extraction, Limits, extract
from evidencehub.shared.filetypes import FileKind, kind_of


def read(folder: Path, content: bytes, kind: FileKind | None = None, **limits: float) -> Extraction:
    path = folder / "upload"
    path.write_bytes(content)
    found = kind_of(path) if kind is None else kind
    assert found is not None
    return extract(path, found, limits=Limits(**limits))


def a_pdf(*contents: bytes, filters: bytes = b"", resources: bytes = b"") -> bytes:
    """A page for each content stream, in the standard's own Helvetica, F."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(len(contents)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(contents)),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for n, content in enumerate(contents):
        page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 3 0 R %s>>>>/Contents %d 0 R>>"
        objects.append(page % (resources, 5 + 2 * n))
        objects.append(b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), filters, content))
    body, offsets = b"%PDF-1.4\n", []
    for number, value in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, value)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    xref = b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\n" % (size, table, size)
    return body + xref + b"startxref\n%d\n%%%%EOF" % len(body)


def words(text: str) -> bytes:
    return b"BT /F 12 Tf 50 700 Td (%s) Tj ET" % text.encode("latin-1")


def lines(*texts: str) -> bytes:
    shown = b"".join(b"(%s) Tj T* " % text.encode("latin-1") for text in texts)
    return b"BT /F 12 Tf 15 TL 50 700 Td %sET" % shown


def a_docx(build: Callable[[docx.document.Document], None] = lambda document: None, **parts: bytes) -> bytes:
    """A Word file as python-docx writes it, with whole parts replaced (``word__document`` is ``word/document.xml``)."""
    source, target = io.BytesIO(), io.BytesIO()
    document = docx.Document()
    build(document)
    document.save(source)
    named = {name.replace("__", "/") + ".xml": content for name, content in parts.items()}
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, named.pop(name, None) or old.read(name))
        for name, content in named.items():
            new.writestr(name, content)
    return target.getvalue()


def a_body(xml: str, before: str = "") -> bytes:
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'{before}<w:document xmlns:w="{namespace}"><w:body>{xml}</w:body></w:document>'.encode()


def a_paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def is_fit_to_store(found: Extraction) -> None:
    text = "".join((*found.pages, *found.notes, found.message))
    assert not {character for character in text if ord(character) < 32 and character not in "\n\t"}
    text.encode()  # fails on half a surrogate pair


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_WORD_NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "m": f"{OFFICE}/math",
    "r": f"{OFFICE}/relationships",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}


def named(element: str, inside: str) -> str:
    """An element with all the namespaces that Word uses."""
    names = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in _WORD_NAMES.items())
    return f"<{element} {names}>{inside}</{element}>"


def a_word_file(body: str, parts: dict[str, str] | None = None, links: str = "") -> bytes:
    """The smallest file that Word opens.

    :param parts: by path in the file, such as ``footnotes.xml`` beside ``document.xml``; each gets a relationship of
        the kind that its name says, and ``r-`` with its name as id.
    :param links: more relationships, as they stand in the file.
    """
    related = "".join(
        f'<Relationship Id="r-{name}" Type="{OFFICE}/relationships/{"".join(filter(str.isalpha, name[:-4]))}" '
        f'Target="{name}"/>'
        for name in parts or {}
    )  # fmt: skip
    package = "http://schemas.openxmlformats.org/package/2006"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{package}/content-types"/>')
        start = f'<Relationship Id="r1" Type="{OFFICE}/relationships/officeDocument" Target="word/document.xml"/>'
        for path, inside in (("_rels/.rels", start), ("word/_rels/document.xml.rels", related + links)):
            archive.writestr(path, f'<Relationships xmlns="{package}/relationships">{inside}</Relationships>')
        archive.writestr("word/document.xml", named("w:document", f"<w:body>{body}</w:body>"))
        for name, content in (parts or {}).items():
            archive.writestr(f"word/{name}", content)
    return target.getvalue()


def a_run(text: str, settings: str = "") -> str:
    return f'<w:r><w:rPr>{settings}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'

"""PDF by pikepdf, which writes only what is still referred to and keeps the tags (decision 0089).

Kept of what hangs on a page: links and fields of forms. All other annotations are somebody's comment on it. Earlier
versions, which a file that was saved on top of itself still holds, are not written.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from evidencehub.extraction.cleaning.pictures import clean
from evidencehub.extraction.cleaning.taken import Cleaned, Thing
from evidencehub.extraction.limits import Limits, State
from evidencehub.extraction.reading import Unreadable

_KEPT_ANNOTATIONS = {Name.Link, Name.Widget}
_FILES = {Name.FileAttachment}
_SILENT = {Name.Popup}  # the window of a comment
# ISO 32000-2: what programs, people and presses leave beside the pages, wherever it stands.
_NOTES = (
    Name.Metadata, Name.PieceInfo, Name.LastModified, Name.Thumb, Name.AA, Name.AF, Name.B, Name.DSS, Name.Threads,
    Name.SpiderInfo, Name.Legal, Name.Collection, Name.XFA, Name.SigFlags, Name.Perms, Name.CreatorInfo, Name.OPI,
)  # fmt: skip
_ON_PAGES_ONLY = {Name.B}
# What may stand in the catalog and on a page (7.7.2, 7.7.3.3). Programs add keys of their own.
_OF_CATALOG = {
    Name.Type, Name.Pages, Name.PageLabels, Name.Names, Name.Dests, Name.ViewerPreferences, Name.PageLayout,
    Name.PageMode, Name.Outlines, Name.OpenAction, Name.AcroForm, Name.MarkInfo, Name.StructTreeRoot, Name.Lang,
    Name.OutputIntents, Name.OCProperties, Name.Version, Name.Extensions,
}  # fmt: skip
_OF_PAGE = {
    Name.Type, Name.Parent, Name.Resources, Name.MediaBox, Name.CropBox, Name.BleedBox, Name.TrimBox, Name.ArtBox,
    Name.Contents, Name.Rotate, Name.Group, Name.Annots, Name.StructParents, Name.Tabs, Name.UserUnit,
}  # fmt: skip
# Actions that lead to another file, send something or play a file (12.6.4).
_ELSEWHERE = {
    Name.Launch, Name.GoToR, Name.GoToE, Name.Thread, Name.ImportData, Name.SubmitForm, Name.Movie, Name.Sound,
    Name.Rendition, Name.RichMediaExecute,
}  # fmt: skip
_AS_MADE = (Name.DCTDecode, Name.JPXDecode)  # pictures that are kept as the file that they were
_SAFE_ADDRESS = re.compile(rb"(?:https?|mailto|doi|tel):", re.I)
_AUTHOR_IN_XMP = re.compile(rb"<(?:dc:creator|tiff:Artist|pdf:Author|xmp:Author)\b|(?:pdf|xmp):Author\s*=")


def clean_pdf(stream: BinaryIO, limits: Limits) -> Cleaned:
    """:raises Unreadable: locked with a password, or damaged."""
    cleaned = Cleaned()
    try:
        with pikepdf.open(stream) as pdf:
            pages = len(pdf.pages)
            _clean(pdf, cleaned)
            target = BytesIO()
            pdf.save(
                target, encryption=False, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate
            )
        cleaned.content = target.getvalue()
        with pikepdf.open(BytesIO(cleaned.content)) as copy:
            if len(copy.pages) != pages:
                raise Unreadable(State.BROKEN)
    except pikepdf.PasswordError:
        raise Unreadable(State.ENCRYPTED) from None
    except pikepdf.PdfError:
        raise Unreadable(State.BROKEN) from None
    return cleaned


def _clean(pdf: pikepdf.Pdf, cleaned: Cleaned) -> None:
    _properties(pdf, cleaned)
    gone = _annotations(pdf, cleaned)
    names = pdf.Root.get(Name.Names)
    if isinstance(names, Dictionary):
        for key, thing in ((Name.EmbeddedFiles, Thing.ATTACHMENT), (Name.JavaScript, Thing.SCRIPT)):
            if key in names:
                cleaned.taken[thing] += max(1, sum(1 for _ in _leaves(names[key])))
        _keep_only(names, {Name.Dests})
    if isinstance(pdf.Root.get(Name.OpenAction), Dictionary) and pdf.Root.OpenAction.get(Name.S) != Name.GoTo:
        del pdf.Root[Name.OpenAction]
    _keep_only(pdf.Root, _OF_CATALOG)
    for page in pdf.pages:
        _keep_only(page.obj, _OF_PAGE)
    _keep_only(pdf.trailer, {Name.Root, Name.Size, Name.Encrypt})
    files = 0
    for found in pdf.objects:
        for each in _within(found):
            if not isinstance(each, Stream) and Name.EF in each:
                files += 1
                _empty(each)
            else:
                _sweep(each, cleaned, gone)
    cleaned.taken[Thing.ATTACHMENT] = max(cleaned.taken[Thing.ATTACHMENT], files)


def _keep_only(found: Any, keys: set[Any]) -> None:
    for key in [each for each in dict(found) if Name(each) not in keys]:
        del found[key]


def _properties(pdf: pikepdf.Pdf, cleaned: Cleaned) -> None:
    info = pdf.trailer.get(Name.Info)
    said = {str(key): str(value).strip() for key, value in info.items()} if isinstance(info, Dictionary) else {}
    packet = pdf.Root.get(Name.Metadata)
    if said.get("/Author") or (isinstance(packet, Stream) and _AUTHOR_IN_XMP.search(packet.read_bytes())):
        cleaned.taken[Thing.AUTHOR] = 1
    if any(said[key] for key in said if key != "/Author") or packet is not None:
        cleaned.taken[Thing.PROPERTIES] = 1
    if Name.Info in pdf.trailer:
        del pdf.trailer[Name.Info]


def _annotations(pdf: pikepdf.Pdf, cleaned: Cleaned) -> set[tuple[int, int]]:
    """Take comments off the pages; what refers to one from elsewhere finds it empty. Returns which are gone."""
    gone = set()
    for page in pdf.pages:
        found = page.obj.get(Name.Annots)
        if not isinstance(found, Array):
            continue
        kept = []
        for each in found:
            if not isinstance(each, Dictionary):
                continue
            kind = each.get(Name.Subtype)
            if kind in _KEPT_ANNOTATIONS:
                kept.append(each)
                continue
            if kind not in _SILENT:
                cleaned.taken[Thing.ATTACHMENT if kind in _FILES else Thing.COMMENT] += 1
            gone.add(each.objgen)
            _empty(each)
        page.obj[Name.Annots] = Array(kept)
        if not kept:
            del page.obj[Name.Annots]
    return gone - {(0, 0)}  # of one that stands on the page itself, to which nothing can refer


def _within(found: Any) -> Iterator[Any]:
    """The dictionaries of one object: itself and what stands directly in it, not what it refers to."""
    waiting = [found]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Stream | Dictionary):
            yield each
            inside = each.stream_dict if isinstance(each, Stream) else each
            waiting += [value for _, value in inside.items() if _is_direct(value)]
        elif isinstance(each, Array):
            waiting += [value for value in each if _is_direct(value)]


def _is_direct(value: Any) -> bool:
    return isinstance(value, Dictionary | Array) and not value.is_indirect


def _sweep(found: Any, cleaned: Cleaned, gone: set[tuple[int, int]]) -> None:
    for key in _NOTES:
        if key in found and (key not in _ON_PAGES_ONLY or found.get(Name.Type) == Name.Page):
            if key == Name.AA:
                cleaned.taken[Thing.SCRIPT] += 1
            del found[key]
    _unname(found)
    if isinstance(found, Stream):
        _picture(found, cleaned)
    elif Name.ByteRange in found and Name.Contents in found:
        cleaned.taken[Thing.SIGNATURE] += 1
        _empty(found)
    elif found.get(Name.FT) == Name.Sig and Name.AP in found:
        del found[Name.AP]  # "Digitally signed by …", drawn
    elif found.get(Name.S) == Name.JavaScript:
        cleaned.taken[Thing.SCRIPT] += 1
        _empty(found)
    elif _leads_to_a_file(found):
        cleaned.taken[Thing.LOCAL_LINK] += 1
        _empty(found)
    elif Name.S in found and Name.K in found and gone:
        _unlink(found, gone)


def _unname(found: Any) -> None:
    """Who made the layers, whose link it is and when, and of which other file something is a picture."""
    if isinstance(found, Stream):
        named, keys = [found], [Name.Ref]
    elif Name.OCGs in found and isinstance(found.get(Name.D), Dictionary):
        named, keys = [found.D, *found.get(Name.Configs, [])], [Name.Creator]
    elif found.get(Name.Subtype) == Name.Link and Name.Rect in found:
        named, keys = [found], [Name.T, Name.NM, Name.M]
    else:
        return
    for each in named:
        for key in keys:
            if key in each:
                del each[key]


def _leads_to_a_file(action: Any) -> bool:
    kind = action.get(Name.S)
    return kind in _ELSEWHERE or (kind == Name.URI and not _SAFE_ADDRESS.match(bytes(action.get(Name.URI, b""))))


def _unlink(element: Any, gone: set[tuple[int, int]]) -> None:
    """Take what is gone out of the tags, and the words that stood for it."""
    below = element[Name.K]
    every = list(below) if isinstance(below, Array) else [below]
    left = [each for each in every if not _refers_to(each, gone)]
    if len(left) == len(every):
        return
    element[Name.K] = Array(left)
    if not left:
        for key in (Name.Alt, Name.ActualText, Name.E, Name.T):
            if key in element:
                del element[key]


def _refers_to(each: Any, gone: set[tuple[int, int]]) -> bool:
    return (
        isinstance(each, Dictionary)
        and each.get(Name.Type) == Name.OBJR
        and isinstance(each.get(Name.Obj), Dictionary)
        and each.Obj.objgen in gone
    )


def _picture(stream: Stream, cleaned: Cleaned) -> None:
    """Of a photograph kept as its camera made it."""
    filters = stream.get(Name.Filter)
    kind = next((one for one in _AS_MADE if filters == one or filters == Array([one])), None)
    if kind is None:
        return
    content = stream.read_raw_bytes()
    if (less := clean(content, cleaned)) != content:
        settings = stream.get(Name.DecodeParms)
        stream.write(less, filter=kind, decode_parms=settings if isinstance(settings, Dictionary | Array) else None)


def _leaves(tree: Any, depth: int = 0) -> Iterator[Any]:
    """The values of a name tree (ISO 32000-2, 7.9.6)."""
    if not isinstance(tree, Dictionary) or depth > 20:
        return
    names = tree.get(Name.Names)
    if isinstance(names, Array):
        yield from list(names)[1::2]
    for each in tree.get(Name.Kids, []):
        yield from _leaves(each, depth + 1)


def _empty(found: Any) -> None:
    for key in list(found.keys()):
        del found[key]

"""One paragraph: its runs with the marks of notes, equations and fields, and what floats beside it."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from evidencehub.extraction.archive import attribute, child, local_name
from evidencehub.extraction.line import Line
from evidencehub.extraction.signs import MISSING, in_signs, sign
from evidencehub.extraction.word.equations import equation
from evidencehub.extraction.word.part import Part
from evidencehub.extraction.word.styles import is_on

PAGE_BREAK = "\f"  # XML 1.0 cannot hold this character, so it cannot come from the document

# Deleted and moved-away words, old-Word copies of text boxes, and settings.
SKIPPED = frozenset(
    {"del", "moveFrom", "delText", "delInstrText", "Fallback", "rPr", "sectPr", "tblPr", "trPr", "tcPr", "sdtPr"}
)
_CHARACTERS = {
    "tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "", "lastRenderedPageBreak": PAGE_BREAK
}  # fmt: skip
_SYMBOL_FIELD = re.compile(r"\s*SYMBOL\s+(?P<place>0x[0-9a-f]+|\d+)(?:.*?\\f\s+\"?(?P<font>[^\"\\]+))?", re.I)

Blocks = Callable[[Part, Any], Iterator[str]]


class Paragraph:
    """``text``, then ``boxes``: what floats beside it; ``runs_on`` where its end is hidden or deleted."""

    def __init__(self, part: Part, element: Any, blocks: Blocks) -> None:
        """:param blocks: reads what stands in a text box."""
        self._part, self._blocks = part, blocks
        self._line = Line()
        self._field: str | None = None  # the code of the field that is being read
        self.boxes: list[str | Iterator[str]] = []
        settings = child(element, "pPr")
        style, mark = child(settings, "pStyle"), child(settings, "rPr")
        self._style = "" if style is None else attribute(style, "val")
        # A cell or a box may be filled by a style or a shape, which is not looked for.
        around = {local_name(one.tag) for one in element.iterancestors()}
        self._has_background = child(settings, "shd") is not None or bool(around & {"tc", "txbxContent"})
        self._is_drop_cap = child(settings, "framePr") is not None
        self.runs_on = child(mark, "del") is not None or is_on(child(mark, "vanish"))
        if is_on(child(settings, "pageBreakBefore")):
            self._line.add(PAGE_BREAK)
        self._inline(element)
        self.text = self._line.text()

    def _inline(self, element: Any) -> None:
        for one in element:
            match local_name(one.tag):
                case "r":
                    self._run(one)
                case "oMath":
                    self._line.add_apart(equation(one, self._run_of_equation))
                case "fldSimple" if attribute(one, "instr").strip().upper().startswith("EQ "):
                    self._line.add_apart(self._part.unread_equation())
                case "AlternateContent":
                    self._inline(one[:1])
                case name if name and name not in SKIPPED and name != "pPr":
                    self._inline(one)

    def _run(self, run: Any) -> None:
        look = self._part.look(run, self._style)
        if look.is_hidden:
            self._part.hide(run)
            return
        if look.is_white and not self._has_background and any((one.text or "").strip() for one in run.iter("{*}t")):
            self._part.found.is_white = True
        level = 0 if self._is_drop_cap else look.level
        for one in run:
            self._inside(one, look.font, level)

    def _inside(self, element: Any, font: str, level: int) -> None:
        match local_name(element.tag):
            case "t":
                self._line.add(self._part.told(in_signs(element.text or "", font)), level)
            case "sym" | "symEx":  # the other is beyond the first plane
                self._line.add(self._part.told(_symbol(element)), level)
            case "br":
                self._line.add(PAGE_BREAK if attribute(element, "type") == "page" else "\n")
            case "footnoteReference" | "endnoteReference":
                self._line.add(self._part.note(element))
            case "fldChar":
                self._field_mark(element)
            case "instrText":
                self._field = None if self._field is None else self._field + (element.text or "")
            case "AlternateContent":
                for one in element[:1]:
                    self._inside(one, font, level)
            case "drawing" | "pict" | "object":
                self._shapes(element)
            case name if name in _CHARACTERS:
                self._line.add(_CHARACTERS[name], 0 if _CHARACTERS[name].isspace() else level)
            case name if name and name not in SKIPPED:
                for one in element:
                    self._inside(one, font, level)

    def _run_of_equation(self, run: Any) -> str:
        look = self._part.look(run, self._style)
        if look.is_hidden:
            self._part.hide(run)
            return ""
        texts = []
        for one in run:
            match local_name(one.tag):
                case "t":
                    texts.append(in_signs(one.text or "", look.font))
                case "sym":
                    texts.append(_symbol(one))
                case "br" | "cr" | "tab":
                    texts.append(" ")
        return self._part.told("".join(texts))

    def _field_mark(self, element: Any) -> None:
        """Fields that are drawn and have no words of their own: equations, signs, boxes to tick."""
        kind, code = attribute(element, "fldCharType"), self._field
        if kind == "begin":
            self._field = ""
            self._line.add(_form_field(child(element, "ffData")))
        elif code is not None:
            self._field = None
            if code.strip().upper().startswith("EQ "):
                self._line.add_apart(self._part.unread_equation())
            elif kind == "end" and (symbol := _SYMBOL_FIELD.match(code)):
                place = int(symbol["place"], 0)
                self._line.add(self._part.told(sign((symbol["font"] or "").strip(), place)))

    def _shapes(self, element: Any) -> None:
        for one in element:
            match local_name(one.tag):
                case "anchor" | "inline" if _is_hidden_shape(one):
                    self._part.hide(one)
                case "txbxContent":
                    self.boxes.append(self._blocks(self._part, one))
                case "relIds":  # SmartArt
                    self.boxes.append(self._part.figure(attribute(one, "dm")))
                case "chart":
                    self.boxes.append(self._part.figure(attribute(one, "id")))
                case "blip":
                    self.boxes.append(self._part.picture(attribute(one, "embed")))
                case "imagedata":  # as Word drew before 2010
                    self.boxes.append(self._part.picture(attribute(one, "id")))
                case "textpath":
                    self.boxes.append(attribute(one, "string"))
                case "txBody":
                    self.boxes.append("".join(part.text or "" for part in one.iter("{*}t")))
                case "OLEObject" if attribute(one, "ProgID").startswith(("Equation", "Mathtype", "MathType")):
                    self._line.add_apart(self._part.unread_equation())
                case "AlternateContent":
                    self._shapes(one[:1])
                case name if name and name not in SKIPPED:
                    self._shapes(one)


def _symbol(element: Any) -> str:
    """The sign of a ``sym`` element, which names a typeface and a place in it, in hexadecimal."""
    try:
        place = int(attribute(element, "char"), 16)
    except ValueError:
        return MISSING
    return sign(attribute(element, "font"), place)


def _form_field(form: Any) -> str:
    """The state of a box to tick, or the choice from a list, of a form as Word 97 made them."""
    if (box := child(form, "checkBox")) is not None:
        state = next((found for name in ("checked", "default") if (found := child(box, name)) is not None), None)
        return "☒" if is_on(state) else "☐"
    if (choices := child(form, "ddList")) is not None:
        entries = [attribute(one, "val") for one in choices if local_name(one.tag) == "listEntry"]
        chosen = next((attribute(one, "val") for one in choices if local_name(one.tag) in {"result", "default"}), "0")
        return entries[int(chosen)] if chosen.isdecimal() and int(chosen) < len(entries) else ""
    return ""


def _is_hidden_shape(shape: Any) -> bool:
    about = child(shape, "docPr")
    return "1" in {attribute(shape, "hidden"), "" if about is None else attribute(about, "hidden")}

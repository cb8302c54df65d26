"""Pages set as tagged PDFs (PDF/UA-1) by Typst, from texts that are data: none of them becomes markup."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# Letters that the fonts in the package have; another one would stand as a box, which no reader can be told.
_NO_LETTER = re.compile(
    r"[^\t\n\u0020-\u007e\u00a0-\u024f\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ff"
    r"\u0400-\u045f\u1e00-\u1eff\u2010-\u203a\u20a0-\u20ba\u20bd-\u20bf\u2212]"
)
_NOT_ASCII = re.compile(r"[^\t\n\u0020-\u007e]")


def written(template: Path, content: Mapping[str, Any]) -> bytes:
    """The PDF that a template makes of its content, which it reads as JSON from ``sys.inputs.content``.

    A letter that no font has is shown as a question mark.
    """
    import typst  # a third of a second, and few pages need it

    try:
        return _compiled(template, content)
    except typst.TypstError:
        pass
    try:
        return _compiled(template, _without(_NO_LETTER, content))
    except typst.TypstError:  # a letter of these ranges that the fonts lack all the same
        return _compiled(template, _without(_NOT_ASCII, content))


def _compiled(template: Path, content: Mapping[str, Any]) -> bytes:
    import typst

    inputs = {"content": json.dumps(content)}
    made: bytes = typst.compile(template.read_bytes(), format="pdf", pdf_standards="ua-1", sys_inputs=inputs)
    return made


def _without(letters: re.Pattern[str], value: Any) -> Any:
    if isinstance(value, str):
        return letters.sub("?", value)
    if isinstance(value, Mapping):
        return {key: _without(letters, each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without(letters, each) for each in value]
    return value

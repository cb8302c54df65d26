"""Signs of typefaces whose letters are pictures: what stands in a text as a place in Symbol or Wingdings."""

from mammoth.docx.dingbats import dingbats

MISSING = "\N{REPLACEMENT CHARACTER}"

_FONTS = {font.casefold(): font for font, _ in dingbats}
# The table's own signs for these are in few typefaces, and no screen reader knows them: ticks, crosses, boxes, arrows.
_PLAIN = {
    "Wingdings": {
        0x6F: "☐", 0x70: "☐", 0x71: "☐", 0x72: "☐", 0x78: "☒", 0xA8: "☐", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
        0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE7: "←", 0xE8: "→", 0xE9: "↑", 0xEA: "↓", 0xF3: "↔",
        0xEF: "⇐", 0xF0: "⇒", 0xF1: "⇑", 0xF2: "⇓", 0xA7: "▪", 0x9F: "•",
    },
    "Wingdings 2": {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "☐", 0x30: "☐"},
    "Wingdings 3": {0x22: "→", 0x21: "←", 0x23: "↑", 0x24: "↓"},
    "Webdings": {0x61: "✓", 0x63: "☐", 0x72: "✗"},
}  # fmt: skip


def sign(font: str, place: int) -> str:
    """The sign at a place of a typeface; a place of another typeface is the character itself, unless it is private."""
    name = _FONTS.get(font.casefold())
    if name is not None and (place < 0x100 or 0xF000 <= place <= 0xF0FF):
        place &= 0xFF
        plain = _PLAIN.get(name, {}).get(place)
        found = dingbats.get((name, place))
        return plain or (chr(found) if found is not None else MISSING)
    is_private = 0xE000 <= place <= 0xF8FF or not 0x20 <= place <= 0x10FFFF or 0xD800 <= place <= 0xDFFF
    return MISSING if is_private else chr(place)


def in_signs(text: str, font: str) -> str:
    """A text as its typeface shows it."""
    if font.casefold() in _FONTS:
        return "".join(sign(font, ord(letter)) if letter not in " \t\n" else letter for letter in text)
    return "".join(MISSING if "\ue000" <= letter <= "\uf8ff" else letter for letter in text)

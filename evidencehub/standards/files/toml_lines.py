"""Where each table and key of a TOML text stands, since tomllib gives no positions. The text is known to be TOML."""

import re
from collections.abc import Iterator

Place = tuple[str, int, str]  # a table ("" at the top), which of its entries, and a key ("" for the entry itself)

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'  # long strings may end in quotes of their own
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[\[\]{}=,\n]"
    r"|[^\s\[\]{}=,#\"']+",
    re.DOTALL,
)


def places(text: str) -> tuple[dict[Place, int], int, int]:
    """Return the line of everything that has a place, how deep brackets and names are nested, and where that is."""
    finder = _Finder()
    for line, piece in _tokens(text):
        finder.take(piece, line)
    return finder.lines, finder.deepest, finder.deepest_line


def _tokens(text: str) -> Iterator[tuple[int, str]]:
    line, counted = 1, 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        if not match[0].startswith("#"):
            yield line, match[0]


class _Finder:
    """Goes through the tokens: headers, keys, and tables written in braces at the top (``criteria = [{…}, {…}]``)."""

    def __init__(self) -> None:
        self.lines: dict[Place, int] = {}
        self.deepest, self.deepest_line = 0, 1
        self.table, self.index = "", 0
        self.seen: dict[str, int] = {}
        self.open = ""  # the brackets that are open: "[{"
        self.words: list[str] = []  # since the last bracket, comma or line
        self.key = ""  # whose value is being read; "" between statements
        self.header = 0  # the brackets of a header
        self.entry = 0  # which table in braces

    def take(self, piece: str, line: int) -> None:
        if piece == "\n":
            if not self.open:
                self.key, self.header, self.words = "", 0, []
        elif not self.key and not self.open and (piece == "[" or self.header):
            self._take_header(piece, line)
        elif piece in "[{":
            self._open(piece, line)
        elif piece in "]}":
            self.open, self.words = self.open[:-1], []
        elif piece == ",":
            self.words = []
        elif piece == "=":
            self._take_key(line)
        else:
            self.words.append(piece)

    def _take_header(self, piece: str, line: int) -> None:
        if piece == "[":
            self.header += 1
        elif piece != "]":
            self.words.append(piece)
        elif self.words:
            names = _names(self.words)
            self.words = []
            self.table = ".".join(names)
            self.index = self.seen[self.table] = self.seen.get(self.table, -1) + 1
            self.lines[(self.table, self.index, "")] = line
            self.lines.setdefault(("", 0, names[0]), line)
            if len(names) > 1:  # [tiers.requires] says "requires" of the last tier
                self.lines.setdefault((names[0], max(self.seen.get(names[0], 0), 0), names[1]), line)
            self._note_depth(len(names), line)

    def _take_key(self, line: int) -> None:
        names = _names(self.words)
        self.words = []
        if not names:
            return
        if not self.open:
            self.key = names[0]
            self.entry = -1
            self.lines.setdefault((self.table, self.index, names[0]), line)
            self._note_depth(len(names), line)
        elif not self.table and self.open in ("{", "[{"):
            self.lines.setdefault((self.key, max(self.entry, 0), names[0]), line)

    def _open(self, bracket: str, line: int) -> None:
        self.open, self.words = self.open + bracket, []
        if not self.table and self.open in ("{", "[{"):
            self.entry += 1
            self.lines[(self.key, self.entry, "")] = line
        self._note_depth(len(self.open), line)

    def _note_depth(self, depth: int, line: int) -> None:
        if depth > self.deepest:
            self.deepest, self.deepest_line = depth, line


def _names(words: list[str]) -> list[str]:
    """The parts of a key: ``a.b``, ``a."b.c"``."""
    names: list[str] = []
    for word in words:
        if word[0] in "\"'":
            names.append(word[1:-1])
        else:
            names += [part for part in word.split(".") if part]
    return names

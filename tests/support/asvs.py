"""The table of OWASP ASVS 5.0.0, levels 1 and 2: what each requirement asks, and what holds it here.

A row has ``level``, ``asks`` in our own words, and one of: ``tests`` (by node id) and ``written`` (a heading of a
document), ``not_here`` with the reason, or ``gap`` with what is missing and ``harm`` (high, middle or low).
`python -m tests.support.asvs` prints what docs/security.md says of it.
"""

import ast
import sys
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "asvs"
PAGE = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- printed by python -m tests.support.asvs -->", "<!-- until here -->"
HARMS = ("high", "middle", "low")
HELD, NOT_HERE, GAP = "held", "not here", "gap"


def levels() -> dict[str, int]:
    """The level of each requirement of the standard, by its number."""
    sections = tomllib.loads((FOLDER / "levels.toml").read_text(encoding="utf-8"))
    return {f"{name}.{place}": int(level) for name, each in sections.items() for place, level in enumerate(each, 1)}


def chapters() -> list[tuple[str, dict[str, dict[str, Any]]]]:
    """Title and rows of each chapter, in order."""
    paths = sorted(FOLDER.glob("[0-9]*.toml"))
    texts = [path.read_text(encoding="utf-8") for path in paths]
    return [(text.splitlines()[0].removeprefix("# "), tomllib.loads(text)) for text in texts]


def kinds(row: dict[str, Any]) -> list[str]:
    """What a row says; a right one says one thing."""
    said = [HELD] if row.get("tests") or row.get("written") else []
    return said + [kind for kind, name in ((NOT_HERE, "not_here"), (GAP, "gap")) if row.get(name)]


@cache
def tests_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def is_test(node: str) -> bool:
    path, _, name = node.partition("::")
    return (ROOT / path).is_file() and name.startswith("test_") and name in tests_in(path)


def printed() -> str:
    """Counts by chapter, then the gaps, those that do most harm first."""
    lines = ["| chapter | held | not here | gaps |", "|---|---|---|---|"]
    total: Counter[str] = Counter()
    for place, (title, rows) in enumerate(chapters(), 1):
        count = Counter(kind for row in rows.values() for kind in kinds(row))
        total += count
        lines.append(f"| {place}. {title} | {count[HELD]} | {count[NOT_HERE]} | {count[GAP]} |")
    lines.append(f"| all {total.total()} | {total[HELD]} | {total[NOT_HERE]} | {total[GAP]} |")
    lines += ["", "| gap | asks | what is missing | harm |", "|---|---|---|---|"]
    gaps = [(number, row) for _, rows in chapters() for number, row in rows.items() if row.get("gap")]
    for number, row in sorted(gaps, key=lambda gap: HARMS.index(gap[1]["harm"])):
        lines.append(f"| {number} (level {row['level']}) | {row['asks']} | {row['gap']} | {row['harm']} |")
    return "\n".join(lines)


def parts() -> tuple[str, str, str]:
    """The page before, between and after the two marks."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    between, _, after = rest.partition(END)
    return before, between.strip(), after


if __name__ == "__main__":
    before, _, after = parts()
    if "--write" in sys.argv:
        PAGE.write_text(f"{before}{BEGIN}\n\n{printed()}\n\n{END}{after}", encoding="utf-8")
    else:
        print(printed())

"""The rooms of the house, as far as import contracts do not already hold them."""

import ast
from pathlib import Path

from evidencehub.shared.paths import PACKAGE


def _imports(path: Path) -> set[str]:
    found = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)]
    return {f"{node.module}.{name.name}" for node in found for name in node.names}


def test_services_know_nothing_of_the_pages_of_their_room():
    rooms = [pages.parent for pages in PACKAGE.glob("*/pages") if pages.is_dir()]
    assert len(rooms) >= 3
    for room in rooms:
        services = [path for path in room.rglob("*.py") if room / "pages" not in path.parents]
        above = {path.name for path in services for name in _imports(path) if f".{room.name}.pages." in name}
        assert not above, f"in {room.name}"

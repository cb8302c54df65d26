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


def test_every_module_of_views_is_imported_with_its_room():
    """A view that only a test imports is there in that test, and nowhere else."""
    for room in {path.parent for path in PACKAGE.rglob("*_views.py")}:
        reached, waiting = set(), [room / "views.py"]
        while waiting:
            path = waiting.pop()
            reached.add(path)
            told = {name.rpartition(".")[2] for name in _imports(path)} | {
                part for name in _imports(path) for part in name.split(".")
            }
            waiting += [other for other in room.glob("*_views.py") if other.stem in told and other not in reached]
        left = {path.name for path in room.glob("*_views.py")} - {path.name for path in reached}
        assert not left, f"in {room.name}"

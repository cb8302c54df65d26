"""The same reasons told once: many steps ask the same of a study, and JSON has no way to point at what stands above."""

from typing import Any

Explained = dict[str, Any]


class Told:
    """What was told already, in one document. The trees must live as long as this does: they are known by identity."""

    def __init__(self) -> None:
        self._parts: set[int] = set()

    def once(self, tree: Explained) -> Explained:
        """The tree with ``parts`` only where they are told for the first time; else none, and ``told_above``."""
        parts = tree.get("parts")
        if not parts:
            return tree
        if id(parts) in self._parts:
            return {**tree, "parts": [], "told_above": True}
        self._parts.add(id(parts))
        return {**tree, "parts": [self.once(part) for part in parts]}

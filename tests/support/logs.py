"""What a process wrote: its events, and what it told of a secret."""

import json
from typing import Any


def told(text: str, *secrets: str) -> list[str]:
    """Pieces of eight characters of any secret that stand in the text."""
    return [secret[at : at + 8] for secret in secrets for at in range(len(secret) - 7) if secret[at : at + 8] in text]


def events(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]

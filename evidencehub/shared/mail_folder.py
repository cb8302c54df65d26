"""Mails that lie in a folder, one file each, because no server is told of."""

from collections.abc import Callable, Iterable
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import urlsplit

SCHEME = "folder"


def forget(url: str, is_meant: Callable[[str], bool]) -> int:
    """Delete those whose subject or text is meant, and say how many; none where mails go to a server.

    :param url: ``EVIDENCEHUB_MAIL_URL``.
    """
    parts = urlsplit(url)
    folder = Path(parts.path)
    if parts.scheme != SCHEME or not folder.is_dir():
        return 0
    meant = [path for path in folder.glob("*.eml") if is_meant(_words_of(path))]
    for path in meant:
        path.unlink(missing_ok=True)
    return len(meant)


def forget_named(url: str, names: Iterable[str]) -> None:
    """Delete those of these mails, by the ids of their rows; as often as one likes."""
    parts = urlsplit(url)
    if parts.scheme == SCHEME:
        for name in names:
            (Path(parts.path) / f"{name}.eml").unlink(missing_ok=True)


def _words_of(path: Path) -> str:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    body = message.get_body(("plain", "html"))
    return f"{message['subject']}\n{body.get_content() if body else ''}"

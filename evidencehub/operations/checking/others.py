"""What others run and the hub needs: is it there? Nothing is sent or kept."""

import importlib
from collections.abc import Iterator
from urllib.parse import urlsplit

from evidencehub.operations.checking.finding import Finding, ok, wrong
from evidencehub.shared import mail_server
from evidencehub.shared.files import FileStore
from evidencehub.shared.settings import Settings


def mail(settings: Settings) -> Iterator[Finding]:
    if settings.mail_url.startswith("folder:"):
        return
    server = mail_server.parse(settings.mail_url, settings.mail_certificate)
    try:
        mail_server.Connection(server).try_it()
    except mail_server.ServerDown as error:
        yield wrong("Mail", f"{server.host} takes no mails: {error}", "Mails wait until it does, and none is lost.")
    else:
        yield ok("Mail", f"{server.host} answers, and takes the login where there is one.")


def redis(settings: Settings) -> Iterator[Finding]:
    if not settings.redis_url:
        return
    library = importlib.import_module("redis")
    library.Redis.from_url(settings.redis_url, socket_timeout=5, socket_connect_timeout=5).ping()
    yield ok("Redis", f"{urlsplit(settings.redis_url).hostname} answers.")


def file_store(settings: Settings) -> Iterator[Finding]:
    """Asked for a file that cannot be there: a store that is away raises."""
    if settings.files_url.startswith("file:"):
        return
    FileStore(settings.files_url).exists("0" * 64)
    yield ok("File store", f"{urlsplit(settings.files_url).scheme} answers.")

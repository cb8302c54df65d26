"""The port: bound once, before anything is started or said, and shared by all web processes."""

import errno
import socket

from evidencehub.cli.serving.web import BACKLOG
from evidencehub.shared.errors import HubError

_WHY = {
    errno.EADDRINUSE: "something else listens there. Stop it, or choose another port with EVIDENCEHUB_PORT",
    errno.EACCES: "the system does not let you. Choose a port above 1023 with EVIDENCEHUB_PORT",
    errno.EADDRNOTAVAIL: "this machine has no such address. Look at EVIDENCEHUB_HOST",
}


class CannotListen(HubError):
    """The port is taken, or the address is not this machine's."""


def listen(host: str, port: int) -> socket.socket:
    """:raises CannotListen: with the reason, and the setting to change."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError:
        raise CannotListen(f"Cannot listen at {host}: no such address. Look at EVIDENCEHUB_HOST.") from None
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)  # at once: two that have only bound the same port would not notice one another
    except OSError as error:
        listener.close()
        why = _WHY.get(error.errno or 0, error.strerror)
        raise CannotListen(f"Cannot listen at {host}, port {port}: {why}.") from None
    return listener

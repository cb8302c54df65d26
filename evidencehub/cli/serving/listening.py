"""The port: bound once, before anything is started or said, and shared by all web processes.

Where systemd holds it (sd_listen_fds(3)), it stays open over a restart: who comes meanwhile waits, and is not refused.
"""

import errno
import os
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


_FIRST = 3  # the number of the first file that systemd hands over


def handed_over() -> socket.socket | None:
    """The port that somebody who started this process holds for it. :raises CannotListen: it is none, or several."""
    if os.environ.get("LISTEN_PID") != str(os.getpid()):
        return None
    number = os.environ.get("LISTEN_FDS", "")
    for name in ("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"):  # for this process, and for none that it starts
        os.environ.pop(name, None)
    if number != "1":
        raise CannotListen(f"Cannot listen: evidencehub.socket has to name one ListenStream, and {number} came.")
    try:
        listener = socket.socket(fileno=_FIRST)
        is_listening = listener.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
    except OSError as error:
        raise CannotListen(f"Cannot listen at what was handed over: {error.strerror}.") from None
    if not is_listening:
        raise CannotListen("Cannot listen at what was handed over: it takes no connections.")
    os.set_inheritable(_FIRST, False)
    return listener


def listen(host: str, port: int) -> socket.socket:
    """:raises CannotListen: with the reason, and the setting to change."""
    if (listener := handed_over()) is not None:
        return listener
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

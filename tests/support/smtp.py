"""A mail server for tests: it listens on a port of this machine, and answers as it is told, or not at all."""

import socket
import ssl
import threading
import time
from base64 import b64decode
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

# openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj /CN=localhost
#   -addext subjectAltName=DNS:localhost,IP:127.0.0.1; the other one is for another name. They guard nothing.
CERTIFICATES = Path(__file__).parent / "certificates"
OWN, ELSEWHERE = CERTIFICATES / "localhost.pem", CERTIFICATES / "elsewhere.pem"


class MailServer:
    """Takes mails as RFC 5321 has it, as far as a client here asks for it.

    :param tls: "" plain, "starttls" offered, "implicit" from the first byte; with ``certificate``.
    :param answers: what to say in place of "250 OK" to a command, such as ``{"RCPT": "550 No"}``; a function is asked
        with the whole line.
    :param mute: accept connections, and never say a word.
    """

    def __init__(
        self, *, tls: str = "", certificate: Path = OWN, answers: dict[str, str | Callable[[str], str]] | None = None,
        mute: bool = False, port: int = 0,
    ) -> None:  # fmt: skip
        self.tls, self.answers, self.mute = tls, answers or {}, mute
        self.mails: list[str] = []
        self.connections, self.logins, self.in_the_clear = 0, [], []
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate)
        self._socket = socket.create_server(("127.0.0.1", port))
        self.port: int = self._socket.getsockname()[1]
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> "MailServer":
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self.hang_up()
        for each in self._open:
            each.close()
        self._thread.join(10)

    def hang_up(self) -> None:
        """Close every connection, as a server does that finds them idle."""
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def say_slowly(self, text: str, *, seconds: float) -> None:
        """A byte on the newest connection each ``seconds``, without end of line; it ends when the client is gone."""
        for byte in text.encode():
            self._open[-1].sendall(bytes([byte]))
            time.sleep(seconds)

    def _accept(self) -> None:
        talks: list[threading.Thread] = []
        with suppress(OSError):
            while True:
                client, _ = self._socket.accept()
                self._open.append(client)
                self.connections += 1
                if not self.mute:
                    talks.append(threading.Thread(target=self._talk, args=(client,), daemon=True))
                    talks[-1].start()
        for talk in talks:
            talk.join(10)

    def _talk(self, client: socket.socket) -> None:
        with suppress(OSError, ValueError):  # the client went away, or did not like our certificate
            if self.tls == "implicit":
                client = self._wrapped(client)
            _Talk(self, client).run()

    def _wrapped(self, client: socket.socket) -> socket.socket:
        wrapped = self._context.wrap_socket(client, server_side=True)
        self._open.append(wrapped)
        return wrapped


class _Talk:
    def __init__(self, server: MailServer, client: socket.socket) -> None:
        self._server, self._client, self._file = server, client, client.makefile("rb")
        self._is_safe = server.tls == "implicit"

    def _say(self, line: str) -> None:
        self._client.sendall(line.encode() + b"\r\n")

    def run(self) -> None:
        self._say("220 test")
        while line := self._file.readline().decode().strip():
            word = line.split()[0].upper()
            if not self._is_safe:
                self._server.in_the_clear.append(word)
            said = self._server.answers.get(word)
            if said is not None:
                self._say(said(line) if callable(said) else said)
            elif word == "QUIT":
                self._say("221 Bye")
                return
            else:
                getattr(self, f"_{word.lower()}", self._ok)(line)

    def _ok(self, _line: str) -> None:
        self._say("250 OK")

    def _ehlo(self, _line: str) -> None:
        if self._server.tls == "starttls" and not self._is_safe:
            self._say("250-test\r\n250 STARTTLS")
        else:
            self._say("250-test\r\n250 AUTH PLAIN")

    def _starttls(self, _line: str) -> None:
        self._say("220 Go on")
        self._client, self._is_safe = self._server._wrapped(self._client), True
        self._file = self._client.makefile("rb")

    def _auth(self, line: str) -> None:
        self._server.logins.append(b64decode(line.split()[2]).decode().split("\0")[1:])
        self._say("235 Welcome")

    def _data(self, _line: str) -> None:
        self._say("354 Go on")
        lines = []
        while (line := self._file.readline()) not in {b".\r\n", b""}:
            lines.append(line.decode())
        self._server.mails.append("".join(lines))
        self._ok("")

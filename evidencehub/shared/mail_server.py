"""Handing mails to a server: what its address asks for is what happens, TLS is always verified, nothing waits long.

======================================  =====================================================================
``smtp://host``                         no TLS and no login: a relay on this machine or in a network of one's own
``smtp+starttls://[user:pass@]host``    TLS after a plain beginning; a server that does not offer it is refused
``smtps://[user:pass@]host``            TLS from the first byte
``smtp://user:pass@host``               as ``smtp+starttls``: a login never goes out without TLS
======================================  =====================================================================
"""

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from evidencehub.shared.logs import clean
from evidencehub.shared.settings import BadSetting

ANSWER_SECONDS = 5.0  # to connect, and for each answer of the server but the last
# For one mail as a whole, however slowly the server goes on answering. The answer to the text may take all of it: a
# filter for spam takes its time, and who gives up then sends the same mail twice. RFC 5321, 4.5.3.2.6, has minutes.
SEND_SECONDS = 120.0
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_NEVER = 500  # and above: RFC 5321, 4.2.1
_CLOSING = 421  # "service not available, closing": RFC 5321, 4.2.2


class ServerDown(Exception):
    """No mail can be handed over: the server is not there, does not answer, or takes none. No mail is to blame."""


class Refused(Exception):
    """The server will never take this mail to this address, as it stands: its answer began with a 5."""


class Interrupted(Exception):
    """The connection broke in the middle of a mail: because of the server, or because of this mail."""


@dataclass(frozen=True)
class Server:
    """What an address says."""

    host: str
    port: int
    tls: str  # "" none, "starttls", "implicit"
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    certificate: Path | None = None  # trusted in place of this machine's list


def parse(url: str, certificate: str = "") -> Server:
    """:raises BadSetting: the address makes no sense, or the certificate cannot be used with it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/"):
        raise BadSetting(
            "EVIDENCEHUB_MAIL_URL must be folder:///path, smtp://host, smtp+starttls://user:password@host or "
            f"smtps://user:password@host (with :port if it is another than usual), not {clean(url)!r}"
        )
    if (parts.password or parts.username) and not (parts.password and parts.username):
        raise BadSetting("EVIDENCEHUB_MAIL_URL has half a login: give user:password@ or neither")
    tls = {"smtps": "implicit", "smtp+starttls": "starttls"}.get(parts.scheme, "starttls" if parts.username else "")
    return Server(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        tls=tls,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        certificate=_usable(certificate, tls) if certificate else None,
    )


def _usable(certificate: str, tls: str) -> Path:
    path = Path(certificate).expanduser()
    if not tls:
        raise BadSetting(
            "EVIDENCEHUB_MAIL_CERTIFICATE is set, but EVIDENCEHUB_MAIL_URL asks for no TLS: write smtp+starttls:// or "
            "smtps:// there"
        )
    try:
        ssl.create_default_context(cafile=path)
    except (OSError, ssl.SSLError) as error:
        raise BadSetting(f"EVIDENCEHUB_MAIL_CERTIFICATE: there is no certificate in {path} ({error})") from None
    return path


class Connection:
    """Opened when the first mail goes, kept for the next ones, and given back by ``close``."""

    def __init__(
        self, server: Server, *, answer_seconds: float = ANSWER_SECONDS, send_seconds: float = SEND_SECONDS
    ) -> None:
        self._server, self._answer_seconds, self._send_seconds = server, answer_seconds, send_seconds
        self._open: _Smtp | None = None

    def send(self, message: EmailMessage) -> None:
        """Hand one mail over.

        :raises ServerDown: no mail can be handed over now.
        :raises Interrupted: the connection broke, or took too long, while this mail was on its way.
        :raises Refused: the server takes it neither now nor later.
        :raises smtplib.SMTPException: the server does not take this mail now.
        """
        if self._open is None or not self._still_there(self._open):
            self.close()
            self._open = self._connected()
        try:
            with self._open.within(self._send_seconds):
                self._open.send_message(message)
        except smtplib.SMTPSenderRefused as error:
            self.close()
            raise ServerDown(f"The server takes no mail from this sender: {_said(error)}") from error
        except smtplib.SMTPRecipientsRefused as error:
            self._refused(*next(iter(error.recipients.values())), error)
        except smtplib.SMTPResponseException as error:
            self._refused(error.smtp_code, error.smtp_error, error)
        except smtplib.SMTPNotSupportedError as error:  # letters in the address that this server cannot take
            raise Refused(str(error)) from error
        except OSError as error:  # of which a connection that smtplib finds closed is one
            self.close()
            raise Interrupted(str(error)) from error

    def try_it(self) -> None:
        """Connect, sign in where there is a login, and take leave. :raises ServerDown: no mail can be handed over."""
        self._open = self._connected()
        self.close()

    def _refused(self, code: int, said: bytes | str, error: smtplib.SMTPException) -> None:
        """A 4 means later, a 5 never; with 421 the server takes leave of everybody."""
        words = f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
        if code == _CLOSING:
            self.close()
            raise ServerDown(f"The server closes: {words}") from error
        if code >= _NEVER:
            raise Refused(words) from error
        raise error

    def close(self) -> None:
        if self._open is None:
            return
        with suppress(OSError), self._open.within(self._answer_seconds):
            self._open.quit()
        self._open.close()
        self._open = None

    def _still_there(self, smtp: "_Smtp") -> bool:
        """A server may close a connection that it finds idle: that is no failure."""
        try:
            with smtp.within(self._answer_seconds):
                return smtp.noop()[0] == 250
        except OSError:
            return False

    def _connected(self) -> "_Smtp":
        """:raises ServerDown: it is not there, does not answer, is not who it should be, or refuses the login."""
        try:
            return _Smtp(self._server, self._answer_seconds, self._send_seconds)
        except smtplib.SMTPResponseException as error:
            raise ServerDown(f"The server answers: {_said(error)}") from error
        except OSError as error:
            raise ServerDown(f"{type(error).__name__}: {error}") from error


def _said(error: smtplib.SMTPResponseException) -> str:
    said = error.smtp_error
    return f"{error.smtp_code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"


class _Smtp(smtplib.SMTP):
    """A connection that is ready for mails.

    smtplib's time limit is for each read, so that a server which sends a byte now and then would have all the time in
    the world; ``within`` ends the connection when a whole step takes too long.
    """

    def __init__(self, server: Server, answer_seconds: float, seconds: float) -> None:
        self._tls = ssl.create_default_context(cafile=server.certificate) if server.tls else None
        self._from_the_start = server.tls == "implicit"
        self._handle: socket.socket | None = None
        self._answer_seconds, self._seconds = answer_seconds, seconds
        self._too_late = False
        try:
            with self.within(seconds):
                super().__init__(server.host, server.port, timeout=answer_seconds)
                if self._tls and not self._from_the_start:
                    self.starttls(context=self._tls)
                self.ehlo_or_helo_if_needed()
                if server.user:
                    self.login(server.user, server.password)
        except BaseException:
            self.close()
            raise

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        """As ``smtplib.SMTP_SSL`` has it, with a second handle on the connection: TLS takes the first one away."""
        plain = socket.create_connection((host, port), timeout)
        self._handle = plain.dup()
        if self._tls and self._from_the_start:
            return self._tls.wrap_socket(plain, server_hostname=host)
        return plain

    def data(self, msg: Any) -> tuple[int, bytes]:
        """The text itself, whose answer may take longer."""
        if self.sock is not None:
            self.sock.settimeout(self._seconds)
        try:
            return super().data(msg)
        finally:
            if self.sock is not None:
                self.sock.settimeout(self._answer_seconds)

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """:raises TimeoutError: the block took longer."""
        timer = threading.Timer(seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        except OSError as error:
            if self._too_late:
                raise TimeoutError(f"the server was not done within {seconds:.3g} seconds") from error
            raise
        finally:
            timer.cancel()

    def _cut(self) -> None:
        self._too_late = True
        if self._handle is not None:
            with suppress(OSError):
                self._handle.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        super().close()
        if self._handle is not None:
            self._handle.close()

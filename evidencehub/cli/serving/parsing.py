"""A request whose body is too large is read and thrown away, so that its sender gets to see the page that says so.

Answering at once and closing would reset the connection while the browser still sends, and it would show that instead.
"""

from io import BytesIO
from typing import Any

from waitress.parser import HTTPRequestParser, ParsingError

MOST_THROWN_AWAY = 1024**3  # bytes; what announces more is answered at once


class ThrownAway:
    """Takes the place of a body: counts what comes, and keeps nothing."""

    error = None
    completed = False

    def __init__(self, length: int) -> None:
        self._missing = length

    def __len__(self) -> int:
        return 0

    def received(self, data: bytes) -> int:
        taken = min(len(data), self._missing)
        self._missing -= taken
        self.completed = self._missing == 0
        return taken

    def getfile(self) -> BytesIO:
        return BytesIO()

    def getbuf(self) -> BytesIO:
        return BytesIO()


class Parser(HTTPRequestParser):
    """The application sees the length that was announced, and refuses it before it reads."""

    body_rcv: Any
    content_length: int

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if self.chunked and "CONTENT_LENGTH" in self.headers:
            # Two lengths (RFC 9112, 6.1): a proxy in front may believe the other, and see other requests in the bytes.
            raise ParsingError("a request has one length")
        if self.adj.max_request_body_size <= self.content_length <= MOST_THROWN_AWAY:
            self.body_rcv = ThrownAway(self.content_length)
            self.content_length = 0  # of what is kept: waitress would refuse more without a page

    def received(self, data: bytes) -> int:
        if not isinstance(self.body_rcv, ThrownAway):
            taken: int = super().received(data)
            return taken
        taken = self.body_rcv.received(data)
        self.completed = self.body_rcv.completed
        return taken

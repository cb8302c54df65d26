"""Logging: one line an event on standard error, alike for the hub's own events and those of the libraries under it.

What must not stand in a log cannot get there by accident. A traceback is a list of places and has no values in it, and
every text is cleaned of what is somebody's (an e-mail address) or lets somebody in (a token, a password in an address).
Ids stay: with them an operator finds the record.
"""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, TextIO
from uuid import UUID

import structlog
from structlog.processors import JSONRenderer, TimeStamper
from structlog.stdlib import ProcessorFormatter
from structlog.tracebacks import Stack, Trace, extract
from structlog.typing import Processor

Event = MutableMapping[str, Any]
HIDDEN = "…"

LONGEST = 8_000  # characters of one text
# None of them begins anew at each letter of a long word: an error may have a page of somebody's text in it.
_CLEANED = (
    (
        re.compile(r"(?<=://)[^\s\"'<>]*@"),
        f"{HIDDEN}@",
    ),  # the sign-in within an address, before it looks like an e-mail
    (re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]+(?:\.[\w-]+)+"), "(an address)"),
    (re.compile(r"(?<=[\w/])\?[^\s\"'<>]+"), f"?{HIDDEN}"),  # the query of an address
    (re.compile(r"\b(DETAIL|CONTEXT|LINE \d+):.*", re.DOTALL), rf"\1: {HIDDEN}"),  # PostgreSQL names values there
)
_LONG = re.compile(r"[A-Za-z0-9_=-]{16,}(?:\.[A-Za-z0-9_=-]+)*")  # a token, or a part of a key


def clean(text: str) -> str:
    """The text without e-mail addresses, queries of addresses, passwords in addresses, tokens and keys."""
    text = text if len(text) <= LONGEST else text[:LONGEST] + HIDDEN
    for pattern, instead in _CLEANED:
        text = pattern.sub(instead, text)
    return _LONG.sub(lambda found: found[0] if _says_something(found[0]) else HIDDEN, text)


def _says_something(word: str) -> bool:
    """Whether it is a word or the id of a record; anything else of that length was made by a machine to be kept."""
    if not (re.search(r"\d", word) and re.search(r"[A-Za-z]", word)):
        return True
    try:
        UUID(word)
    except ValueError:
        return False
    return True


def configure(form: str = "", stream: TextIO | None = None) -> None:
    """Send every log line of this process to standard error; safe to call again.

    :param form: "json", "plain", or "" for plain on a terminal and JSON elsewhere.
    """
    form = form or ("plain" if (stream or sys.stderr).isatty() else "json")
    first: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *first, ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    handler = _Handler(stream)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=first,
            processors=[
                ProcessorFormatter.remove_processors_meta,
                _cleaned,
                JSONRenderer(ensure_ascii=False) if form == "json" else _in_one_line,
            ],
        )
    )
    root = logging.getLogger()
    for old in [each for each in root.handlers if isinstance(each, _Handler)]:
        root.removeHandler(old)
    root.addHandler(handler)
    logging.getLogger("evidencehub").setLevel(logging.INFO)
    for logger in list(root.manager.loggerDict.values()):
        if isinstance(logger, logging.Logger):  # a library that brought a handler writes here instead
            logger.handlers.clear()
            logger.propagate = True


class _Handler(logging.StreamHandler[TextIO]):
    """Writes to what standard error is at the moment, unless it is given a stream."""

    def __init__(self, stream: TextIO | None) -> None:
        super().__init__(stream)
        self._given = stream

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = self._given or sys.stderr
        super().emit(record)


def _cleaned(_logger: object, _method: str, event: Event) -> Event:
    """The same event with a traceback in place of an exception, and nothing in it that no log may hold."""
    error = event.pop("exc_info", None)
    event.pop("stack_info", None)
    made = {key: value if key in {"request_id", "timestamp"} else _clean_any(value) for key, value in event.items()}
    if error is True:
        error = sys.exc_info()
    elif isinstance(error, BaseException):
        error = (type(error), error, error.__traceback__)
    if isinstance(error, tuple) and error[0] is not None:
        made["exception"] = _traceback(extract(*error, show_locals=False))
    return made


def _clean_any(value: Any) -> Any:
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): _clean_any(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean_any(each) for each in value]
    return clean(value if isinstance(value, str) else repr(value))


def _traceback(trace: Trace) -> str:
    """Where it happened, the cause first, as Python has it: places and messages, no source lines and no values."""
    return "\n".join(line for stack in reversed(trace.stacks) for line in _lines_of(stack))


def _lines_of(stack: Stack) -> list[str]:
    lines = [f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}' for frame in stack.frames]
    lines.append(f"{stack.exc_type}: {clean(stack.exc_value)}")
    lines += [clean(note) for note in stack.exc_notes]
    return lines + [_traceback(inner) for inner in stack.exceptions]


def _in_one_line(_logger: object, _method: str, event: Event) -> str:
    """For a person at a terminal: time, level, what happened, the rest as name=value, and the traceback below."""
    trace = event.pop("exception", None)
    head = [str(event.pop(key, "")) for key in ("timestamp", "level", "event")]
    line = " ".join([*head, *(f"{key}={value}" for key, value in event.items())])
    return f"{line}\n{trace}" if trace else line

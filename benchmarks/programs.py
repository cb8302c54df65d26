"""A search through the API beside the engine's own time and an empty answer of flask-smorest, in one process.

Each question is asked once: nothing is answered from what was kept. The engine is asked by an instance of its own, with
the query that the API makes of the question: with its facets, its counts and the titles of its hits. Which of the two
is asked first changes from question to question, as the second finds the words' other names read already. The empty
answer is one of an application that has nothing else: the hub's own way through a request (who asks, how often, from
where; headers; what may be kept) counts against the hub. Processor time, so that other work on the machine counts
little.

Two ratios: soon after the start, when most hits have a card that the process reads for the first time, and later.
"""

import random
import re
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from flask_smorest import Api, Blueprint
from marshmallow import Schema, fields

from evidencehub.api import edge
from evidencehub.app import create_app
from evidencehub.catalogue.index import counts, searching
from evidencehub.catalogue.index.indexing import complete, engine_of
from evidencehub.catalogue.index.listing import narrowed
from evidencehub.cli import schema, worker
from evidencehub.interchange.demonstration import loading
from evidencehub.search.opening import open_engine
from evidencehub.shared.db import db, reading_only
from evidencehub.shared.files import FileStore
from evidencehub.shared.settings import Settings, load_settings

WARM, SOON, LATER, PER_PAGE = 50, 300, 600, 20  # questions: not counted, of the first ratio, of the second
BAR = 1.5  # what docs/decisions/0148 hopes for; printed, never asserted
_LONG = re.compile(r"[a-z]{4,}")


def measure(*, of_hub: bool) -> dict[str, Any]:
    """:param of_hub: the records of the hub in EVIDENCEHUB_HOME; else those of the demonstration."""
    with _settings(of_hub) as settings:
        app = create_app(settings)
        edge.A_MINUTE = 10**9
        client, empty = app.test_client(use_cookies=False), _empty().test_client(use_cookies=False)
        soon, later = _Taken(), _Taken()
        with app.app_context():
            asked = _questions(settings)
            own = open_engine(settings.search_url, settings.home)
            scope = counts.scope(engine_of(settings))
        for place, words in enumerate(asked):
            acts = {
                "engine": lambda text=words: _ask(app, own, text, scope),
                "api": lambda text=words: _get(client, f"/api/v1/search?q={text}"),
                "empty": lambda: empty.get("/").close(),
                "api_without_counts": lambda text=words: _get(client, f"/api/v1/search?q={text}&fields=hits"),
            }
            names = [*acts] if place % 2 else ["api", "engine", *[*acts][2:]]
            found = {name: _timed(acts[name]) for name in names}
            if place >= WARM:
                (soon if place < WARM + SOON else later).append(found)
        with app.app_context():
            documents = own.status().documents
            db.engine.dispose()
    return {"documents": documents, **soon.said(), "later": later.said()}


class _Taken(list[Mapping[str, float]]):
    """Seconds for each act of each question."""

    def said(self) -> dict[str, float]:
        held = {name: [each[name] for each in self] for name in self[0]}
        beside = [each["engine"] + each["empty"] for each in self]
        ratio = statistics.median(held["api"]) / statistics.median(beside)
        return {
            **{f"{name}_ms": round(1000 * statistics.median(each), 2) for name, each in held.items()},
            "ratio": round(ratio, 2),
        }


def _timed(act: Callable[[], object]) -> float:
    begun = time.process_time()
    act()
    return time.process_time() - begun


def _get(client: Any, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status}")
    answer.close()


def _ask(app: Flask, engine: Any, text: str, scope: counts.Scope) -> None:
    """What the API asks of the engine, with nothing around it."""
    with app.app_context():
        asked = narrowed(searching.Request(text=text), scope)
        query = searching.query_of_page(asked, size=PER_PAGE, collapse="none")
        engine.search(searching.widened(engine, query))


def _questions(settings: Settings) -> list[str]:
    """Two words of one title each, as people type them; no question comes twice."""
    chance, engine = random.Random(7), engine_of(settings)
    hits = searching.ask(engine, searching.Query(limit=2_000, facets=())).hits
    titles = [words for hit in hits if len(words := sorted({*_LONG.findall(hit.title.lower())})) > 1]
    found = dict.fromkeys(" ".join(chance.sample(chance.choice(titles), 2)) for _ in range(40 * SOON))
    return [*found][: WARM + SOON + LATER]


def _empty() -> Flask:
    """One call that answers an empty object through its schema."""
    app, calls = Flask("empty"), Blueprint("empty", __name__)

    class Nothing(Schema):
        total = fields.Integer()

    @calls.get("/")
    @calls.arguments(Schema.from_dict({"q": fields.String()}), location="query")
    @calls.response(200, Nothing)
    def nothing(_asked: object) -> dict[str, int]:
        return {"total": 0}

    app.config.update(API_TITLE="Empty", API_VERSION="1", OPENAPI_VERSION="3.1.0")
    Api(app).register_blueprint(calls)
    return app


@contextmanager
def _settings(of_hub: bool) -> Iterator[Settings]:
    if of_hub:
        settings = load_settings()
        app = create_app(settings)
        with app.app_context(), reading_only():
            complete(db.session)  # cards of an earlier release would be made anew in each answer
            db.engine.dispose()
        yield settings
        return
    with TemporaryDirectory() as home:
        settings = load_settings({"EVIDENCEHUB_HOME": home})
        schema.upgrade(settings.database_url)
        app = create_app(settings)
        with app.app_context():
            store = FileStore(settings.files_url)
            loading.load(db.sessionmaker, home=Path(settings.home), store=store, max_bytes=settings.max_upload_bytes)
        worker.run_due(app)
        yield settings


def lines(found: dict[str, Any]) -> list[str]:
    later = found["later"]
    return [
        f"A search through the API, {found['documents']:,} records, made anew: {found['api_ms']} ms (without counts of "
        f"facets {found['api_without_counts_ms']}), beside {found['engine_ms']} of the engine alone and "
        f"{found['empty_ms']} of an empty answer: {found['ratio']} times both together (the aim is at most {BAR}).",
        f"Once most cards were read: {later['api_ms']} ms, beside {later['engine_ms']} and {later['empty_ms']}: "
        f"{later['ratio']} times.",
    ]

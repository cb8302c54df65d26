"""Commands over the catalogue: the index, and searching it."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import cast

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import func, select

from evidencehub.catalogue.index import embedding, facets, indexing
from evidencehub.catalogue.index.by_meaning import WithMeaning
from evidencehub.catalogue.index.schemas import AnswerSchema
from evidencehub.catalogue.index.searching import EARLIEST, LATEST, find
from evidencehub.catalogue.index.traits import PUBLIC
from evidencehub.cli.hub import hub
from evidencehub.meaning.holding import held_if_possible
from evidencehub.meaning.model import source
from evidencehub.projects.models import Evaluation
from evidencehub.search.contract import Collapse, Engine, IndexAway, IndexDamaged
from evidencehub.search.opening import place_of
from evidencehub.shared.db import db, reading_only
from evidencehub.shared.errors import HubError, Invalid
from evidencehub.shared.settings import Settings, load_settings

SHOWN = 5  # ids of each kind that `index verify` prints


@contextmanager
def search_engine(*, by_meaning: bool = False) -> Iterator[Engine]:
    """The engine of this hub, with the database at hand for reading.

    :param by_meaning: for questions: the model is held by this process where no other does, if the hub wants it.
    """
    settings = load_settings()
    with hub(settings) as app:
        try:
            with app.app_context(), reading_only(), model_held(settings) if by_meaning else nullcontext():
                yield indexing.engine_of(settings)
        except IndexDamaged as error:
            raise Invalid(f"{error}. Mend it with: evidencehub index rebuild") from None
        except IndexAway as error:
            raise Invalid(f"{error}. Nothing is lost: try again when it does.") from None


def model_held(settings: Settings) -> AbstractContextManager[None]:
    return held_if_possible(settings.home, settings.meaning_model) if settings.meaning else nullcontext()


@click.group()
def index() -> None:
    """The search index: a copy of the database that can be made anew at any time."""


@index.command("rebuild")
def index_rebuild() -> None:
    """Make the whole index anew; the old one answers until the new one is complete."""
    with search_engine() as engine:
        # An estimate: a project may have more evaluations than are public.
        expected = db.session.scalar(select(func.count()).select_from(Evaluation)) or 0
        columns = (TextColumn("Indexing"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("Indexing", total=expected or None)
            count = indexing.rebuild(db.session, engine, lambda done: bar.update(task, completed=done))
    click.echo(f"Indexed {count:,} records{_on_a_cluster()}.")


@index.command("status")
@click.option("--json", "as_json", is_flag=True)
def index_status(as_json: bool) -> None:
    """Say how many records the index holds, and where it is."""
    with search_engine() as engine:
        status, meaning = engine.status(), embedding.state(engine)
    row = {
        "documents": status.documents, "generation": status.generation, "folder": status.folder,
        "size_bytes": status.size_bytes, "segments": status.segments, "meaning": vars(meaning) if meaning else None,
    }  # fmt: skip
    if as_json:
        click.echo(json.dumps(row, indent=2))
        return
    for name, value in (row | {"meaning": _in_words(meaning)}).items():
        click.echo(f"{name.replace('_', ' '):<12}{value}")


def _on_a_cluster() -> str:
    settings = load_settings()
    place = place_of(settings.search_url, settings.home)
    return "" if place.startswith("the folder") else f" on {place}"


def _in_words(meaning: embedding.State | None) -> str:
    if meaning is None:
        return "off"
    if meaning.trouble:
        return f"on, but searches are ordered by words only: {meaning.trouble}"
    return f"on, {meaning.embedded:,} of {meaning.records:,} records embedded"


@index.command("embed")
def index_embed() -> None:
    """Make the vectors that search by meaning lacks; the worker does it too. It may be stopped, and run again."""
    settings = load_settings()
    if not settings.meaning:
        raise Invalid("search by meaning is off: EVIDENCEHUB_MEANING=on")
    source(settings.meaning_model)
    with search_engine(by_meaning=True) as engine:
        if not isinstance(engine, WithMeaning):
            raise Invalid("this engine keeps no vectors")
        wanted = embedding.missing(db.session, engine)
        db.session.rollback()
        columns = (TextColumn("Embedding"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        count = 0
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            for key in bar.track(wanted, description="Embedding"):
                count += embedding.embed(db.sessionmaker, engine, settings.home, key)
        found = embedding.state(engine)
    click.echo(f"Embedded {count:,} records; {_in_words(found)}.")


@index.command("verify")
@click.option("--json", "as_json", is_flag=True)
def index_verify(as_json: bool) -> None:
    """Compare the index with the database; exit 1 where they differ."""
    with search_engine() as engine:
        found = indexing.verify(db.session, engine)
    if as_json:
        rows = {"missing": found.missing, "extra": found.extra, "changed": found.changed}
        click.echo(json.dumps(rows, indent=2))
    else:
        for kind, ids in (("missing", found.missing), ("extra", found.extra), ("changed", found.changed)):
            for key in ids[:SHOWN]:
                click.echo(f"{kind} {key}", err=True)
            if len(ids) > SHOWN:
                click.echo(f"{kind}: {len(ids) - SHOWN:,} more", err=True)
    if found.count:
        raise Invalid(f"the index differs from the database in {found.count:,} records: evidencehub index rebuild")
    if not as_json:
        click.echo(f"The index{_on_a_cluster()} and the database agree.")


def _values(name: str) -> str:
    return f"Only this {name}; may be given more than once."


@click.command()
@click.argument("query")
@click.option("--outcome", "outcome", multiple=True, help=_values("outcome area or outcome"))
@click.option("--tier", multiple=True, type=click.Choice(list(facets.tier_labels())), help=_values("tier"))
@click.option("--direction", multiple=True, type=click.Choice(list(facets.DIRECTIONS)), help=_values("direction"))
@click.option("--population", multiple=True, help=_values("population"))
@click.option("--age", multiple=True, help=_values("age") + ' In years: "6", or "6-7".')
@click.option("--need", multiple=True, help=_values("level of need"))
@click.option("--setting", multiple=True, help=_values("setting"))
@click.option("--delivery", multiple=True, help=_values("way of giving it"))
@click.option("--cost", multiple=True, help=_values("band of costs") + " From 1 to 5.")
@click.option("--place", multiple=True, help=_values("country, or part of one"))
@click.option("--design", multiple=True, help=_values("study design"))
@click.option("--studies", multiple=True, help=_values("number of studies") + ' "one" or "several".')
@click.option("--source", multiple=True, help=_values("source") + ' "here" is what was submitted to this hub.')
@click.option("--rating", multiple=True, help=_values("rating by its source"))
@click.option("--report", multiple=True, type=click.Choice([PUBLIC]), help="Only with a full report to read.")
@click.option("--from", "since", type=click.IntRange(EARLIEST, LATEST), help="Only studies of this year and later.")
@click.option("--to", "until", type=click.IntRange(EARLIEST, LATEST), help="Only studies of this year and earlier.")
@click.option("--results", multiple=True, type=click.Choice([facets.NO_RESULTS]), help="Also what nobody has studied.")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(0, 1000))
@click.option("--collapse", default="none", show_default=True, type=click.Choice(["none", "project"]))
@click.option("--json", "as_json", is_flag=True)
def search(
    query: str,
    limit: int,
    collapse: str,
    as_json: bool,
    since: int | None,
    until: int | None,
    **chosen: tuple[str, ...],
) -> None:
    """Find evaluations, or projects with --collapse project, by the same search as the site."""
    _check(chosen)
    with search_engine(by_meaning=True) as engine:
        years = (since or EARLIEST, until or LATEST) if since or until else None
        answer = find(engine, query, chosen, limit=limit, collapse=cast(Collapse, collapse), years=years)
    if as_json:
        click.echo(json.dumps(AnswerSchema().dump(answer), indent=2, ensure_ascii=False))
        return
    for hit in answer.hits:
        more = f"  (and {hit.others} more)" if hit.others else ""
        click.echo(f"{hit.score:8.3f}  {hit.id}  {hit.title}{more}")
    if answer.by_meaning:
        click.echo("Ordered also by meaning.")
    close = ", for words close to it" if answer.loosened else ""
    click.echo(f"{answer.total:,} found{close}.")


def _check(chosen: dict[str, tuple[str, ...]]) -> None:
    """:raises click.BadParameter: a value is not in the vocabulary; the nearest is named."""
    for name, values in chosen.items():
        try:
            facets.check(name, values)
        except HubError as error:
            raise click.BadParameter(str(error), param_hint=f"--{name}") from None


COMMANDS = (index, search)

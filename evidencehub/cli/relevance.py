"""``relevance``: how well the search orders a collection whose answers are known."""

import json
from pathlib import Path

import click

from evidencehub.catalogue.index.relevance import measure, read_judgements, read_queries
from evidencehub.cli.catalogue import search_engine

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("queries", type=_FILE)
@click.argument("judgements", type=_FILE)
@click.option("--json", "as_json", is_flag=True)
def relevance(queries: Path, judgements: Path, as_json: bool) -> None:
    """Ask QUERIES of this hub's search and compare its first 100 answers with JUDGEMENTS.

    QUERIES.tsv has lines of a query's name, a tab and its text; JUDGEMENTS.tsv the query's name, a record's external_id
    and a grade, with tabs between them. A grade above 0 is relevant, and the higher the better.
    With search by meaning on, by_meaning says of how many queries it had a part in the order.
    """
    asked, judged = read_queries(queries), read_judgements(judgements)
    with search_engine(by_meaning=True) as engine:
        found = measure(engine, asked, judged)
    row = {
        "ndcg@10": round(found.ndcg_10, 4), "ap@100": round(found.ap_100, 4), "recall@100": round(found.recall_100, 4),
        "ms_per_query": round(found.ms_per_query, 3), "queries": found.queries,
    }  # fmt: skip
    if found.by_meaning:
        row["by_meaning"] = found.by_meaning
    if as_json:
        click.echo(json.dumps(row, indent=2))
        return
    for name, value in row.items():
        click.echo(f"{name:<14}{value}")


COMMANDS = (relevance,)

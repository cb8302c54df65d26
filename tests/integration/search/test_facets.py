"""A new facet is one more field of a row: everything else follows from the list, however long it gets."""

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from evidencehub.catalogue.index.facets import KINDS
from evidencehub.search import store
from evidencehub.search.contract import CELL_FACETS, FACETS, Document, IndexDamaged, Query, Row
from evidencehub.search.opening import open_engine

ROOT = Path(__file__).parents[3]
MORE = 7  # with today's six there are thirteen, and the numbers of the last three have two digits

# Runs with rows that have more fields than they have today, as if they were written in the contract's source.
WITH_MORE_FACETS = f"""
    import importlib.util, json, sys, types
    from pathlib import Path

    name = "evidencehub.search.contract"
    source = Path(importlib.util.find_spec(name).origin).read_text()
    last = '    design: str = "not-stated"\\n'
    assert source.count(last) == 1
    source = source.replace(last, last + "".join(f'    more_{{n}}: str = "none"\\n' for n in range({MORE})))
    contract = sys.modules[name] = types.ModuleType(name)
    exec(compile(source, name, "exec"), contract.__dict__)

    from evidencehub.search.opening import open_engine

    def row(number):
        return contract.Row(outcome=("attainment",), population=("adults", "general"),
                            **{{f"more_{{n}}": f"{{n}}-{{number % (n + 2)}}" for n in range({MORE})}})

    engine = open_engine("", Path(sys.argv[1]))
    engine.rebuild(contract.Document(str(n), "", "", "Clubs", "", (row(n),), source="wwc") for n in range(40))
    engine.apply([contract.Document(str(n), "", "", "Clubs", "", (row(n),), source="wwc") for n in range(40, 60)])
    chosen = {{"more_6": frozenset({{"6-3"}}), "population": frozenset({{"general"}})}}
    answers = [engine.search(contract.Query(limit=0)), engine.search(contract.Query(filters=chosen, limit=0))]
    print(json.dumps([contract.CELL_FACETS, *[[answer.total, answer.facets] for answer in answers]]))
"""


def test_thirteen_facets_are_kept_apart(tmp_path):
    command = [sys.executable, "-c", textwrap.dedent(WITH_MORE_FACETS), str(tmp_path)]
    ran = subprocess.run(
        command, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
    )
    facets, (total, counts), (chosen_total, chosen_counts) = json.loads(ran.stdout)
    added = [f"more_{n}" for n in range(MORE)]
    assert facets == [*CELL_FACETS[:-1], *added, "source"]
    assert (total, counts["source"], counts["population"]) == (60, {"wwc": 60}, {"adults": 60, "general": 60})
    numbers = range(60)
    for n, facet in enumerate(added):
        wanted = {f"{n}-{rest}": sum(number % (n + 2) == rest for number in numbers) for rest in range(n + 2)}
        assert counts[facet] == wanted, facet
    of_those = [number for number in numbers if number % 8 == 3]
    assert chosen_total == len(of_those)
    assert chosen_counts["more_0"] == {"0-1": len(of_those)}
    assert chosen_counts["source"] == {"wwc": len(of_those)}


def test_every_facet_has_a_place_among_the_filters_of_the_search_page():
    assert sorted(kind.name for kind in KINDS) == sorted(FACETS)


def test_an_index_that_was_made_with_other_facets_asks_for_a_rebuild(tmp_path, monkeypatch):
    engine = open_engine("", tmp_path)
    monkeypatch.setattr(store, "FORMAT", store.FORMAT.replace("tier", "step"))
    engine.rebuild([Document("1", "", "", "Clubs", "", (Row(),))])
    monkeypatch.undo()
    with pytest.raises(IndexDamaged, match="made by another version; run: evidencehub index rebuild"):
        open_engine("", tmp_path).search(Query())

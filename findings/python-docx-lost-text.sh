#!/usr/bin/env bash
# python-docx's paragraphs leave out equations, symbols, tracked insertions and content controls, each without a gap.
#
# Expected: `Paragraph.text` is documented as the text of the paragraph, with that of its links. Of a tracked change
#     one expects the old words or the new ones.
# Seen: neither: deleted words are out, and inserted ones too. An equation is left out with the numbers in it, and so
#     is a symbol from Word's symbol window (between "p" and "0.05" two blanks remain). What stands in a content
#     control is in no paragraph, and `iter_inner_content` passes over it.
# Version: python-docx 1.2.0.
# For an evidence hub: effect sizes stand in equations, funders' templates are made of content controls, and a report
#     comes back from its reviewers with tracked changes. Walk the XML instead.
# Known: python-openxml/python-docx#340 and #1123 (tracked changes), #948 (symbols), #1011 (equations).
set -euo pipefail

packages=(
    lxml==6.1.3
    python-docx==1.2.0
    typing_extensions==4.16.0
)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --no-deps "${packages[@]}"
cd "$work"
venv/bin/python - <<'PY'
import docx
from docx.oxml import parse_xml

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
report = docx.Document()


def add(xml):
    report.element.body.insert(-1, parse_xml(xml.replace(">", f" {NAMESPACES}>", 1)))



run = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
add(
    "<w:p>"
    + run.format("The effect was ")
    + '<m:oMath><m:r><m:t>d=0.35</m:t></m:r></m:oMath><w:r><w:t xml:space="preserve">, p </w:t>'
    + '<w:sym w:font="Symbol" w:char="F0A3"/></w:r>'
    + run.format(" 0.05, in ")
    + '<w:del w:id="1" w:author="A"><w:r><w:delText>four</w:delText></w:r></w:del>'
    + f'<w:ins w:id="2" w:author="A">{run.format("fourteen")}</w:ins>'
    + run.format(" schools.")
    + "</w:p>"
)
add(f"<w:sdt><w:sdtContent><w:p>{run.format('Pupils were allocated at random.')}</w:p></w:sdtContent></w:sdt>")
report.save("report.docx")
read = docx.Document("report.docx")
seen = [paragraph.text for paragraph in read.paragraphs], len(list(read.iter_inner_content()))
recorded = ["The effect was , p  0.05, in  schools."], 1

print("seen:    ", seen)
print("recorded:", recorded)
raise SystemExit(None if seen == recorded else "this has changed")
PY

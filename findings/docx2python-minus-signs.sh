#!/usr/bin/env bash
# docx2python drops the minus sign of "-0.35" if it was typed so that the number does not break over two lines.
#
# Expected: Ctrl+Shift+Hyphen in Word writes <w:noBreakHyphen/>, which is shown as a hyphen. python-docx reads it as
#     one, and the README of docx2python says that it extracts the text.
# Seen: it is left out without a mark, so an effect of -0.35 reads as 0.35. And the sign for "less than or equal" from
#     Word's symbol window becomes HTML for a pound sign in another font, in text that has no other HTML.
# Version: docx2python 3.7.1.
# For an evidence hub: harm becomes benefit in the text that reviewers search and quote.
# Known: nothing found for docx2python; python-openxml/python-docx#454 and mwilliamson/mammoth.js#119 were the like.
set -euo pipefail

packages=(
    docx2python==3.7.1
    lxml==6.1.3
    paragraphs==1.0.1
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
from docx2python import docx2python

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
report = docx.Document()


def add(xml):
    report.element.body.insert(-1, parse_xml(xml.replace(">", f" {NAMESPACES}>", 1)))



add(
    '<w:p><w:r><w:t xml:space="preserve">d = </w:t><w:noBreakHyphen/><w:t xml:space="preserve">0.35, p </w:t>'
    '<w:sym w:font="Symbol" w:char="F0A3"/><w:t xml:space="preserve"> 0.05</w:t></w:r></w:p>'
)
report.save("report.docx")
with docx2python("report.docx") as read:
    seen = read.text.strip(), docx.Document("report.docx").paragraphs[0].text
recorded = "d = 0.35, p <span style=font-family:Symbol>&#x00A3;</span> 0.05", "d = -0.35, p  0.05"

print("seen:    ", seen)
print("recorded:", recorded)
raise SystemExit(None if seen == recorded else "this has changed")
PY

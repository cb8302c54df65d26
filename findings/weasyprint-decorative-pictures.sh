#!/usr/bin/env bash
# WeasyPrint's PDF/UA has figures without a description: decorative pictures, and SVGs named by aria-label.
#
# Expected: alt="" says that a picture is to be skipped, and aria-label names an SVG; PDF/UA-1 wants the former as an
#     artifact and a text alternative for each figure. The documentation offers pdf_variant="pdf/ua-1".
# Seen: <img alt=""> and <svg role="img" aria-label="..."> both become a /Figure without /Alt, in a file that declares
#     PDF/UA. An <img> with a text alternative is right, and so is an SVG with a <title>. No warning.
# Version: WeasyPrint 70.0, which needs Pango on the machine.
# For an evidence hub: a page that passes every check in the browser gives a certificate that fails them, and a screen
#     reader says "figure" at each ornament and at the chart. Give charts a <title>, and draw ornaments as
#     backgrounds.
# Known: Kozea/WeasyPrint#2550 (aria-hidden); #1838 and #1872 on what was mended.
set -euo pipefail

packages=(
    brotli==1.2.1
    cffi==2.1.1
    cssselect2==0.10.1
    fonttools==4.68.0
    lxml==6.1.3
    packaging==26.4
    pikepdf==10.18.0
    pillow==13.0.0
    pycparser==3.12
    pydyf==0.13.0
    pyphen==0.18.1
    tinycss2==1.5.1
    tinyhtml5==2.1.0
    weasyprint==70.0
    webencodings==0.6.1
    zopfli==0.4.3
)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --no-deps "${packages[@]}"
cd "$work"
venv/bin/python - <<'PY'
import io

import pikepdf
import weasyprint
from PIL import Image

Image.new("RGB", (40, 20)).save("picture.png")
page = """<html lang="en-GB"><title>Certificate</title><body>
<img src="picture.png" alt="Our mark"><img src="picture.png" alt="">
<svg role="img" width="40" height="20"><title>Bar chart</title><rect width="40" height="20"/></svg>
<svg role="img" aria-label="Bar chart" width="40" height="20"><rect width="40" height="20"/></svg>"""
pdf = pikepdf.open(io.BytesIO(weasyprint.HTML(string=page, base_url=".").write_pdf(pdf_variant="pdf/ua-1")))
seen = []


def walk(node):
    if isinstance(node, pikepdf.Array):
        for child in node:
            walk(child)
    elif isinstance(node, pikepdf.Dictionary):
        if node.get("/S") == "/Figure":
            seen.append(str(node["/Alt"]) if "/Alt" in node else None)
        walk(node.get("/K"))


walk(pdf.Root.StructTreeRoot)
seen.append(b"pdfuaid" in pdf.Root.Metadata.read_bytes())
recorded = ["Our mark", None, "Bar chart", None, True]

print("seen:    ", seen)
print("recorded:", recorded)
raise SystemExit(None if seen == recorded else "this has changed")
PY

#!/usr/bin/env bash
# fpdf2 declares a PDF tagged once one picture has a text alternative, and then the picture is all that is tagged.
#
# Expected: the documentation offers `alt_text` to make pictures accessible. So: the picture gains a description and
#     all else stays as it was; a file whose headings and paragraphs have no tags does not call itself tagged.
# Seen: without `alt_text` the file has no structure and does not claim any. With it, the catalogue says /Marked true
#     and the tree holds one Document with one Figure; heading and paragraph are in no tag. Screen readers follow the
#     tree of a tagged file: what is not in it may not be read out.
# Version: fpdf2 2.8.9.
# For an evidence hub: describing the chart on a certificate, as accessibility asks, can silence its words. Say in the
#     text what the picture shows, or make the PDF with something that tags everything.
# Known: py-pdf/fpdf2#355 says that only such pictures are tagged, not what the file then claims.
set -euo pipefail

packages=(
    defusedxml==0.7.1
    fonttools==4.68.0
    fpdf2==2.8.9
    lxml==6.1.3
    packaging==26.4
    pikepdf==10.18.0
    pillow==13.0.0
)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --no-deps "${packages[@]}"
cd "$work"
venv/bin/python - <<'PY'
import io

import fpdf
import pikepdf
from PIL import Image


def structure(alt_text):
    """Whether the file says that it is tagged, and the roles in its tree."""
    pdf = fpdf.FPDF()
    pdf.set_lang("en-GB")
    pdf.add_page()
    pdf.set_font("Helvetica", size=12)
    pdf.start_section("Results")
    pdf.multi_cell(0, 8, "Pupils who were mentored missed fewer days of school.")
    pdf.image(Image.new("RGB", (40, 20)), alt_text=alt_text)
    written = pikepdf.open(io.BytesIO(bytes(pdf.output())))
    root, roles = written.Root, []

    def walk(node):
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            roles.extend([str(node.S)] if "/S" in node else [])
            walk(node.get("/K"))

    walk(root.get("/StructTreeRoot"))
    return bool(root.get("/MarkInfo", {}).get("/Marked", False)), roles


seen = structure(None), structure("Bar chart: 4 days fewer")
recorded = (False, []), (True, ["/Document", "/Figure"])

print("seen:    ", seen)
print("recorded:", recorded)
raise SystemExit(None if seen == recorded else "this has changed")
PY

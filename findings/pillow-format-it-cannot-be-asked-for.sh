#!/usr/bin/env bash
# Pillow calls a photograph of some phones "MPO", and raises KeyError where it is asked to open MPO.
#
# Expected: what Image.open calls the format of a picture can be among the formats that it is told to try; an unknown one
#     is refused in words, or passed over.
# Seen: the format of such a file is "MPO". Image.open(file, formats=["MPO"]) raises KeyError('MPO'), and so does every
#     file that an earlier format in the list does not take, with ["JPEG", "MPO", "PNG"] each PNG.
# Version: Pillow 13.0.0.
# For an evidence hub: whoever limits what is opened, for files of strangers, and has MPO in the list, opens no PNG. The
#     error is no UnidentifiedImageError, and where any exception means "damaged" nobody notices.
# Known: MPO is opened by the JPEG plugin, which the list of formats says; that its name cannot be given we did not find.
set -euo pipefail

packages=(
    pillow==13.0.0
)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --no-deps "${packages[@]}"
cd "$work"
venv/bin/python - <<'PY'
import io

from PIL import Image

first, second = Image.new("RGB", (8, 8), "red"), Image.new("RGB", (8, 8), "blue")
phone, drawing = io.BytesIO(), io.BytesIO()
first.save(phone, "MPO", save_all=True, append_images=[second])
first.save(drawing, "PNG")


def opened(file, formats):
    try:
        return Image.open(io.BytesIO(file.getvalue()), formats=formats).format
    except Exception as error:
        return repr(error)


seen = [
    opened(phone, None), opened(phone, ["JPEG"]), opened(phone, ["MPO"]), opened(drawing, ["PNG"]),
    opened(drawing, ["JPEG", "MPO", "PNG"]),
]
recorded = ["MPO", "MPO", "KeyError('MPO')", "PNG", "KeyError('MPO')"]
print("seen    ", seen)
print("recorded", recorded)
raise SystemExit(seen != recorded)
PY

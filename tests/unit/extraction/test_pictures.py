"""Notes are gone from every kind of picture that holds some, and not one point of it has changed."""

import io
import struct

import pytest
from PIL import Image, ImageChops, TiffImagePlugin
from PIL.Image import Exif

from evidencehub.extraction.cleaning.pictures import without_notes

SVG = b"""<?xml version="1.0"?><!-- Jane Holloway -->
<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
  xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" sodipodi:docname="/home/jane/plan.svg" width="9">
<metadata><creator>Jane Holloway</creator></metadata><sodipodi:namedview inkscape:current-layer="Jane"/>
<title>Attendance by month</title><rect width="4" height="4"/>kept<!-- Jane --></svg>"""


def a_picture():
    made = Image.new("RGB", (9, 7))
    made.putdata([(x * 20, y * 30, 99) for y in range(7) for x in range(9)])
    return made


def saved(made, kind, **options):
    target = io.BytesIO()
    made.save(target, kind, **options)
    return target.getvalue()


def a_tiff(**options):
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[315], tags[270], tags[305], tags[33432] = "Jane Holloway", "Drawn by Jane", "Jane's program", "Jane H."
    tags[700], tags[316] = b"<x:xmpmeta>Jane Holloway</x:xmpmeta>", "JANES-LAPTOP"
    notes = Exif()
    notes.update(tags)
    notes.get_ifd(34665)[37510] = b"Jane Holloway"
    return saved(a_picture(), "TIFF", exif=notes, **options)


def an_emf():
    told = "Jane's program\0Plan of Jane\0\0".encode("utf-16-le")
    header = struct.pack("<II", 1, 88 + len(told)) + bytes(32) + b" EMF" + bytes(16)
    header += struct.pack("<II", len(told) // 2, 88) + bytes(20) + told
    private = b"JANE Holloway..."
    drawn = b"EMF+" + bytes(8)
    records = [struct.pack("<III", 70, 12 + len(each), len(each)) + each for each in (private, drawn)]
    return header + b"".join(records) + struct.pack("<IIIII", 14, 20, 0, 0, 20)


def a_gif():
    frames = [a_picture().convert("P"), a_picture().rotate(180).convert("P")]
    made = saved(frames[0], "GIF", save_all=True, append_images=frames[1:], loop=3, comment=b"Jane Holloway")
    xmp = b"\x21\xff\x0bXMP DataXMP" + b"\x0dJane Holloway\x00"
    return made[:-1] + xmp + made[-1:]


@pytest.mark.parametrize("make", [a_gif, a_tiff, lambda: a_tiff(compression="tiff_lzw")])
def test_a_picture_of_points_keeps_every_point_and_no_note(make):
    before = make()
    assert b"Jane" in before
    after = without_notes(before)
    assert b"Jane" not in after and b"JANE" not in after
    one, other = Image.open(io.BytesIO(before)), Image.open(io.BytesIO(after))
    for frame in range(getattr(one, "n_frames", 1)):
        one.seek(frame)
        other.seek(frame)
        assert ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getbbox() is None
    assert (one.size, one.info.get("loop")) == (other.size, other.info.get("loop"))
    assert without_notes(after) == after, "there is nothing more to take out"


def test_a_tiff_of_several_pages_loses_the_notes_of_each():
    notes = Exif()
    notes[315] = "Jane Holloway"
    before = saved(a_picture(), "TIFF", exif=notes, save_all=True, append_images=[a_picture()])
    assert before.count(b"Jane") >= 1
    after = without_notes(before)
    assert b"Jane" not in after and Image.open(io.BytesIO(after)).n_frames == 2


def test_a_drawing_loses_metadata_remarks_and_what_its_program_added():
    after = without_notes(SVG)
    assert b"Jane" not in after and b"jane" not in after and b"namedview" not in after
    assert b"Attendance by month" in after and b"<rect" in after and b"kept" in after
    assert without_notes(after) == after


def test_a_drawing_of_windows_keeps_its_records_and_their_length():
    before, after = an_emf(), without_notes(an_emf())
    assert "Jane".encode("utf-16-le") in before and b"JANE" in before
    assert "Jane".encode("utf-16-le") not in after and b"JANE" not in after
    assert len(after) == len(before) and b"EMF+" in after


@pytest.mark.parametrize("make", [a_gif, a_tiff, an_emf, lambda: SVG])
def test_what_is_damaged_is_left_and_never_fails(make):
    whole = make()
    for length in range(0, len(whole), 7):
        without_notes(whole[:length])
    for place in range(0, len(whole), 5):
        without_notes(whole[:place] + b"\xff" + whole[place + 1 :])

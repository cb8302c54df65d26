"""Pictures for tests: a real photograph, and drawings that are none.

``coffee.jpg`` is made smaller from a photograph by Rachel Michetti, who gave it to everybody (CC0); scikit-image ships
it.
"""

import io
import random
from pathlib import Path

from PIL import ExifTags, Image, ImageDraw, ImageFilter

COFFEE = Path(__file__).with_name("coffee.jpg")


def as_jpeg(picture, **options):
    target = io.BytesIO()
    picture.convert("RGB").save(target, "JPEG", quality=75, **options)
    return target.getvalue()


def as_png(picture):
    target = io.BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


def a_photograph(*, with_notes=False, left=0):
    """A JPEG. :param left: dots cut off at its left, so that two are not the same."""
    picture = Image.open(COFFEE)
    picture = picture.crop((left, 0, *picture.size))
    if not with_notes:
        return as_jpeg(picture)
    notes = Image.Exif()
    notes[ExifTags.Base.Make], notes[ExifTags.Base.Model], notes[ExifTags.Base.Artist] = "Sunny", "A1", "R. Michetti"
    notes.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2024:05:12 10:30:00"
    notes.get_ifd(ExifTags.IFD.GPSInfo).update(
        {ExifTags.GPS.GPSLatitudeRef: "N", ExifTags.GPS.GPSLatitude: (51.0, 30.0, 26.64),
         ExifTags.GPS.GPSLongitudeRef: "W", ExifTags.GPS.GPSLongitude: (0.0, 7.0, 40.08)}
    )  # fmt: skip
    return as_jpeg(picture, exif=notes)


NOTES = ["Place: 51.5074, -0.1278", "Time: 2024-05-12 10:30", "Camera: Sunny A1", "Author: R. Michetti"]


def a_chart():
    picture = Image.new("RGB", (600, 400), "white")
    draw = ImageDraw.Draw(picture)
    for place, colour in enumerate(("#1b6ca8", "#d95f02", "#7570b3", "#66a61e")):
        draw.rectangle((60 + 130 * place, 350 - 70 * (place + 1), 150 + 130 * place, 350), fill=colour)
    draw.line((40, 350, 580, 350), fill="black", width=2)
    return picture


def a_logo():
    picture = Image.new("RGB", (300, 300), "#0b5351")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((40, 40, 260, 260), fill="#f2c14e")
    draw.polygon(((150, 60), (240, 220), (60, 220)), fill="#0b5351")
    return picture


def a_fading_colour():
    """As behind a slide."""
    return Image.linear_gradient("L").resize((600, 400))


def a_scanned_page():
    """Lines of grey letters on paper that is not evenly lit, with the grain of a scanner."""
    grain = random.Random(1)
    picture = Image.new("L", (620, 870), 235)
    draw = ImageDraw.Draw(picture)
    for line in range(40):
        for word in range(12):
            start = 50 + 44 * word
            draw.text((start, 50 + 20 * line), "".join(grain.choices("aeiounstr", k=6)), fill=40)
    shade = Image.linear_gradient("L").resize(picture.size).point(lambda value: 255 - value // 8)
    noise = Image.effect_noise(picture.size, 12)
    lit = Image.composite(picture, Image.new("L", picture.size, 150), shade)
    return Image.blend(lit.filter(ImageFilter.GaussianBlur(0.6)), noise, 0.06)

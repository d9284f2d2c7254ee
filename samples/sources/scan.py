"""Packs pages drawn by Ghostscript (PGM) as skewed, speckled CCITT G4 images into a PDF without text.

Usage: scan.py OUT.pdf PAGE.pgm...   CC0-1.0, by the ibid authors.
"""
import io
import random
import sys

import pikepdf
from PIL import Image, TiffImagePlugin

TiffImagePlugin.STRIP_SIZE = 1 << 30  # one strip: its bytes are the stream of the PDF's image
DPI = 150


def scanned(page: Image.Image, seed: int) -> Image.Image:
    """The page as a scanner of the time would have seen it: a little askew, with specks, black and white."""
    dice = random.Random(seed)
    askew = page.rotate(dice.uniform(-0.8, 0.8), resample=Image.BICUBIC, fillcolor=255)
    for _ in range(60):
        askew.putpixel((dice.randrange(page.width), dice.randrange(page.height)), 0)
    return askew.point(lambda grey: 255 if grey > 150 else 0).convert("1")


def g4(page: Image.Image) -> bytes:
    """The CCITT G4 data of the page, without the TIFF around it."""
    tiff = io.BytesIO()
    page.save(tiff, "TIFF", compression="group4")
    tags = Image.open(io.BytesIO(tiff.getvalue())).tag_v2
    (start,), (length,) = tags[273], tags[279]
    return tiff.getvalue()[start:start + length], tags[262]


def main(out: str, pages: list[str]) -> None:
    pdf = pikepdf.new()
    for number, path in enumerate(pages):
        page = scanned(Image.open(path).convert("L"), number)
        data, photometric = g4(page)
        image = pdf.make_stream(data, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=page.width,
                                Height=page.height, ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=1,
                                Filter=pikepdf.Name.CCITTFaxDecode,
                                DecodeParms=pikepdf.Dictionary(K=-1, Columns=page.width, Rows=page.height,
                                                               BlackIs1=photometric == 1))
        width, height = page.width * 72 / DPI, page.height * 72 / DPI
        pdf.add_blank_page(page_size=(width, height))
        sheet = pdf.pages[-1]
        sheet.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=image))
        sheet.Contents = pdf.make_stream(b"q %.2f 0 0 %.2f 0 0 cm /Scan Do Q" % (width, height))
    pdf.save(out, static_id=True)


main(sys.argv[1], sys.argv[2:])

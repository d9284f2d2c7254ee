#!/usr/bin/env python3
"""Does the box of a word cover the word's ink? Random words of random pages, rendered; pdftotext's boxes beside ibid's.

    python3 benches/fidelity/boxes.py ../shared/corpus/theses [--words 1000 --seed 1] [--renderer pdfium|hayro]

PDFium renders, which ibid has nothing to do with; `--renderer hayro` asks `ibid show --page N --png FILE` instead. ibid's boxes come from `ibid show --page N --boxes --json`, pdftotext's from `pdftotext -bbox`. ink.py says what a word's
ink is. Words without a letter or digit are passed over; those without ink in their box (invisible text, or white letters on a
dark ground) are counted apart. Ten words of a page, on pages drawn by a seed.
"""

import argparse
import pathlib
import random
import re
import subprocess
import sys
import tempfile
from html import unescape
from statistics import fmean, median

import needs

WORDS_OF_A_PAGE = 10


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", metavar="FOLDER")
    parser.add_argument("--ibid", default="target/release/ibid")
    parser.add_argument("--words", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--renderer", choices=["pdfium", "hayro"], default="pdfium")
    parser.add_argument("--explain", action="store_true", help="print the words that are covered worst")
    return parser.parse_args()


def displayed(box, bounds, rotation):
    """A box of user space (origin bottom left) on the page as it is shown, in points from its upper left corner."""
    x0, y0, x1, y1 = box
    left, bottom, right, top = bounds
    return {
        0: (x0 - left, top - y1, x1 - left, top - y0),
        90: (y0 - bottom, x0 - left, y1 - bottom, x1 - left),
        180: (right - x1, y0 - bottom, right - x0, y1 - bottom),
        270: (top - y1, right - x1, top - y0, right - x0),
    }[rotation]


def boxes_of_ibid(index, pdf, number):
    """(text, box) of the words of a page."""
    said = index.ask("show", pdf.resolve(), "--page", number, "--boxes", "--json")
    pages = said["pages"] if said else []
    return [
        (word["text"], displayed(word["box"], page["bounds"], page["rotation"]))
        for page in pages
        for word in page["words"]
    ]


def boxes_of_poppler(pdf, number):
    command = ["pdftotext", "-q", "-bbox", "-cropbox", "-f", str(number), "-l", str(number), str(pdf), "-"]
    said = subprocess.run(command, capture_output=True, check=False, timeout=60).stdout.decode("utf-8", "replace")
    form = r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>'
    return [(unescape(text), tuple(map(float, edges))) for *edges, text in re.findall(form, said)]


def drawn(index, pdf, number, renderer):
    """A page as a picture; None where the renderer cannot draw it."""
    import ink
    import pypdfium2

    if renderer == "hayro":
        file = pathlib.Path(index.folder) / "page.png"
        file.unlink(missing_ok=True)
        index.ask("show", pdf.resolve(), "--page", number, "--png", file, "--dpi", 72 * ink.SCALE)
        return ink.read(file) if file.exists() else None
    with pypdfium2.PdfDocument(pdf) as document:
        return ink.render(document[number - 1])


def judge(picture, words, chosen):
    """(text, cover) of some words of a page."""
    from ink import SCALE, cover

    scaled = [tuple(edge * SCALE for edge in box) for _, box in words]
    able = [at for at, (text, _) in enumerate(words) if any(letter.isalnum() for letter in text)]
    for at in sorted(chosen.sample(able, min(WORDS_OF_A_PAGE, len(able)))):
        x0, y0, x1, y1 = scaled[at]
        reach = y1 - y0
        around = (x0 - reach, y0 - reach, x1 + reach, y1 + reach)
        near = [other for number, other in enumerate(scaled) if number != at and meet(other, around)]
        yield words[at][0], cover(picture, scaled[at], near)


def meet(one, other):
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


def drawn_pages(pdfs, wanted, seed):
    """Pages (PDF, number from 1) in the order of a seeded shuffle of all."""
    import pypdfium2

    pages = []
    for pdf in pdfs:
        with pypdfium2.PdfDocument(pdf) as document:
            pages += [(pdf, number) for number in range(1, len(document) + 1)]
    random.Random(seed).shuffle(pages)
    return pages


def print_table(found):
    from table import markdown

    heads = ["boxes of", "words", "covered, mean", "wholly", ".95 or more", "under .5", "no ink", "foreign ink"]
    heads += ["box by ink, median"]
    rows = []
    for name, judged in found.items():
        known = [one for _, _, _, one in judged if one.covered is not None]
        shares = [one.covered for one in known]
        ink = sum(one.inside + one.foreign for one in known)
        rows.append(
            [
                name,
                len(judged),
                f"{fmean(shares):.4f}",
                f"{sum(share >= 0.995 for share in shares) / len(shares):.3f}",
                f"{sum(share >= 0.95 for share in shares) / len(shares):.3f}",
                sum(share < 0.5 for share in shares),
                len(judged) - len(known),
                f"{sum(one.foreign for one in known) / max(1, ink):.4f}",
                f"{median(one.roominess for one in known if one.roominess):.2f}",
            ]
        )
    print(markdown(heads, rows))


def main():
    from draw import pdfs_in
    from indexed import Indexed

    chosen = arguments()
    needs.require("pdftotext", ibid=chosen.ibid)
    pdfs = pdfs_in(chosen.folders)
    found = {"ibid": [], "pdftotext": []}
    with tempfile.TemporaryDirectory() as folder:
        index = Indexed(chosen.ibid, folder)
        index.take_in(pdfs)
        for pdf, number in drawn_pages(pdfs, chosen.words, chosen.seed):
            if min(map(len, found.values())) >= chosen.words:
                break
            picture = drawn(index, pdf, number, chosen.renderer)
            if picture is None:
                sys.exit(f"{chosen.renderer} did not draw page {number} of {pdf}: does this ibid know `show --png`?")
            boxes = {"ibid": boxes_of_ibid(index, pdf, number), "pdftotext": boxes_of_poppler(pdf, number)}
            for name, words in boxes.items():
                room = chosen.words - len(found[name])
                judged = judge(picture, words, random.Random(f"{chosen.seed} {pdf.name} {number}"))
                found[name] += [(pdf, number, text, one) for text, one in judged][:room]
    if not found["ibid"]:
        sys.exit("ibid gave no boxes: does this ibid know `show --boxes`?")
    print_table(found)
    if chosen.explain:
        for name, judged in found.items():
            worst = sorted(
                (one.covered if one.ink else -1, pdf.name, number, text) for pdf, number, text, one in judged
            )
            for share, pdf, number, text in worst[:25]:
                print(f"  {name}: {share:.3f} `{text}` page {number} of {pdf}")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Word recall of OCR on image-only PDFs, ibid's beside that of tesseract alone.

    python3 benches/fidelity/ocr.py ../shared/corpus/scanned

A `NAME.pdf` with a `NAME.truth.txt` beside it is scored; its language stands in its name (`_it_`). Recall is the share of
the true words (words.py) that were read, each as often as it stands there; precision that of the words read which are true.
*ibid* is `ibid text --ocr auto --lines`, with the language that tesseract gets; *ibid, no language* is left to find it out;
*tesseract* is `pdftoppm -r 300 -gray`, then `tesseract -l LANGUAGE`, page by page, one thread.
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter

import needs
from words import is_word, tokens

LANGUAGES = {"en": "eng", "it": "ita", "es": "spa", "fr": "fra", "de": "deu"}
RESOLUTION = 300
ONE_THREAD = os.environ | {"OMP_THREAD_LIMIT": "1"}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--ibid", default="target/release/ibid")
    parser.add_argument("--explain", action="store_true", help="print the words missed")
    return parser.parse_args()


def by_ibid(ibid, pdf, *options):
    command = [ibid, "text", "--ocr", "auto", "--lines", *options, str(pdf)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def by_tesseract(pdf, language):
    """The text of all pages, or None where tesseract lacks the language."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["pdftoppm", "-r", str(RESOLUTION), "-gray", str(pdf), f"{folder}/page"], check=True)
        pages = []
        for image in sorted(pathlib.Path(folder).iterdir()):
            command = ["tesseract", str(image), "-", "-l", language]
            done = subprocess.run(command, capture_output=True, text=True, check=False, env=ONE_THREAD)
            if done.returncode:
                return None
            pages.append(done.stdout)
    return "\n".join(pages)


def words_of(text):
    return Counter(token for token in tokens(text) if is_word(token))


def main():
    from table import markdown

    chosen = arguments()
    needs.require("pdftoppm", "tesseract", ibid=chosen.ibid)
    rows, recalls = [], {}
    for truth in sorted(chosen.folder.glob("*.truth.txt")):
        pdf = truth.with_name(truth.name.removesuffix(".truth.txt") + ".pdf")
        said = re.search(r"_([a-z]{2})_", pdf.name)
        language = LANGUAGES[said[1]] if said else "eng"
        readers = {
            "ibid": lambda: by_ibid(chosen.ibid, pdf, "--ocr-languages", language),
            "ibid, no language": lambda: by_ibid(chosen.ibid, pdf),
            "tesseract": lambda: by_tesseract(pdf, language),
        }
        wanted = words_of(truth.read_text())
        for name, read in readers.items():
            start = time.monotonic()
            text = read()
            if not text:
                rows.append([pdf.name, name, wanted.total(), "nothing", "-", "-"])
                continue
            found = words_of(text)
            both = (wanted & found).total()
            recalls.setdefault(name, []).append(both / wanted.total())
            seconds = f"{time.monotonic() - start:.0f}"
            precision = f"{both / max(1, found.total()):.4f}"
            rows.append([pdf.name, name, wanted.total(), f"{both / wanted.total():.4f}", precision, seconds])
            if chosen.explain:
                print(f"{pdf.name}, {name}: missed {(wanted - found).most_common(30)}", file=sys.stderr)
    if not rows:
        sys.exit(f"there is no *.truth.txt in {chosen.folder}")
    for name, values in recalls.items():
        rows.append(["**mean**", name, "", f"**{sum(values) / len(values):.4f}**", "", ""])
    print(markdown(["file", "reader", "words", "recall", "precision", "seconds by the clock"], rows))


if __name__ == "__main__":
    main()

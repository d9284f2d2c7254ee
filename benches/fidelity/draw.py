"""Which PDFs are looked at: folders, sides and seeded draws.

PDFs of equal content are one. The *side* of a PDF follows from a hash of its file name alone, so that what was tuned on and
what is held out never share a document, whatever the seed and the folders.
"""

import hashlib
import pathlib
import random

from readers import content_key

# Of ten parts of the names, how many are held out.
HELD_OUT_TENTHS = 4


def side_of(pdf):
    """`tuning` or `held-out`."""
    tenth = int(hashlib.sha256(pathlib.Path(pdf).name.encode()).hexdigest(), 16) % 10
    return "held-out" if tenth < HELD_OUT_TENTHS else "tuning"


def pdfs_in(folders):
    """All PDFs under the folders (or the PDFs named), sorted by name, each content once."""
    paths = []
    for folder in map(pathlib.Path, folders):
        paths += sorted(folder.rglob("*.pdf")) if folder.is_dir() else [folder]
    once = {}
    for path in paths:
        once.setdefault(content_key(path), path)
    return sorted(once.values(), key=lambda path: (path.name, str(path)))


def draw(folders, side="all", sample=None, seed=1):
    """The PDFs of a side, or a seeded sample of them."""
    pdfs = [pdf for pdf in pdfs_in(folders) if side in ("all", side_of(pdf))]
    if sample is None or sample >= len(pdfs):
        return pdfs
    return sorted(random.Random(seed).sample(pdfs, sample), key=lambda path: path.name)

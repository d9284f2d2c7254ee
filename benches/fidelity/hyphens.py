"""Words divided at line ends: are they whole in a text, and are real hyphens still there?

A place is a line of `ibid text --lines` that ends with letters and a hyphen, with the next line's first letters. The source says
which of the two is right, the joined word or the one with its hyphen, where it has exactly one of them elsewhere or there; other
places are not judged. In a text the place is found again by the word before it or after it.
Words divided over a page's end are not among the places: running heads and feet stand between their halves.
"""

import re
from collections import Counter
from dataclasses import dataclass

from words import folded, tokens

LETTERS = r"[^\W\d_]+"
ENDS = re.compile(rf"({LETTERS})[-\u2010\u2011\u00ad]\s*$")
BEGINS = re.compile(rf"\s*({LETTERS})")
COMPOUND = re.compile(rf"{LETTERS}(?:[-\u2010\u2011]{LETTERS})+")


@dataclass
class Place:
    """A divided word: its halves, the words around it, the page (from 0), and whether the source joins it."""

    left: str
    right: str
    before: str | None
    after: str | None
    page: int
    joined: bool


def places(pages, source):
    """The places on these pages (of `--lines`) that the source can judge, and how many there are in all."""
    text = folded(source.text())
    vocabulary = set(tokens(source.text()))
    pairs = set()
    for compound in COMPOUND.findall(text):
        parts = re.findall(LETTERS, compound)
        pairs |= set(zip(parts, parts[1:]))
    found, seen = [], 0
    for number, page in enumerate(pages):
        lines = [folded(line) for line in page.splitlines() if line.strip()]
        for line, following in zip(lines, lines[1:]):
            left, right = ENDS.search(line), BEGINS.match(following)
            if not left or not right:
                continue
            seen += 1
            is_word, is_compound = left[1] + right[1] in vocabulary, (left[1], right[1]) in pairs
            if is_word != is_compound:
                before = re.findall(LETTERS, line[: left.start()])[-1:]
                after = re.findall(LETTERS, following[right.end() :])[:1]
                found.append(Place(left[1], right[1], *(before or [None]), *(after or [None]), number, is_word))
    return found, seen


def verdict(place, pages):
    """What became of a place in a text: `joined`, `hyphen`, `divided` or `lost`. `pages` are folded."""
    text = "\n".join(pages[max(0, place.page - 1) : place.page + 2])
    middle = rf"{place.left}([-\u2010\u2011]?\s*){place.right}"
    around = []
    if place.before:
        around.append(rf"{place.before}\W{{1,6}}{middle}(?!\w)")
    if place.after:
        around.append(rf"(?<!\w){middle}\W{{1,6}}{place.after}")
    for pattern in around:
        match = re.search(pattern, text)
        if match:
            return {"": "joined", "-": "hyphen", "‐": "hyphen", "‑": "hyphen"}.get(match[1], "divided")
    return "lost"


def judge(found, pages):
    """(`joined` or `hyphen` as the source has it, verdict) -> how often."""
    pages = [folded(page) for page in pages]
    return Counter(("joined" if place.joined else "hyphen", verdict(place, pages)) for place in found)


def explain(found, pages):
    """Prints the places of which a text makes other than the source."""
    folded_pages = [folded(page) for page in pages]
    for place in found:
        wish, fate = "joined" if place.joined else "hyphen", verdict(place, folded_pages)
        if wish != fate:
            print(f"  page {place.page + 1}: {place.before} {place.left}-|{place.right} {place.after}: {fate}, not {wish}")

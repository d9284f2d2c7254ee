#!/usr/bin/env python3
"""Scores the sections and page labels that ibid finds against what a reader wrote down (headings.json, theses labelled by hand).

    python3 benches/fidelity/headings.py ../shared/corpus/theses

- found: a heading that ibid has on the same PDF page with the same letters (chapter words and numbers before it aside).
- kind: of those found, the share whose kind is right; *part* counts all kinds of chapter as one.
- spurious: of ibid's headings of levels 1 and 2, the share that are none (headings below level 2 are not all written down).
- labels: of the pages whose printed number was written down, the share for which ibid says it, says another, or says none.
"""

import argparse
import json
import pathlib
import sys
import tempfile
import unicodedata
from collections import Counter

import needs

FACTS = pathlib.Path(__file__).parent / "headings.json"
# Kinds that say what a chapter is for.
ROLES = {"introduction", "literature", "methods", "results", "discussion", "conclusion"}
# Persian is typed with the yeh and kaf of either keyboard.
KEYBOARDS = str.maketrans("يىك", "ییک")
# Letters that a heading must have to be told by its end.
FEWEST_LETTERS = 4


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--ibid", default="target/release/ibid")
    parser.add_argument("--explain", action="store_true", help="print what is wrong, file by file")
    return parser.parse_args()


def letters(title):
    folded = unicodedata.normalize("NFKC", title).casefold().translate(KEYBOARDS)
    return "".join(letter for letter in folded if letter.isalpha())


def same(wanted, found):
    """Whether two headings have the same letters, but for a chapter word in front of one of them."""
    a, b = sorted((letters(wanted), letters(found)), key=len)
    return a == b or (len(a) >= FEWEST_LETTERS and b.endswith(a))


def part(kind):
    return "chapter" if kind in ROLES else kind


def match(wanted, found):
    """Pairs of a wanted and a found heading on one page, each used once; and what is left over of both."""
    pairs, left = [], list(found)
    missing = []
    for heading in wanted:
        twin = next((f for f in left if f["page"] == heading["page"] and same(heading["title"], f["heading"])), None)
        if twin is None:
            missing.append(heading)
        else:
            left.remove(twin)
            pairs.append((heading, twin))
    return pairs, missing, left


def judge_labels(wanted, pages):
    """`right`, `wrong` and `none` of the pages whose printed number is known."""
    said = {str(page["page"]): page["label"] for page in pages}
    verdicts = Counter()
    for page, label in wanted.items():
        if label is not None:
            mine = said.get(page)
            verdicts["none" if mine is None else "right" if mine == label else "wrong"] += 1
    return verdicts


def measure(fact, thesis):
    """Counts of one thesis, and what is wrong with it."""
    found = [section for section in thesis["sections"] if section["heading"].strip()]
    pairs, missing, left = match(fact["headings"], found)
    spurious = [section for section in left if section["level"] <= 2]
    row = Counter(wanted=len(fact["headings"]), found=len(pairs), spurious=len(spurious))
    row["outer"] = sum(section["level"] <= 2 for section in found)
    for level in (1, 2, 3):
        row[f"wanted {level}"] = sum(heading["level"] == level for heading in fact["headings"])
        row[f"found {level}"] = sum(heading["level"] == level for heading, _ in pairs)
    wrong = [(heading, twin) for heading, twin in pairs if heading["kind"] != twin["kind"]]
    row["kind"] = len(pairs) - len(wrong)
    row["part"] = sum(part(heading["kind"]) == part(twin["kind"]) for heading, twin in pairs)
    row["level"] = sum(heading["level"] == twin["level"] for heading, twin in pairs)
    for verdict, count in judge_labels(fact.get("labels", {}), thesis["pages"]).items():
        row[f"label {verdict}"] = count
    return row, (missing, spurious, wrong)


def explain(name, wrongs):
    missing, spurious, wrong = wrongs
    print(f"\n{name}")
    for heading in missing:
        print(f"  missing, page {heading['page']}: {heading['title']}")
    for section in spurious:
        print(f"  spurious, page {section['page']}, level {section['level']}: {section['heading'][:80]}")
    for heading, twin in wrong:
        print(f"  kind {twin['kind']}, not {heading['kind']}: {heading['title']}")


def share(part_of, whole):
    return f"{part_of / whole:.3f}" if whole else "-"


def cells(row):
    labels = [row[f"label {verdict}"] for verdict in ("right", "wrong", "none")]
    return [
        row["wanted"],
        share(row["found"], row["wanted"]),
        *(share(row[f"found {level}"], row[f"wanted {level}"]) for level in (1, 2, 3)),
        share(row["spurious"], row["outer"]),
        share(row["kind"], row["found"]),
        share(row["part"], row["found"]),
        share(row["level"], row["found"]),
        " / ".join(map(str, labels)),
    ]


def main():
    from indexed import Indexed
    from table import markdown

    chosen = arguments()
    needs.require(ibid=chosen.ibid)
    if not FACTS.is_file():
        sys.exit(f"{FACTS} is not there")
    facts = json.loads(FACTS.read_text())["files"]
    there = {name: fact for name, fact in facts.items() if (chosen.folder / name).is_file()}
    rows, total = [], Counter()
    with tempfile.TemporaryDirectory() as folder:
        index = Indexed(chosen.ibid, folder)
        index.take_in(chosen.folder / name for name in there)
        for name, fact in there.items():
            row, wrongs = measure(fact, index.thesis(chosen.folder / name))
            total += row
            rows.append([name, *cells(row)])
            if chosen.explain:
                explain(name, wrongs)
    heads = ["file", "headings", "found", "level 1", "level 2", "level 3", "spurious", "kind", "part", "level"]
    print(f"{len(there)} theses labelled by hand; labels: right / wrong / none.\n")
    print(markdown([*heads, "labels"], [["**all**", *cells(total)], *rows]))


if __name__ == "__main__":
    main()

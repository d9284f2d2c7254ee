#!/usr/bin/env python3
"""Scores ibid's text beside pdftotext, mutool and PDFium against what the authors wrote.

    python3 benches/fidelity/truth.py samples                                             our samples (samples/sources)
    python3 benches/fidelity/truth.py ../shared/corpus/theses --sources DIR               theses of which DIR has the source

The source of `a__b__name.pdf` is a folder `DIR/a__b` of LaTeX (that of the repository a/b at github.com, say): the file with
called `name.tex`, or else of those with \\begin{document} the one from which most words follow. PDFs without one are passed
over, and those of which another version is the source (fewer than four fifths of its runs in any text).
markup.py says how sources are stripped. What is measured:

- recall: share of the source's words that the text has, each as often as the source. F1 only for samples, for of a
  thesis the bibliography, formulas, drawings and listings are not in the stripped source.
- runs: share of the source's runs of five tokens of plain text that stand in the text one after the other: what is glued,
  split, left divided or out of order breaks them. (For the references, words divided at line ends are joined first.)
  A run that goes over a page's end in the middle of a word is found by nobody, because texts are compared as pages.
  Of theses, only words and runs count that at least one of the texts has: stripping is rough, and macros say what they like.
  So it is not seen here what all of them get wrong.
- joined: of the words divided at line ends that the source joins, the share that the text joins; precision: of all that it
  joins, those that the source joins; kept: of those with a real hyphen there, the share that still has it (hyphens.py).
- heads: how often a heading of two words or more stands in the text beyond what the source has (running heads, mostly).
- taken out: runs of five that `ibid text --lines` has and `ibid text` has not, per 1,000.
- numbers: pages that begin or end with a paragraph that is a number and nothing else.
"""

import argparse
import pathlib
import re
import sys
from collections import Counter

import needs
from words import is_word, tokens

RUN = 5
# Share of a source's runs that some text must have for the PDF to be made of it.
SAME_VERSION = 0.8
# Words that a source must have for its figures to mean something.
FEWEST_WORDS = 1000
TEXTS = ("ibid", "ibid --lines", "pdftotext", "mutool", "PDFium")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--sources", type=pathlib.Path)
    parser.add_argument("--ibid", default="target/release/ibid")
    parser.add_argument("--cache", default="target/fidelity")
    parser.add_argument("--explain", action="store_true", help="print what is wrong, file by file")
    return parser.parse_args()


def source_of(pdf, sources):
    """The stripped source of a PDF, or None."""
    import markup

    for suffix in (".tex", ".ms", ".typ", ".fodt"):
        beside = sources / f"{pdf.stem}{suffix}"
        if beside.is_file():
            return markup.read(beside)
    folder = sources / "__".join(pdf.stem.split("__")[:2])
    every = sorted(folder.rglob("*.tex"))
    named = [path for path in every if path.stem == pdf.stem.split("__")[-1]]
    begun = [path for path in every if r"\begin{document}" in markup.decoded(path)]
    read = [markup.read(path) for path in named or begun]
    return max(read, key=lambda source: source.words().total(), default=None)


def read_texts(pdf, chosen):
    """Name -> pages."""
    from readers import REFERENCES, read_ibid, read_reference

    texts = {"ibid": read_ibid(chosen.ibid, pdf), "ibid --lines": read_ibid(chosen.ibid, pdf, "--lines")}
    texts |= {name: read_reference(name, pdf, chosen.cache) for name in REFERENCES}
    return {name: pages for name, pages in texts.items() if pages}


def words_in(pages):
    return Counter(token for page in pages for token in tokens(page) if is_word(token))


def runs_in(pages):
    found = tokens("\n".join(pages))
    return set(zip(*(found[at:] for at in range(RUN))))


def heads_in(pages, source):
    """Heading -> how often it stands in the text beyond what the source has."""
    wanted = " ".join(tokens(source.text()))
    said = " ".join(tokens("\n".join(pages)))
    excess = Counter()
    for heading in {tuple(tokens(title)) for title in source.headings()}:
        if sum(map(is_word, heading)) >= 2:
            phrase = re.compile(rf"(?<!\S){re.escape(' '.join(heading))}(?!\S)")
            printed = len(phrase.findall(wanted)) * (2 if source.has_contents else 1)
            excess[" ".join(heading)] = max(0, len(phrase.findall(said)) - printed)
    return +excess


def bare_numbers(pages):
    """Pages that begin or end with a paragraph that is a number and nothing else."""
    ends = ([line.strip() for line in page.splitlines() if line.strip()] for page in pages)
    number = re.compile(r"[-– ]*(\d{1,4}|[ivxlc]{1,7})[-– ]*")
    return sum(bool(lines) and any(number.fullmatch(line) for line in (lines[0], lines[-1])) for lines in ends)


def measure(pdf, source, chosen):
    """Name of a text -> its row; rows are added up over files.

    None where ibid reads nothing, or the source is another version.
    """
    import hyphens

    texts = read_texts(pdf, chosen)
    if "ibid --lines" not in texts:
        return None
    wanted, runs = source.words(), set(source.runs(RUN))
    words = {name: words_in(pages) for name, pages in texts.items()}
    kept = {name: runs & runs_in(pages) for name, pages in texts.items()}
    if chosen.sources:
        printed = set().union(*kept.values())
        if len(printed) < SAME_VERSION * len(runs) or wanted.total() < FEWEST_WORDS:
            return None
        runs, wanted = printed, wanted & Counter({w: max(found[w] for found in words.values()) for w in wanted})
    places, _ = hyphens.places(texts["ibid --lines"], source)
    by_lines = kept["ibid --lines"]
    rows = {}
    for name, pages in texts.items():
        found, mine = words[name], kept[name]
        row = Counter(files=1, wanted=wanted.total(), found=found.total(), both=(wanted & found).total())
        row |= Counter(runs=len(runs), kept=len(mine), taken=len(by_lines - mine))
        row |= Counter(heads=heads_in(pages, source).total(), numbers=bare_numbers(pages), pages=len(pages))
        row |= Counter({f"{wish} {fate}": count for (wish, fate), count in hyphens.judge(places, pages).items()})
        rows[name] = row
        if chosen.explain and name == "ibid":
            explain(pdf, runs, by_lines, mine, wanted, found)
            hyphens.explain(places, pages)
            print("  heads:", dict(heads_in(pages, source)))
    return rows


def explain(pdf, runs, by_lines, mine, wanted, found):
    print(f"\n{pdf.name}")
    print("  taken out:", "; ".join(" ".join(run) for run in sorted(by_lines - mine)[:12]))
    print("  runs in neither:", "; ".join(" ".join(run) for run in sorted(runs - by_lines - mine)[:12]))
    print("  missing:", (wanted - found).most_common(25))
    print("  in excess:", (found - wanted).most_common(25))


def share(part, whole, digits=4):
    return f"{part / whole:.{digits}f}" if whole else "-"


def print_table(total, with_f1):
    from table import markdown

    heads = ["text", "recall"] + ["F1"] * with_f1
    heads += ["runs", "words to join", "joined", "precision", "hyphens to keep", "kept", "heads", "taken out", "numbers"]
    rows = []
    for name in TEXTS:
        row = total[name]
        to_join = sum(count for key, count in row.items() if key.startswith("joined "))
        to_keep = sum(count for key, count in row.items() if key.startswith("hyphen "))
        right, wrong = row["joined joined"], row["hyphen joined"]
        f1 = [share(2 * row["both"], row["wanted"] + row["found"])] if with_f1 else []
        cells = [name, share(row["both"], row["wanted"]), *f1, share(row["kept"], row["runs"])]
        cells += [to_join, share(right, to_join), share(right, right + wrong)]
        cells += [to_keep, share(row["hyphen hyphen"], to_keep), row["heads"]]
        cells += [f"{1000 * row['taken'] / max(1, row['runs']):.2f}", row["numbers"]]
        rows.append(cells)
    print(markdown(heads, rows))


def main():
    from table import markdown

    chosen = arguments()
    needs.require("pdftotext", "mutool", ibid=chosen.ibid)
    ours = (chosen.folder / "sources").is_dir() and not chosen.sources
    sources = chosen.sources or chosen.folder / "sources"
    if not sources.is_dir():
        sys.exit(f"{sources} is not there: --sources names the folder of the sources")
    total, lines = {name: Counter() for name in TEXTS}, []
    for pdf in sorted(chosen.folder.glob("*.pdf")):
        source = source_of(pdf, sources)
        rows = source and measure(pdf, source, chosen)
        if not rows or rows["ibid"]["found"] < 0.1 * rows["ibid"]["wanted"]:
            continue
        for name, row in rows.items():
            total[name] += row
        cells = [share(rows[name]["kept"], rows[name]["runs"]) if name in rows else "-" for name in TEXTS]
        lines.append([pdf.name, rows["ibid"]["wanted"], *cells])
    print(f"{len(lines)} PDFs of which the source is known.\n")
    print_table(total, ours)
    print("\nRuns of five, file by file:\n\n" + markdown(["file", "words of the source", *TEXTS], lines))


if __name__ == "__main__":
    main()

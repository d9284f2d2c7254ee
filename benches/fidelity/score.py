#!/usr/bin/env python3
"""Scores ibid's reading of PDFs beside pdftotext, mutool and PDFium, against the consensus of these three.

    cargo build --release
    python3 benches/fidelity/score.py FOLDER... [--cache DIR] [--side tuning] [--sample 500 --seed 1]
    python3 benches/fidelity/score.py FOLDER --explain NAME     the words in which ibid differs, of one PDF

Needs poppler-utils and mupdf-tools (Debian), pypdfium2 and rapidfuzz (requirements.txt). ibid is read by
`ibid text --lines`. What a word is, words.py says; what the figures are, measures.py and order.py.
"""

import argparse
import json
import pathlib
import sys

import needs
from draw import draw
from readers import ENGINES

WORST = 10


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", metavar="FOLDER", help="folders of PDFs, or PDFs")
    parser.add_argument("--ibid", default="target/release/ibid")
    parser.add_argument("--cache", default="target/fidelity", help="folder in which the references' texts are kept")
    parser.add_argument("--side", choices=["all", "tuning", "held-out"], default="all", help="by a hash of the name")
    parser.add_argument("--sample", type=int, metavar="N", help="a seeded draw of N PDFs")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument("--explain", metavar="NAME", help="print the words that differ, of PDFs whose path holds NAME")
    parser.add_argument("--json", metavar="FILE", help="write all figures of all PDFs to FILE")
    return parser.parse_args()


def score_all(pdfs, chosen):
    """PDF -> engine -> figures; and the PDFs of which the consensus says too little."""
    from measures import score
    from readers import read_all

    scored, unsaid = {}, []
    for at, pdf in enumerate(pdfs):
        if sys.stderr.isatty():
            print(f"\r{at + 1}/{len(pdfs)}", end="", file=sys.stderr)
        figures = score(read_all(chosen.ibid, pdf, chosen.cache))
        if figures is None:
            unsaid.append(pdf)
        else:
            scored[pdf] = figures
    return scored, unsaid


def print_summary(scored):
    from table import markdown, summary

    names = ["word_f1", "order", "prose", "accents", "ligatures", "glued", "split", "stranded", "marked"]
    heads = ["engine", "word F1", "under .90", "order", "order of prose", "accent recall", "ligature recall"]
    heads += ["glued", "split", "stranded accents", "digits at words"]
    rows = []
    for engine in ENGINES:
        columns = {name: [getattr(figures[engine], name) for figures in scored.values()] for name in names}
        rates = [summary_of_rate(columns[name]) for name in ("glued", "split", "stranded", "marked")]
        shares = [summary(columns[name]) for name in ("word_f1", "order", "prose", "accents", "ligatures")]
        under = sum(value < 0.9 for value in columns["word_f1"])
        rows.append([engine, shares[0], under, *shares[1:], *rates])
    differing = sum(figures["ibid"].differing for figures in scored.values())
    alone = sum(figures["ibid"].alone for figures in scored.values())
    print(f"Of {differing} words in which ibid differs from the consensus it stands alone with {alone}; of the others at least")
    print("one reference says what ibid says.\n")
    print("Shares: median / mean / p10 of the files. Rates, per 1,000 words: median / mean / p90.\n")
    print(markdown(heads, rows))


def summary_of_rate(values):
    """`median / mean / p90`: of a rate the high end is the bad one."""
    from statistics import fmean, median

    values = sorted(value for value in values if value is not None)
    if not values:
        return "-"
    return f"{median(values):.2f} / {fmean(values):.2f} / {values[len(values) * 9 // 10]:.2f}"


def print_worst(scored, name, title):
    """The ten PDFs on which ibid's figure is lowest."""
    from table import figure, markdown

    known = [(pdf, figures) for pdf, figures in scored.items() if getattr(figures["ibid"], name) is not None]
    worst = sorted(known, key=lambda row: getattr(row[1]["ibid"], name))[:WORST]
    rows = [
        [pdf.name]
        + [figure(getattr(figures[engine], name), 3) for engine in ENGINES]
        + [figure(getattr(figures["ibid"], rate), 2) for rate in ("glued", "split", "stranded")]
        for pdf, figures in worst
    ]
    print(f"\n{title}\n\n" + markdown(["file", *ENGINES, "glued", "split", "stranded"], rows))


def explain(scored):
    """The words in which ibid and the consensus differ, most frequent first."""
    for pdf, figures in scored.items():
        ours = figures["ibid"]
        print(f"\n{pdf}")
        print("  word F1 " + ", ".join(f"{engine} {figures[engine].word_f1:.4f}" for engine in ENGINES))
        print("  order   " + ", ".join(f"{engine} {figures[engine].order or 0:.4f}" for engine in ENGINES))
        for title, words in [
            ("glued", ours.glued_words),
            ("split", ours.split_words),
            ("missing", ours.missing),
            ("in excess", ours.extra),
            ("alone", ours.alone_words),
        ]:
            listed = ", ".join(f"{word} {count}" for word, count in words.most_common(60))
            print(f"  {title} ({words.total()}): {listed}")


def write_json(path, scored):
    numbers = "word_f1 recall precision order prose glued split accents ligatures stranded marked differing alone".split()
    table = {
        str(pdf): {engine: {name: getattr(row, name) for name in numbers} for engine, row in figures.items()}
        for pdf, figures in scored.items()
    }
    pathlib.Path(path).write_text(json.dumps(table, indent=1))


def main():
    chosen = arguments()
    needs.require("pdftotext", "mutool", ibid=chosen.ibid)
    pdfs = draw(chosen.folders, chosen.side, chosen.sample, chosen.seed)
    if chosen.explain:
        pdfs = [pdf for pdf in pdfs if chosen.explain in str(pdf)]
    if not pdfs:
        sys.exit("no PDF there")
    scored, unsaid = score_all(pdfs, chosen)
    if chosen.json:
        write_json(chosen.json, scored)
    if chosen.explain:
        return explain(scored)
    print(f"{len(scored)} PDFs of {len(pdfs)}; of the others the references have too few words in common.\n")
    print_summary(scored)
    print_worst(scored, "word_f1", "Lowest word F1 of ibid:")
    print_worst(scored, "order", "Lowest order of ibid:")
    print_worst(scored, "prose", "Lowest order of prose of ibid:")


if __name__ == "__main__":
    main()

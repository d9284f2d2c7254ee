#!/usr/bin/env python3
"""Runs all parts of the bench and prints one Markdown page: each table under the command that gave it.

    cargo build --release
    python3 benches/fidelity/all.py --theses ../shared/corpus/theses --texlive FOLDER... --scanned ../shared/corpus/scanned \\
        --sources FOLDER [--held-out] > fidelity.md

A part whose folder is not named is skipped by name. The held-out draw is scored with --held-out alone: once, at the end.
TeX Live's PDFs are those of Debian's texlive-*-doc packages; benches/README.md says of which.
"""

import argparse
import pathlib
import shlex
import subprocess
import sys

HERE = pathlib.Path(__file__).parent


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--theses")
    parser.add_argument("--texlive", nargs="+")
    parser.add_argument("--scanned")
    parser.add_argument("--sources")
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--ibid", default="target/release/ibid")
    parser.add_argument("--cache", default="target/fidelity")
    return parser.parse_args()


def parts(chosen):
    """(title, command or None, what names its folder)."""
    cache = ["--cache", chosen.cache]
    theses, texlive = chosen.theses and [chosen.theses], chosen.texlive
    truth = theses and chosen.sources and ["truth.py", *theses, "--sources", chosen.sources, *cache]
    drawn = ["--side", "held-out", "--sample", "200", "--seed", "3"]
    yield "Theses, against the consensus", theses and ["score.py", *theses, *cache], "--theses"
    yield "TeX Live, tuned on", texlive and ["score.py", *texlive, "--side", "tuning", *cache], "--texlive"
    held_out = texlive and chosen.held_out and ["score.py", *texlive, *drawn, *cache]
    yield "TeX Live, held out", held_out, "--texlive and --held-out"
    yield "Samples, against their sources", ["truth.py", "samples", *cache], ""
    yield "Samples, against facts.json", ["samples.py"], ""
    yield "Theses, against their sources", truth, "--theses and --sources"
    yield "Theses, against hand labels", theses and ["headings.py", *theses], "--theses"
    yield "Boxes", theses and ["boxes.py", *theses], "--theses"
    yield "Boxes, drawn by hayro", theses and ["boxes.py", *theses, "--renderer", "hayro"], "--theses"
    yield "OCR", chosen.scanned and ["ocr.py", chosen.scanned], "--scanned"


def main():
    chosen = arguments()
    for title, command, folder in parts(chosen):
        print(f"### {title}\n")
        if not command:
            print(f"Skipped: no {folder}.\n", flush=True)
            continue
        script, *rest = command
        print(f"`python3 benches/fidelity/{script} {shlex.join(rest)}`\n", flush=True)
        done = subprocess.run(
            [sys.executable, str(HERE / script), *rest, "--ibid", chosen.ibid], text=True, capture_output=True, check=False
        )
        print(done.stdout if done.returncode == 0 else f"Failed: {done.stderr.strip()[-500:]}\n", flush=True)


if __name__ == "__main__":
    main()

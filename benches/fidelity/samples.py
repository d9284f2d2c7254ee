#!/usr/bin/env python3
"""Scores ibid against samples/facts.json: page labels, and phrases on their pages under their headings.

    python3 benches/fidelity/samples.py

- labels: pages of which ibid says the printed number, says another, or says none.
- probes: phrases (joined words, ligatures, accents, notes, tables, page ends...) that `ibid search` finds on every page on
  which they stand; and of those with a known heading, the ones found under it.
- sections: headings of the sources that ibid has as a section's, and sections whose heading is none.
"""

import argparse
import json
import pathlib
import tempfile
from collections import Counter, defaultdict

import needs

ROOT = pathlib.Path(__file__).resolve().parents[2]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ibid", default="target/release/ibid")
    parser.add_argument("--explain", action="store_true", help="print what is wrong")
    return parser.parse_args()


def one_spaced(text):
    return " ".join(text.split())


def judge_probe(probe, hits):
    """`found` and `placed`: on all its pages; and there under its heading (None where none is known)."""
    on = {page for hit in hits for page in hit["passage"]["pages"]}
    if not set(probe["pages"]) <= on:
        return False, False if probe.get("section") else None
    if not probe.get("section"):
        return True, None
    first = next((hit for hit in hits if hit["passage"]["page"] in probe["pages"]), hits[0])
    section = first["passage"]["section"] or {"heading": ""}
    return True, one_spaced(probe["section"]) in one_spaced(section["heading"])


def judge_sections(pdf, thesis):
    """Headings of the source that are found, that are wanted, sections found, and what is wrong."""
    from headings import same
    from truth import source_of

    source = source_of(pdf, ROOT / "samples" / "sources")
    if source is None or not source.headings() or not thesis["pages"]:
        return 0, 0, 0, []
    mine = [section["heading"] for section in thesis["sections"] if section["heading"].strip()]
    wanted = source.headings()
    missing = [title for title in wanted if not any(same(title, heading) for heading in mine)]
    return len(wanted) - len(missing), len(wanted), len(mine), missing


def main():
    from headings import judge_labels
    from indexed import Indexed
    from table import markdown

    chosen = arguments()
    needs.require(ibid=chosen.ibid)
    facts = json.loads((ROOT / "samples" / "facts.json").read_text())["files"]
    kinds, labels, sections = defaultdict(Counter), Counter(), Counter()
    with tempfile.TemporaryDirectory() as folder:
        index = Indexed(chosen.ibid, folder)
        index.take_in([ROOT / "samples"])
        for name, fact in facts.items():
            thesis = index.thesis(ROOT / "samples" / name)
            if fact["fate"] not in ("indexed", "truncated") or not thesis or not thesis.get("pages"):
                continue
            wanted = {str(at + 1): label for at, label in enumerate(fact["labels"])}
            labels += judge_labels(wanted, thesis["pages"])
            found, all_of, mine, missing = judge_sections(ROOT / "samples" / name, thesis)
            sections += Counter(found=found, wanted=all_of, mine=mine)
            wrong = [f"no section: {title}" for title in missing]
            for probe in fact["probes"]:
                hits = [hit for hit in index.hits(probe["phrase"]) if hit["path"].endswith(name)]
                found, placed = judge_probe(probe, hits)
                kinds[probe["kind"]] += Counter(probes=1, found=found, placed=placed is True, known=placed is not None)
                if not found or placed is False:
                    wrong.append(f"{probe['kind']}, {'not found' if not found else 'elsewhere'}: {probe['phrase']}")
            if chosen.explain:
                print(name, *wrong, sep="\n  ")
    print(f"Labels: {labels['right']} right, {labels['wrong']} wrong, {labels['none']} none.")
    print(f"Headings of the sources: {sections['found']} of {sections['wanted']} found; ", end="")
    print(f"sections with a heading: {sections['mine']}.\n")
    total = sum(kinds.values(), Counter())
    rows = [
        [kind, row["probes"], row["found"], f"{row['placed']} of {row['known']}"]
        for kind, row in [("**all**", total), *sorted(kinds.items())]
    ]
    print(markdown(["kind of probe", "probes", "on their pages", "under their heading"], rows))


if __name__ == "__main__":
    main()

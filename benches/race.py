#!/usr/bin/env python3
"""Asks ibid and other programs the same questions of one folder of PDFs, in one run, and prints a Markdown table.

    cargo build --release
    python3 benches/race.py FOLDER [--questions 100] [--scans 3] [--ibid target/release/ibid]

Questions are drawn from the texts: words, two words, phrases of three words, AND, words with `*` at their end. Each program
is asked as a user would ask it, by a process of its own: ten results, with the words in context. The indexes and the PDFs are
in the page cache, each program has been asked before, and the programs take turns question by question, so that a drift of the
machine's speed meets all of them. Indexes are built first and are not timed.

`ibid search` shows ten theses with three passages each. recollq shows ten documents with their abstracts. SQLite has a row for
each page (FTS5, `unicode61`, as `ibid text` reads it) and shows ten rows with `snippet()`, by `bm25`: once by the program
sqlite3, once within Python, against which the time of ibid without its process stands (`ibid bench --queries`). pdfgrep and
rga have no index and read every PDF for each question (rga keeps the texts): they are asked the first few words and phrases.

Rivals are used where installed (Debian: recollcmd, sqlite3, pdfgrep; crates: ripgrep_all).
"""

import argparse
import json
import os
import pathlib
import random
import re
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import time

SHARES = [("a word", 40), ("two words", 20), ("a phrase", 20), ("AND", 10), ("a wildcard", 10)]
SELECT = (
    "SELECT path, page, snippet(pages, 2, '[', ']', '…', 40) FROM pages WHERE pages MATCH ? ORDER BY rank LIMIT 10"
)


def read(ibid, folder):
    """Path -> the texts of its pages."""
    texts = {}
    for pdf in sorted(pathlib.Path(folder).rglob("*.pdf")):
        out = subprocess.run([ibid, "text", str(pdf)], capture_output=True, text=True).stdout
        if out.strip():
            texts[str(pdf)] = out.split("\f")
    return texts


def draw(texts, wanted):
    """Questions: (kind, words)."""
    chance = random.Random(4)
    running = [re.findall(r"[^\W\d_]+", page) for pages in texts.values() for page in pages]
    running = [words for words in running if len(words) > 50]
    questions = []
    for kind, share in SHARES:
        while sum(known == kind for known, _ in questions) < share * wanted // 100:
            words = chance.choice(running)
            at = chance.randrange(len(words) - 12)
            telling = [word for word in words[at:at + 12] if len(word) > 4 and word.isascii()]
            if len(telling) < 2:
                continue
            asked = {"a word": telling[:1], "a phrase": words[at:at + 3], "a wildcard": [telling[0][:5]]}
            questions.append((kind, asked.get(kind, telling[:2])))
    return questions


def spelled(kind, words, program):
    """A question in the language of a program."""
    if kind == "a phrase":
        return '"' + " ".join(words) + '"'
    if kind == "a wildcard":
        return words[0] + "*"
    if kind == "AND" or program == "sqlite" and kind == "two words":
        return " AND ".join(words)
    return " ".join(words)


def rows_of(texts, path):
    database = sqlite3.connect(path)
    database.execute("CREATE VIRTUAL TABLE pages USING fts5(path UNINDEXED, page UNINDEXED, text)")
    rows = [(pdf, number + 1, page) for pdf, pages in texts.items() for number, page in enumerate(pages)]
    database.executemany("INSERT INTO pages VALUES (?, ?, ?)", rows)
    database.execute("INSERT INTO pages(pages) VALUES ('optimize')")
    database.commit()
    return database


def programs(ibid, folder, texts, scratch):
    """Name -> (question -> command, whether it has an index)."""
    index = scratch / "ibid"
    subprocess.run([ibid, "index", "--quiet", "--index", str(index), folder], check=False)
    found = {"ibid search": (lambda kind, words: [ibid, "search", "--index", str(index), spelled(kind, words, "")], True)}
    if shutil.which("recollq"):
        conf = scratch / "recoll"
        conf.mkdir()
        (conf / "recoll.conf").write_text(f"topdirs = {os.path.abspath(folder)}\n")
        subprocess.run(["recollindex", "-c", str(conf), "-z"], capture_output=True)
        found["recollq"] = (
            lambda kind, words: ["recollq", "-c", str(conf), "-n", "10", "-A", spelled(kind, words, "")], True)
    if shutil.which("sqlite3"):
        def of_sqlite(kind, words):
            match = spelled(kind, words, "sqlite").replace("'", "''")
            return ["sqlite3", str(scratch / "pages.db"), SELECT.replace("?", f"'{match}'")]
        found["sqlite3"] = (of_sqlite, True)
    if shutil.which("pdfgrep"):
        found["pdfgrep"] = (lambda kind, words: ["pdfgrep", "-r", "-i", "-n", "-F", " ".join(words), folder], False)
    if shutil.which("rga"):
        found["rga"] = (lambda kind, words: ["rga", "-i", "-F", " ".join(words), folder], False)
    return found


def timed(command):
    """Wall and CPU seconds."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime


def race(found, questions, scans):
    """(program, kind) -> [(wall, cpu)]."""
    times = {}
    for turn in range(2):  # The first turn warms.
        for at, (kind, words) in enumerate(questions):
            for name, (command, is_indexed) in found.items():
                is_scanned = kind in ("a word", "a phrase") and at % (len(questions) // max(scans, 1)) == 0
                if is_indexed or is_scanned and turn == 1:
                    sample = timed(command(kind, words))
                    if turn == 1:
                        times.setdefault((name, kind), []).append(sample)
                        times.setdefault((name, "all"), []).append(sample)
    return times


def show(times, names, title):
    kinds = [kind for kind, _ in SHARES] + ["all"]
    print(f"\n| {title} | " + " | ".join(kinds) + " | CPU, all | against ibid, all |")
    print("|---" * (len(kinds) + 3) + "|")
    median = lambda name, kind, which: 1e3 * statistics.median(sample[which] for sample in times[name, kind])
    for name in names:
        cells = [f"{median(name, kind, 0):.1f}" if (name, kind) in times else "" for kind in kinds]
        ratio = median(name, "all", 0) / median(names[0], "all", 0)
        print(f"| {name} | " + " | ".join(cells) + f" | {median(name, 'all', 1):.1f} | {ratio:.1f} |")


def within(ibid, folder, questions, database, scratch):
    """The same without processes: p50 of ibid's own bench, and of SQLite's within Python, ms."""
    asked = scratch / "questions.txt"
    asked.write_text("".join(spelled(kind, words, "") + "\n" for kind, words in questions))
    command = [ibid, "bench", "--json", "--queries", str(asked), "--index", str(scratch / "bench"), folder]
    out = json.loads(subprocess.run(command, capture_output=True, text=True).stdout)
    samples = []
    for turn in range(2):
        for kind, words in questions:
            start = time.monotonic()
            database.execute(SELECT, (spelled(kind, words, "sqlite"),)).fetchall()
            samples.append(time.monotonic() - start)
    samples = sorted(samples[len(questions):])
    at = lambda share: 1e3 * samples[min(int(share * len(samples)), len(samples) - 1)]
    ours = [f"{figure['name'].removeprefix('latency ')} {figure['value']:.2f}" for figure in out["figures"] if "latency" in figure["name"]]
    print(f"\nWithin a process, ms: ibid {', '.join(ours)}")
    print(f"SQLite p50 {at(.5):.2f}, p95 {at(.95):.2f}, p99 {at(.99):.2f}")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder")
    arguments.add_argument("--questions", type=int, default=100)
    arguments.add_argument("--scans", type=int, default=3)
    arguments.add_argument("--ibid", default="target/release/ibid")
    chosen = arguments.parse_args()
    texts = read(chosen.ibid, chosen.folder)
    questions = draw(texts, chosen.questions)
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        database = rows_of(texts, scratch / "pages.db")
        found = programs(chosen.ibid, chosen.folder, texts, scratch)
        print(f"{len(texts)} PDFs, {sum(map(len, texts.values()))} pages, {len(questions)} questions; medians, ms by the clock")
        show(race(found, questions, chosen.scans), list(found), "program")
        within(chosen.ibid, chosen.folder, questions, database, scratch)


if __name__ == "__main__":
    main()

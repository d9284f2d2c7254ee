#!/usr/bin/env python3
"""Times ibid against other programs on one folder of PDFs, in one run, and prints Markdown tables.

    cargo build --release && cargo bench --no-run
    python3 benches/rivals.py FOLDER [--runs 5] [--ibid target/release/ibid]

Extraction: pages per CPU second (user + system, of the process and all that it waited for, by wait4(2)), over the whole
folder and as the median of the ratios file by file. Each program reads each PDF as a process of its own and writes its
text to /dev/null; the programs take turns, file by file, so that a drift of the machine's speed meets all of them.
Indexing: the whole command over the folder into an empty index.

Rivals are used where installed (Debian: poppler-utils, mupdf-tools, recoll, xapian-omega; PyPI: pypdfium2).
"""

import argparse
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

PDFIUM = """
import sys, pypdfium2
pdf = pypdfium2.PdfDocument(sys.argv[1])
for page in pdf:
    page.get_textpage().get_text_bounded()
"""
NOTHING = "import sys, pypdfium2"


def cost(command, **options):
    """CPU seconds, wall seconds and the exit code of a command with all that it waited for."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, time.monotonic() - start, process.returncode


def extractors(ibid):
    """Name -> command for one PDF."""
    found = {"ibid": lambda pdf: [ibid, "text", pdf]}
    if shutil.which("pdftotext"):
        found["pdftotext"] = lambda pdf: ["pdftotext", pdf, "/dev/null"]
    if shutil.which("mutool"):
        found["mutool"] = lambda pdf: ["mutool", "draw", "-q", "-F", "text", "-o", "/dev/null", pdf]
    if subprocess.run([sys.executable, "-c", NOTHING], capture_output=True).returncode == 0:
        found["PDFium"] = lambda pdf: [sys.executable, "-c", PDFIUM, pdf]
    return found


def startup(name, runs):
    """CPU seconds that are not the rival's work but its host's: the Python interpreter around PDFium."""
    if name != "PDFium":
        return 0.0
    return statistics.median(cost([sys.executable, "-c", NOTHING])[0] for _ in range(runs + 2))


def pages_of(ibid, pdf):
    out = subprocess.run([ibid, "text", pdf], capture_output=True).stdout
    return out.count(b"\f")


def time_extraction(folder, ibid, runs):
    programs = extractors(ibid)
    base = {name: startup(name, runs) for name in programs}
    pdfs = sorted(str(path) for path in pathlib.Path(folder).rglob("*.pdf"))
    rows, failed = [], {name: 0 for name in programs}
    for pdf in pdfs:
        samples = {name: [] for name in programs}
        codes = {}
        for _ in range(runs):
            for name, command in programs.items():
                cpu, _, codes[name] = cost(command(pdf))
                samples[name].append(max(cpu - base[name], 1e-4))
        for name, code in codes.items():
            failed[name] += code != 0
        pages = pages_of(ibid, pdf)
        if pages and all(code == 0 for code in codes.values()):
            rows.append((pdf, pages, {name: statistics.median(values) for name, values in samples.items()}))
    pages = sum(row[1] for row in rows)
    print(f"\n{len(rows)} PDFs that all could read, {pages} pages, median of {runs} runs each\n")
    print("| program | pages per CPU second | CPU seconds | ibid is faster by, over all | by the median file | not read |")
    print("|---|---|---|---|---|---|")
    ours = sum(row[2]["ibid"] for row in rows)
    for name in programs:
        total = sum(row[2][name] for row in rows)
        by_file = statistics.median(row[2][name] / row[2]["ibid"] for row in rows)
        print(f"| {name} | {pages / total:,.0f} | {total:.2f} | {total / ours:.1f} | {by_file:.1f} | {failed[name]} |")


def folder_bytes(folder):
    return sum(path.stat().st_size for path in pathlib.Path(folder).rglob("*") if path.is_file())


def indexers(ibid, folder, scratch):
    """Name -> (command, folder of the index, environment)."""
    def of_ibid(jobs):
        index = scratch / f"ibid{jobs}"
        return [ibid, "index", "--quiet", "--jobs", str(jobs), "--index", str(index), folder], index, {}

    found = {"ibid --jobs 1": of_ibid(1), "ibid --jobs 2": of_ibid(2)}
    if shutil.which("recollindex"):
        conf = scratch / "recoll"
        conf.mkdir()
        (conf / "recoll.conf").write_text(f"topdirs = {os.path.abspath(folder)}\n")
        found["recollindex"] = ["recollindex", "-c", str(conf), "-z"], conf / "xapiandb", {}
    if shutil.which("omindex"):
        base = scratch / "omega"
        found["omindex"] = ["omindex", "--db", str(base), "--url", "/", os.path.abspath(folder)], base, {}
    return found


def time_indexing(folder, ibid, runs):
    print("\n| program | CPU seconds | wall seconds | index, MB | CPU against ibid --jobs 2 |")
    print("|---|---|---|---|---|")
    samples, sizes = {}, {}
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as scratch:
            for name, (command, index, environment) in indexers(ibid, folder, pathlib.Path(scratch)).items():
                cpu, wall, code = cost(command, env=os.environ | environment)
                if code not in (0, 2):
                    print(f"{name}: exit code {code}", file=sys.stderr)
                samples.setdefault(name, []).append((cpu, wall))
                sizes[name] = folder_bytes(index)
    base = statistics.median(cpu for cpu, _ in samples["ibid --jobs 2"])
    for name, values in samples.items():
        cpu, wall = (statistics.median(value[at] for value in values) for at in (0, 1))
        print(f"| {name} | {cpu:.1f} | {wall:.1f} | {sizes[name] / 1e6:.1f} | {cpu / base:.1f} |")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder")
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--ibid", default="target/release/ibid")
    arguments.add_argument("--only", choices=["extraction", "indexing"])
    chosen = arguments.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if chosen.only != "indexing":
        time_extraction(chosen.folder, chosen.ibid, chosen.runs)
    if chosen.only != "extraction":
        time_indexing(chosen.folder, chosen.ibid, chosen.runs)


if __name__ == "__main__":
    main()

"""Checks facts.json against what poppler reads: page counts, page labels in the PDF, outlines, and every probe.

Needs pdftotext, pdfinfo, qpdf. Prints what does not hold; exit code 1 then.   CC0-1.0, by the ibid authors.
"""
import json
import pathlib
import re
import subprocess
import sys
import unicodedata

SAMPLES = pathlib.Path(__file__).resolve().parent.parent


def run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True).stdout


def plain(text: str) -> str:
    """Letters as a reader sees them: composed, no ligatures, no directional marks, one kind of space and quote."""
    text = re.sub("[\u202a-\u202e\u2066-\u2069\u200b\u2060\u00ad]", "", text)
    text = unicodedata.normalize("NFC", re.sub("ı([\u0300-\u030f])", r"i\1", text))
    text = unicodedata.normalize("NFKC", text).replace("ı", "i").replace("’", "'").replace("‘", "'")
    return text


def forms(text: str) -> list[str]:
    """The text with words mended at line ends, and with their hyphens kept; and without any space."""
    text = plain(text)
    mended = re.sub(r"(\w)-\s*\n\s*(\w)", r"\1\2", text)
    kept = re.sub(r"-\s*\n\s*", "-", text)
    return [re.sub(r"\s+", " ", form) for form in (mended, kept)] + [re.sub(r"\s+", "", mended)]


def stands(phrase: str, text: str) -> bool:
    wanted = re.sub(r"\s+", " ", plain(phrase)).lower()
    mended, kept, solid = forms(text.lower())
    return wanted in mended or wanted in kept or wanted.replace(" ", "") in solid


def pages_of(path: pathlib.Path, password: str, raw: bool) -> list[str]:
    options = ["-raw"] if raw else []
    return run("pdftotext", *options, "-upw", password, str(path), "-").split("\f")[:-1]


def faults(name: str, fact: dict):
    path = SAMPLES / name
    if fact["fate"] == "truncated":
        return
    password = fact.get("password", "")
    info = run("pdfinfo", "-upw", password, str(path))
    if f"Pages:           {fact['pages']}\n" not in info:
        yield "page count"
    if len(fact["labels"]) != fact["pages"]:
        yield "number of labels"
    inside = json.loads(run("qpdf", f"--password={password}", "--json", "--json-key=pagelabels", "--json-key=outlines",
                            str(path)))
    if bool(inside["outlines"]) != fact["outline"]:
        yield "outline"
    if bool(inside["pagelabels"]) != (fact["labels_from"] == "pdf"):
        yield "labels_from"
    readings = [pages_of(path, password, raw) for raw in (False, True)]
    if fact["fate"] == "scanned" and any(page.strip() for page in readings[0]):
        yield "a scanned document has text"
    for probe in fact["probes"]:
        for number, page in enumerate(probe["pages"]):
            part = probe["phrase"]
            if "ends" in probe:
                part = (probe["ends"], probe["starts"])[number]
            if not any(stands(part.rstrip("-"), reading[page - 1]) for reading in readings):
                yield f"{probe['kind']}: `{part}` is not on page {page}"
        elsewhere = [number + 1 for number in range(fact["pages"]) if number + 1 not in probe["pages"]
                     and any(stands(probe["phrase"], reading[number]) for reading in readings)]
        if elsewhere:
            yield f"{probe['kind']}: `{probe['phrase']}` is also on pages {elsewhere}"
    for probe in fact.get("image_text", []):
        if any(stands(probe["phrase"], page) for reading in readings for page in reading):
            yield f"`{probe['phrase']}` should not be readable"


facts = json.loads((SAMPLES / "facts.json").read_text())
wrong = [f"{name}: {fault}" for name, fact in facts["files"].items() for fault in faults(name, fact)]
print("\n".join(wrong) or f"{len(facts['files'])} files, {sum(len(f['probes']) for f in facts['files'].values())} probes: all hold")
sys.exit(bool(wrong))

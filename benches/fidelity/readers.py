"""The four programs that read a PDF, each as a process of its own, and a cache of what the three references said.

A text is a list of pages. What a program could not read within TIMEOUT is None. References are cached by the content of
the PDF and the name of the program; ibid is read anew each time.
"""

import hashlib
import pathlib
import subprocess
import sys

REFERENCES = ("pdftotext", "mutool", "PDFium")
ENGINES = ("ibid",) + REFERENCES

# Seconds after which a program is given up on for one PDF (pdftotext needs 9 for 1,600 pages on a slow machine).
TIMEOUT = 180

PDFIUM = """
import sys, pypdfium2
pdf = pypdfium2.PdfDocument(sys.argv[1])
for page in pdf:
    text = page.get_textpage().get_text_range().replace("\\f", " ")
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\\f")
"""


def content_key(pdf):
    """Names a PDF by its content: two copies of one file are one."""
    return hashlib.sha256(pathlib.Path(pdf).read_bytes()).hexdigest()[:24]


def pages_of(output):
    """A program's output as a list of pages; each page ends with a form feed."""
    pages = output.decode("utf-8", "replace").split("\f")
    return pages[:-1] if len(pages) > 1 and not pages[-1].strip() else pages


def run(command):
    """A command's output, whatever its exit code; None where it hangs or says nothing and fails."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.stdout or done.returncode == 0 else None


def read_ibid(ibid, pdf, *options):
    """The pages as ibid reads them; `--lines` for the lines as they stand."""
    output = run([ibid, "text", *options, str(pdf)])
    return None if output is None else pages_of(output)


def read_reference(name, pdf, cache):
    """The pages as a reference reads them, from the cache where it knows them."""
    kept = pathlib.Path(cache) / name / f"{content_key(pdf)}.txt"
    if not kept.exists():
        command = {
            "pdftotext": ["pdftotext", "-q", "-enc", "UTF-8", str(pdf), "-"],
            "mutool": ["mutool", "draw", "-q", "-F", "txt", str(pdf)],
            "PDFium": [sys.executable, "-c", PDFIUM, str(pdf)],
        }[name]
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(run(command) or b"")
    output = kept.read_bytes()
    return pages_of(output) if output else None


def read_all(ibid, pdf, cache):
    """Engine -> pages or None."""
    texts = {"ibid": read_ibid(ibid, pdf, "--lines")}
    for name in REFERENCES:
        texts[name] = read_reference(name, pdf, cache)
    return texts

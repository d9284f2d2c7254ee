"""Renders test collections as PDFs, so that `ibid bench relevance --pdfs` measures the whole way from the printed page.

    python3 benches/relevance/render.py ../shared/corpus/relevance FOLDER [COLLECTION...]
    ibid bench relevance ../shared/corpus/relevance --pdfs FOLDER

Each document becomes FOLDER/COLLECTION/ID.pdf, a page or two with the title as a heading, the paragraphs set in lines and
the pages numbered, and ID.json beside it: the record, with the title and the language. The same collection gives the same bytes.
"""

import argparse
import json
import pathlib
import textwrap

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
MARGIN = 72
TEXT = ("Times-Roman", 11, 14)
TITLE = ("Times-Bold", 15, 19)


def main():
    parser = argparse.ArgumentParser(description=textwrap.dedent(__doc__), formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("collections", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("names", nargs="*", help="which collections; all by default")
    parser.add_argument("--language", default="en", help="as the records say")
    arguments = parser.parse_args()
    for corpus in sorted(arguments.collections.glob("*/corpus.jsonl")):
        name = corpus.parent.name
        if arguments.names and name not in arguments.names:
            continue
        folder = arguments.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        documents = [json.loads(line) for line in corpus.read_text().splitlines() if line.strip()]
        for document in documents:
            write(document, folder, arguments.language)
        print(f"{name}: {len(documents)} PDFs")


def write(document, folder, language):
    title = " ".join(document["title"].split())
    record = {"title": title, "language": language} if title else {"language": language}
    (folder / f"{document['_id']}.json").write_text(json.dumps(record))
    sheet = Sheet(folder / f"{document['_id']}.pdf", document["_id"])
    paragraphs = paragraphs_of(document["text"])
    # Where the text begins with its title, that is printed once.
    joined = " ".join(paragraphs)
    if title and joined.startswith(title):
        paragraphs = without_beginning(paragraphs, title)
    if title:
        sheet.paragraph(title, TITLE)
    for paragraph in paragraphs:
        sheet.paragraph(paragraph, TEXT)
    sheet.save()


def paragraphs_of(text):
    """Lines joined; an empty or indented line begins a paragraph."""
    paragraphs = [[]]
    for line in text.splitlines():
        if not line.strip() or line[0].isspace():
            paragraphs.append([])
        paragraphs[-1] += line.split()
    return [" ".join(words) for words in paragraphs if words]


def without_beginning(paragraphs, title):
    left = len(title.split())
    rest = []
    for paragraph in paragraphs:
        words = paragraph.split()
        taken = min(left, len(words))
        left -= taken
        if words[taken:]:
            rest.append(" ".join(words[taken:]))
    return rest


class Sheet:
    """A document being set, line by line."""

    def __init__(self, path, name):
        # The name keeps documents of equal text apart, as the bytes of two real files are.
        self.canvas = Canvas(str(path), pagesize=A4, invariant=1)
        self.canvas.setSubject(name)
        self.number = 1
        self.y = HEIGHT - MARGIN

    def paragraph(self, text, style):
        font, size, leading = style
        for line in lines_of(text, font, size):
            if self.y < MARGIN + leading:
                self.turn()
            self.canvas.setFont(font, size)
            self.canvas.drawString(MARGIN, self.y, line)
            self.y -= leading
        self.y -= leading / 2

    def turn(self):
        self.canvas.setFont(TEXT[0], 9)
        self.canvas.drawCentredString(WIDTH / 2, MARGIN / 2, str(self.number))
        self.canvas.showPage()
        self.number += 1
        self.y = HEIGHT - MARGIN

    def save(self):
        self.turn()
        self.canvas.save()


def lines_of(text, font, size):
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and stringWidth(longer, font, size) > WIDTH - 2 * MARGIN:
            yield line
            line = word
        else:
            line = longer
    if line:
        yield line


if __name__ == "__main__":
    main()

"""Typst without its markup: headings, paragraphs, notes and cells of tables."""

import re

import markup
from markup import Piece


def strip(path):
    """The pieces, and whether an outline is printed."""
    text = re.sub(r"^\s*//.*$", "", markup.decoded(path), flags=re.M)
    return list(pieces(text)), "#outline(" in text


def pieces(text):
    yield from (Piece(title) for title in re.findall(r'#outline\(title: "([^"]*)"', text))
    # What stands in brackets is text, of notes and cells too; innermost first, and what is around goes on without it.
    while match := re.search(r"#(\w+)(\([^()]*\))?\[([^\[\]]*)\]|\[([^\[\]]*)\]", text):
        inner = match[3] if match[3] is not None else match[4]
        yield from lines(inner, match[1] == "heading")
        text = text[: match.start()] + ("" if match[1] == "footnote" else "\n") + text[match.end() :]
    yield from lines(text, False)


def lines(text, heading):
    for line in text.splitlines():
        line = line.strip()
        if re.match(r"#(set|show|let|import|v\(|pagebreak|counter|outline|bibliography)|^[)(\]}]|^(table|caption)", line):
            continue
        title = re.match(r"=+ (.*)", line)
        body = title[1] if title else line
        for part in re.split(r"@[\w-]+|<[\w-]+>|#\w+(?:\([^()]*\))?|\\(?= |$)", body):
            yield Piece(re.sub(r"[*_]", "", part), bool(title) or heading)

"""groff's ms macros without their markup."""

import re

import markup
from markup import Piece

DASHES_AND_QUOTES = {"(en": "–", "(em": "—", "(oq": "‘", "(cq": "’", "(lq": "“", "(rq": "”"}
ESCAPES = DASHES_AND_QUOTES | {"-": "-", "&": "", "%": "", "|": "", " ": " "}
HEADINGS = (".NH", ".SH")
# Requests whose arguments are printed.
SPEAKING = (".I", ".B", ".BI", ".SM", ".IP", ".TL", ".AU", ".AI")


def strip(path):
    """The pieces; these documents write their contents pages out."""
    return list(pieces(markup.decoded(path).splitlines())), False


def pieces(lines):
    held, heading, in_table, in_format = [], False, False, False
    for line in lines:
        if line.startswith((".TS", ".TE")):
            in_table, in_format = line.startswith(".TS"), line.startswith(".TS")
        elif in_format:
            # Options end with a semicolon, the format of a table with a full stop.
            in_format = not line.endswith(".")
            continue
        if not line.startswith((".", "'")):
            if in_table:
                yield from (Piece(unescaped(cell)) for cell in line.split("\t") if cell.strip("_=. "))
            else:
                held.append(unescaped(line))
            continue
        name, _, rest = line.partition(" ")
        if name in SPEAKING and rest:
            held.append(unescaped(rest.split('" "')[0].strip('"')))
        elif not name.startswith('.\\"') and name not in (".ft", ".hw", ".ie", ".el", ".if"):
            yield Piece(" ".join(held), heading)
            held, heading = [], name in HEADINGS
    yield Piece(" ".join(held), heading)


def unescaped(text):
    text = re.sub(r"\\f(?:\(..|.)|\\s[-+]?\d+|\\\*[QU{}-]|\\[{}]|\\v'[^']*'|\\h'[^']*'|\\\*\*", "", text)
    text = re.sub(r"\\\[u([0-9A-F]{4})\]", lambda match: chr(int(match[1], 16)), text)
    text = re.sub(r"\\(\(..|[-&%| ])", lambda match: ESCAPES.get(match[1], ""), text)
    return text

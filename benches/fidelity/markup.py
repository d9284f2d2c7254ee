"""What an author wrote, as far as it stands in words: sources of theses with their markup stripped.

A source becomes *pieces* in its order. A piece of running text has nothing but words and punctuation in it, so that what
follows one another in it follows one another on paper too; wherever markup stands of which nobody can say what it prints (a
formula, a citation, a macro), a piece ends. Listings, drawings and formulas are left out.
"""

import pathlib
from collections import Counter
from dataclasses import dataclass

from words import is_word, tokens


@dataclass
class Piece:
    """A stretch of text, or a heading (also printed in the contents)."""

    text: str
    heading: bool = False


@dataclass
class Source:
    """A stripped source."""

    pieces: list[Piece]
    # Whether the headings are printed twice, by markup for a table of contents.
    has_contents: bool

    def words(self):
        """How often each word is printed, headings twice where there is a contents page."""
        count = Counter()
        for piece in self.pieces:
            found = Counter(token for token in tokens(piece.text) if is_word(token))
            count += found + found if piece.heading and self.has_contents else found
        return count

    def runs(self, length):
        """All runs of so many tokens within a piece, as tuples."""
        for piece in self.pieces:
            if not piece.heading:
                found = tokens(piece.text)
                yield from zip(*(found[at:] for at in range(length)))

    def headings(self):
        return [piece.text for piece in self.pieces if piece.heading]

    def text(self):
        return "\n".join(piece.text for piece in self.pieces)


def read(path):
    """The stripped source of a file, by its ending: .tex, .ms, .typ or .fodt."""
    import fodt
    import groff
    import tex
    import typst

    strippers = {".tex": tex.strip, ".ms": groff.strip, ".typ": typst.strip, ".fodt": fodt.strip}
    pieces, has_contents = strippers[path.suffix](path)
    said = [Piece(" ".join(piece.text.split()), piece.heading) for piece in pieces]
    return Source([piece for piece in said if piece.text], has_contents)


def encoding_of(path):
    """What a file's inputenc says of files that are not in UTF-8."""
    data = pathlib.Path(path).read_bytes()
    return "latin2" if b"latin2" in data else "latin-1"


def decoded(path, encoding="latin-1"):
    """A file's text, in UTF-8 or else in this encoding."""
    data = pathlib.Path(path).read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(encoding)

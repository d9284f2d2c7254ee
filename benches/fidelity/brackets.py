"""TeX's angle brackets, which pdftotext and PDFium read as letters where the font does not say what they are: `hnamei` for
⟨name⟩. The font's glyphs are called angbracketleft and angbracketright, and mutool reads them so: what it has in brackets is put
in brackets in every text of the PDF, for two that err alike would make a consensus.
"""

import re

BRACKETED = re.compile("[⟨〈]([^⟨⟩〈〉]{1,60}?)[⟩〉]")
# More of them than a manual has.
MOST = 2000


def put_right(texts):
    """The same texts (engine -> pages or None), bracketed alike."""
    told = {tuple(inner.split()) for page in texts.get("mutool") or [] for inner in BRACKETED.findall(page)}
    inner = sorted((words for words in told if words), key=lambda words: -len(" ".join(words)))[:MOST]
    if not inner:
        return texts
    any_of = "|".join(r"\s+".join(map(re.escape, words)) for words in inner)
    misread = re.compile(rf"(?<![^\W\d_])h\s?({any_of})\s?i(?![^\W\d_])")
    return {name: pages and [misread.sub(r"⟨\1⟩", page) for page in pages] for name, pages in texts.items()}

"""What a word is, alike for every engine.

Text is put into NFKC and lower case; soft hyphens and the marks that PDFium leaves for them go; a word divided at a line's
end is joined. An accent that stands beside its letter as a character of its own (TeX's OT1 fonts draw it so) is put on
it, and letters are cut from digits: two of the three references leave the accent where it is, and glue the mark of a note
to its word, and a consensus of mistakes is no measure. `stranded` and `marked` count these apart. Joiners and
non-joiners go: the consensus leaves Persian's half spaces out.
A *token* is a run of letters or one of digits; a Han or kana character is one of its own (nobody parts them by spaces). A *word*
is a token of three letters or more, or such a character.
"""

import re
import unicodedata

SPACING = {
    "´": "\u0301", "ˊ": "\u0301", "ˆ": "\u0302", "˜": "\u0303", "¨": "\u0308", "ˇ": "\u030c", "˘": "\u0306", "˝": "\u030b",
    "˚": "\u030a", "¸": "\u0327", "`": "\u0300", "ˋ": "\u0300", "¯": "\u0304", "˙": "\u0307",
}  # fmt: skip
DOTLESS = {"ı": "i", "ȷ": "j"}

ACCENT_THEN_LETTER = re.compile("([" + "".join(SPACING) + r"])([^\W\d_])")
DOTLESS_WITH_MARK = re.compile("([ıȷ])([\u0300-\u0315])")
CEDILLA = re.compile("[cC]¸|¸[cC]")
BESIDE = re.compile("([^\\W\\d_])([´ˆ˜¨ˇ¸˘˝˚])([^\\W\\d_]?)|([´ˆ˜¨ˇ¸˘˝˚])([^\\W\\d_])")
LEFT_BY_PDFIUM = re.compile("[\x02\ufffe]\\s*")
DIVIDED = re.compile("([^\\W\\d_])[-\u2010\u00ad\u2011]\\s*\n\\s*([^\\W\\d_])")
IDEOGRAPH = "\u3041-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
TOKEN = re.compile(f"[{IDEOGRAPH}]|(?:(?![{IDEOGRAPH}])[^\\W\\d_])+|\\d+")
JOINERS = re.compile("[\u200b-\u200d\u2060\ufeff]")
MARKED = re.compile("[^\\W\\d_]{3,}\\d{1,2}(?!\\w)|(?<!\\w)\\d{1,2}[^\\W\\d_]{3,}")
IS_IDEOGRAPH = re.compile(f"[{IDEOGRAPH}]")


def stranded(text):
    """How many accents stand beside a letter that could bear them, or upon a dotless i or j, rather than being one with it.

    ¨ before a consonant is somebody's quotation mark, ˆ before x a sign of mathematics.
    """
    beside = 0
    for before, accent, after, first, second in BESIDE.findall(text):
        beside += any(composed(letter, accent or first) for letter in (before, after, second) if letter)
    return beside + len(DOTLESS_WITH_MARK.findall(text))


def marked(text):
    """How many words have a number of one or two digits at their end or beginning, as a note's mark that was glued to them."""
    return len(MARKED.findall(text))


def composed(letter, accent):
    """The letter with the accent upon it, if there is such a character."""
    one = unicodedata.normalize("NFC", DOTLESS.get(letter, letter) + SPACING[accent])
    return one if len(one) == 1 else None


def put_on(match):
    return composed(match[2], match[1]) or match[0]


def mended(text):
    """The text with stranded accents on their letters, divided words joined, in NFKC and lower case."""
    return DIVIDED.sub(r"\1\2", folded(text))


def folded(text):
    """As `mended`, but divided words stay as they are."""
    text = ACCENT_THEN_LETTER.sub(put_on, CEDILLA.sub("ç", text))
    text = DOTLESS_WITH_MARK.sub(lambda match: DOTLESS[match[1]] + match[2], text)
    text = unicodedata.normalize("NFKC", text).lower().replace("\u00ad\n", "-\n").replace("\r", "")
    return JOINERS.sub("", LEFT_BY_PDFIUM.sub("", text).replace("\u00ad", ""))


def tokens(text):
    """The tokens of a page, in its order."""
    return TOKEN.findall(mended(text))


def is_word(token):
    """Whether a token is a word: letters, three or more, or one Han or kana character."""
    return (len(token) >= 3 and token.isalpha()) or IS_IDEOGRAPH.match(token) is not None


def is_accented(word):
    """Whether a word holds a letter with a mark upon it, or a Latin letter beyond ASCII."""
    if word.isascii() or IS_IDEOGRAPH.match(word):
        return False
    if any(127 < ord(letter) < 0x250 for letter in word):
        return True
    return any(unicodedata.category(part) == "Mn" for part in unicodedata.normalize("NFD", word))


def has_ligature(word):
    """Whether a word would be set with a ligature."""
    return "fi" in word or "fl" in word or "ff" in word

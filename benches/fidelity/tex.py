"""LaTeX without its markup: rough, and honest about it.

Files named by \\input, \\include and \\subfile are taken in, macros without arguments expanded, accents composed. A command that
only changes the look of its argument vanishes (\\emph{x} is x); one of a list of commands vanishes with its arguments (\\ref{x});
any other ends the piece, and its arguments in braces are taken for text, which they mostly are.
"""

import re
import unicodedata

import markup
from markup import Piece

ACCENTS = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307", "c": "\u0327",
    "v": "\u030c", "H": "\u030b", "u": "\u0306", "r": "\u030a", "k": "\u0328", "d": "\u0323",
}  # fmt: skip
LETTERS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł",
    "i": "i", "j": "j", "LaTeX": "LaTeX", "TeX": "TeX", "S": "§", "P": "¶", "dots": "…", "ldots": "…", "textendash": "–",
    "textemdash": "—", "og": "«", "fg": "»", "up": "", "ieme": "e", "DJ": "Đ", "dj": "đ", "ohorn": "ơ", "uhorn": "ư",
}  # fmt: skip
# Commands that leave the text as it is, and only change its look.
LOOK = (
    "emph textbf textit textsc textrm textsf texttt textsl textmd textup textnormal enquote uline underline text mbox "
    "foreignquote foreignlanguage selectlanguage bf it em sc tt rm sf sl bfseries itshape scshape ttfamily rmfamily sffamily "
    "upshape mdseries normalfont small footnotesize scriptsize tiny large Large LARGE huge Huge normalsize singlespacing "
    "doublespacing onehalfspacing noindent centering raggedright sloppy og fg"
).split()
# Commands that print nothing of their arguments, or nothing that the source says.
SILENT = (
    "label ref pageref eqref autoref cref Cref nameref vref cite citep citet citeauthor citeyear citealp citeasnoun parencite "
    "textcite footcite autocite fullcite nocite usepackage RequirePackage documentclass includegraphics input include "
    "bibliography bibliographystyle vspace hspace vskip setcounter addtocounter setlength addtolength pagestyle "
    "thispagestyle pagenumbering addcontentsline markboth markright hypersetup url href index gls acs ac acp color definecolor "
    "newtheorem rule cline cmidrule multicolumn graphicspath lstset newacronym acro DeclareMathOperator newcounter "
    "lstinputlisting hyphenation phantomsection fancyhead fancyfoot rhead lhead chead lfoot rfoot cfoot titleformat titlespacing bibitem num SI "
    "glsresetall printbibliography numberwithin counterwithin renewcommand newcommand providecommand def newenvironment let "
    "fontsize arraystretch parbox makebox raisebox resizebox scalebox rotatebox linewidth textwidth selectlanguage "
    "foreignlanguage geometry microtypesetup pdfbookmark hyperref newgeometry lstinline verb begin end item "
    "textcolor subimport import"
).split()
HEADINGS = "part chapter section subsection subsubsection paragraph subparagraph addchap addsec".split()
DROPPED = (
    "verbatim lstlisting tikzpicture equation align alignat gather multline eqnarray displaymath math array pgfpicture minted "
    "thebibliography algorithm algorithmic comment code spec mathpar semantics avm forest tabbing picture filecontents"
).split()
GROUP = r"\{((?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*)\}"
# Ends a piece.
BREAK = "\x00"
HEAD_OPEN, HEAD_CLOSE = "\x01", "\x02"


def strip(path):
    """The pieces of the document that `path` begins, and whether it prints a table of contents."""
    whole = taken_in(path, path.parent, markup.encoding_of(path))
    preamble, _, body = whole.rpartition(r"\begin{document}")
    body = body.partition(r"\end{document}")[0]
    for _ in range(3):
        body = expanded(body, macros(whole))
    return pieces(plain(body)), r"\tableofcontents" in body


def taken_in(path, root, encoding, depth=0):
    """The text of a file without comments, with those it names in their places."""
    if depth > 5:
        return ""
    text = re.sub(r"(?<!\\)%.*\n?", "", markup.decoded(path, encoding))

    def other(match):
        name = match[1].strip().strip('"')
        for folder in (path.parent, root):
            for file in (folder / name, folder / f"{name}.tex"):
                if file.is_file() and file.suffix == ".tex":
                    return taken_in(file, root, encoding, depth + 1)
        return BREAK

    return re.sub(r"\\(?:input|include|subfile)\s*\{([^{}]*)\}", other, text)


def macros(text):
    """Name -> replacement of the macros without arguments."""
    found = re.findall(r"\\(?:re)?newcommand\*?\s*\{?\\([A-Za-z]+)\}?\s*" + GROUP, text)
    return {name: value for name, value in found if "#" not in value and not value.startswith("\\@")}


def expanded(text, known):
    return re.sub(r"\\([A-Za-z]+)(?:\s*\{\}|\\?(?=\W)|(?=\d)) ?", lambda m: macro(m, known), text) if known else text


def macro(match, known):
    value = known.get(match[1])
    if value is None:
        return match[0]
    return value if match[0].endswith("}") or not match[0].endswith(" ") else value + " "


def plain(text):
    """Text with BREAK where a piece ends, headings between HEAD_OPEN and HEAD_CLOSE."""
    for name in DROPPED:
        text = re.sub(rf"\\begin\{{{name}\*?\}}.*?\\end\{{{name}\*?\}}", BREAK, text, flags=re.S)
    text = re.sub(r"\$\$.*?\$\$|\\\[.*?\\\]|\\\(.*?\\\)|(?<!\\)\$(?:[^$\\]|\\.)*\$", BREAK, text, flags=re.S)
    text = re.sub(r"\\verb\*?([^A-Za-z\s*]).*?\1|\\lstinline(?:\[[^\]]*\])?([|!+@]).*?\2", BREAK, text)
    text = composed(text)
    text = re.sub(r'"[=~]', "-", re.sub(r'\\-|"[-"|/]', "", text))
    text = re.sub(r"``|''|\"[`']", '"', text.replace("---", " — ").replace("--", "–"))
    text = text.replace("~", " ").replace("\\,", " ").replace("\\ ", " ").replace("\\/", "")
    text = re.sub(r"\\([%&#_${}])", lambda m: {"&": " & ", "{": "", "}": ""}.get(m[1], m[1]), text)
    text = re.sub(r"\\\\\*?(?:\[[^\]]*\])?|(?<= )&(?= )|&", BREAK, text)
    text = re.sub(r"\n\s*\n", BREAK, text)
    return commands_gone(text)


def composed(text):
    """Accents on their letters."""

    def accent(match):
        letter = {"\\i": "i", "\\j": "j"}.get(match[2].strip(), match[2])
        return unicodedata.normalize("NFC", letter + ACCENTS[match[1]])

    letter = r"(\\[ij](?![A-Za-z])\s?|[A-Za-z])"
    text = re.sub(r"\\(['`^\"~=.])\s*\{" + letter + r"\}", accent, text)
    text = re.sub(r"\\(['`^\"~=.])\s*" + letter, accent, text)
    text = re.sub(r"\\([cvHurkd])\s*\{" + letter + r"\}", accent, text)
    text = re.sub(r"\\([cvHurkd])\s+" + letter, accent, text)
    return re.sub(
        r"\\([A-Za-z]+)(\{\}|\\(?= )|(?![A-Za-z]) ?)", lambda m: LETTERS[m[1]] if m[1] in LETTERS else m[0], text
    )


def commands_gone(text):
    option = r"(?:\s*\[[^\[\]]*\])*"
    heading = rf"\\({'|'.join(HEADINGS)})\*?{option}\s*{GROUP}"
    text = re.sub(heading, lambda m: f"{BREAK}{HEAD_OPEN}{m[2]}{HEAD_CLOSE}{BREAK}", text)
    # A note stands elsewhere on the page: what is before it and after it is one run, but for its mark.
    text = re.sub(rf"\\(?:footnote|footnotetext|endnote|marginpar|thanks){option}\s*{GROUP}", BREAK + r"\1" + BREAK, text)
    text = re.sub(rf"\\foreignlanguage\s*\{{[^{{}}]*\}}\s*{GROUP}", r"\1", text)
    for _ in range(3):
        text = re.sub(rf"\\(?:{'|'.join(LOOK)})\*?(?![A-Za-z])\s*{GROUP}", r"\1", text)
    text = re.sub(rf"\\(?:{'|'.join(LOOK)})(?![A-Za-z])\s?", "", text)
    text = re.sub(rf"\\(?:{'|'.join(SILENT)})\*?(?![A-Za-z])(?:{option}\s*{GROUP})*{option}", BREAK, text)
    text = re.sub(rf"\\[A-Za-z@]+\*?{option}", BREAK, text)
    return re.sub(r"\\.", BREAK, text).replace("{", "").replace("}", "")


def pieces(text):
    for part in text.split(BREAK):
        heading = HEAD_OPEN in part
        yield Piece(part.replace(HEAD_OPEN, "").replace(HEAD_CLOSE, ""), heading)

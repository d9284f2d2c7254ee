"""Whether words stand in the order in which they are read.

On up to nine pages of a PDF, spread evenly, the longest common subsequence of an engine's words and a reference's, as the share
`2 LCS / (words of both)`; the best of the references counts, for no two of them read a page of two columns, notes and
floats alike. A reference is not compared with itself, so it has two to agree with where ibid has three.

In charts nothing says what comes first: mutool and PDFium agree there because both follow the content stream. The order of
*prose* leaves them out: of the words in a reference's lines of running text, the share that stands in its order among the
engine's words, again by the best reference.
"""

from statistics import fmean

from rapidfuzz.distance import LCSseq

from readers import REFERENCES
from words import is_word, tokens

# Pages looked at: every n-th, n chosen so that there are about as many.
SAMPLED_PAGES = 8
# Words of a page that are compared, a bound for what is quadratic.
MOST_WORDS = 1500
# Words that make a line one of running text.
PROSE_LINE = 6
# Words that a reference must see on a page for its order to mean something.
FEWEST_WORDS = 30


def words_of(page):
    return [token for token in page if is_word(token)][:MOST_WORDS]


def prose_of(text):
    """The words of a page's lines of running text. Lines are told before divided words are joined."""
    lines = [line + "\n" for line in text.splitlines()]
    prose = [line for line in lines if sum(map(is_word, tokens(line))) >= PROSE_LINE]
    return words_of(tokens("".join(prose)))


def likeness(one, other):
    return 2 * LCSseq.similarity(one, other) / max(1, len(one) + len(other))


def share_in_order(wanted, found):
    return LCSseq.similarity(wanted, found) / max(1, len(wanted))


def sampled(count):
    return range(0, count, max(1, count // SAMPLED_PAGES))


def orders_of(name, pages, texts):
    """The order and the order of prose, means over the sampled pages; None where nothing is to be compared, as
    with references that see another number of pages.

    `pages` is engine -> list of pages of tokens, `texts` engine -> list of pages as read.
    """
    count = len(pages[name])
    others = [other for other in REFERENCES if other != name and len(pages.get(other, [])) == count]
    order, prose = [], []
    for at in sampled(count):
        ours = words_of(pages[name][at])
        theirs = [words_of(pages[other][at]) for other in others]
        order += best(likeness(ours, words) for words in theirs if len(words) >= FEWEST_WORDS)
        theirs = [prose_of(texts[other][at]) for other in others]
        prose += best(share_in_order(words, ours) for words in theirs if len(words) >= FEWEST_WORDS)
    return fmean(order) if order else None, fmean(prose) if prose else None


def best(shares):
    """A list of the highest, or of nothing."""
    shares = list(shares)
    return [max(shares)] if shares else []

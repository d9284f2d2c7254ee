"""How far one engine's reading of a PDF agrees with the consensus of the three references.

The consensus holds each token as often as the middle one of the three says: what two agree on. A reference that read
nothing counts as an empty text.
"""

from collections import Counter
from dataclasses import dataclass, field

import brackets
from order import orders_of
from readers import ENGINES, REFERENCES
from words import has_ligature, is_accented, is_word, marked, stranded, tokens

# Words that the consensus of a PDF must hold for its figures to mean something.
FEWEST_WORDS = 100
# Words with an accent or a ligature that a PDF must hold for a recall of them.
FEWEST_ACCENTED = 20
FEWEST_LIGATURES = 10


@dataclass
class Figures:
    """One engine on one PDF. Rates are per 1,000 words of the consensus; None where there is nothing to measure."""

    word_f1: float = 0.0
    recall: float = 0.0
    precision: float = 0.0
    glued: float | None = None
    split: float | None = None
    accents: float | None = None
    ligatures: float | None = None
    stranded: float | None = None
    marked: float | None = None
    order: float | None = None
    prose: float | None = None
    # Words in excess or lacking; and, of ibid, those with which it stands alone: no reference counts them so.
    differing: int = 0
    alone: int = 0
    # The words themselves, for whoever looks for causes.
    extra: Counter = field(default_factory=Counter)
    missing: Counter = field(default_factory=Counter)
    glued_words: Counter = field(default_factory=Counter)
    split_words: Counter = field(default_factory=Counter)
    alone_words: Counter = field(default_factory=Counter)


def middle(counts):
    """The consensus of three counters: the median count of each token."""
    every = set().union(*counts)
    medians = {token: sorted(count[token] for count in counts)[len(counts) // 2] for token in every}
    return Counter({token: count for token, count in medians.items() if count})


def only_words(counter):
    return Counter({token: count for token, count in counter.items() if is_word(token)})


def f1(one, other):
    both = (one & other).total()
    return 2 * both / max(1, one.total() + other.total())


def recall_of(wanted, found, fewest):
    """Share of the wanted words that are found; None where fewer than `fewest` are wanted."""
    total = sum(wanted.values())
    return sum(min(found[word], count) for word, count in wanted.items()) / total if total >= fewest else None


def glued(extra, missing, vocabulary):
    """Words in excess that are two of the consensus without the space between them, at least one of these lacking."""

    def is_glued(word):
        cuts = ((word[:at], word[at:]) for at in range(2, len(word) - 1))
        return any((a in missing and b in vocabulary) or (a in vocabulary and b in missing) for a, b in cuts)

    return Counter({w: n for w, n in extra.items() if w not in vocabulary and len(w) >= 6 and is_glued(w)})


def split(missing, extra_tokens, vocabulary):
    """Words lacking of which both halves stand as tokens, at least one of them in excess."""

    def is_split(word):
        cuts = ((word[:at], word[at:]) for at in range(1, len(word)))
        return any(
            (a in extra_tokens and (b in extra_tokens or b in vocabulary)) or (b in extra_tokens and a in vocabulary)
            for a, b in cuts
        )

    return Counter({w: n for w, n in missing.items() if len(w) >= 4 and is_split(w)})


def standing_alone(words, references):
    """Words in which an engine differs from every reference: counted oftener than by any, or more rarely, and by how much."""
    beyond = Counter()
    for word in set(words).union(*references):
        counts = [reference[word] for reference in references]
        beyond[word] = max(0, words[word] - max(counts)) + max(0, min(counts) - words[word])
    return +beyond


def compare(found, consensus, text):
    """An engine's tokens (a counter) and text against the consensus; all figures but the order."""
    words, wanted = only_words(found), only_words(consensus)
    total = wanted.total()
    extra, missing = words - wanted, wanted - words
    glued_words = glued(extra, missing, consensus)
    split_words = split(missing, found - consensus, consensus)
    both = (words & wanted).total()
    accented = {word: count for word, count in wanted.items() if is_accented(word)}
    ligatures = {word: count for word, count in wanted.items() if has_ligature(word)}
    return Figures(
        word_f1=f1(words, wanted),
        recall=both / total,
        precision=both / max(1, words.total()),
        glued=1000 * glued_words.total() / total,
        split=1000 * split_words.total() / total,
        accents=recall_of(accented, words, FEWEST_ACCENTED),
        ligatures=recall_of(ligatures, words, FEWEST_LIGATURES),
        stranded=1000 * stranded(text) / total,
        marked=1000 * marked(text) / total,
        differing=extra.total() + missing.total(),
        extra=extra,
        missing=missing,
        glued_words=glued_words,
        split_words=split_words,
    )


def score(texts):
    """Engine -> figures, for the texts (engine -> pages or None) of one PDF; None where the consensus says too little."""
    texts = brackets.put_right(texts)
    pages = {name: [tokens(page) for page in texts[name]] for name in ENGINES if texts[name] is not None}
    counts = {name: Counter(token for page in pages.get(name, []) for token in page) for name in ENGINES}
    consensus = middle([counts[name] for name in REFERENCES])
    if only_words(consensus).total() < FEWEST_WORDS:
        return None
    figures = {}
    for name in ENGINES:
        if name not in pages:
            figures[name] = Figures()
            continue
        figures[name] = compare(counts[name], consensus, "\f".join(texts[name]))
        figures[name].order, figures[name].prose = orders_of(name, pages, texts)
    if "ibid" in pages:
        alone = standing_alone(only_words(counts["ibid"]), [only_words(counts[name]) for name in REFERENCES])
        figures["ibid"].alone_words, figures["ibid"].alone = alone, alone.total()
    return figures

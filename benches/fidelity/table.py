"""Markdown tables, and the three ways to say many figures in one."""

from statistics import fmean, median


def known(values):
    return [value for value in values if value is not None]


def summary(values, digits=4):
    """`median / mean / p10` of what is known."""
    values = sorted(known(values))
    if not values:
        return "-"
    parts = median(values), fmean(values), values[len(values) // 10]
    return " / ".join(f"{part:.{digits}f}" for part in parts)


def figure(value, digits=4):
    return "-" if value is None else f"{value:.{digits}f}"


def markdown(heads, rows):
    """A table as one string."""
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)

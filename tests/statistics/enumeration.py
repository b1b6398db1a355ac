"""Slow, obvious enumerations, the oracles of the fast algorithms. Fractions throughout."""

import itertools
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import comb


def midranks(values: Sequence[float]) -> list[Fraction]:
    """Rank each value by counting those below it and half of those equal to it."""
    return [
        sum(Fraction(other < value) for other in values)
        + Fraction(sum(other == value for other in values) + 1, 2)
        for value in values
    ]


def two_sided(
    statistics: Iterable[Fraction], observed: Fraction, centre: Fraction, rule: str
) -> Fraction:
    """Join the tails of equally likely statistics."""
    values = list(statistics)
    if rule == "abs-deviation":
        return Fraction(
            sum(abs(value - centre) >= abs(observed - centre) for value in values), len(values)
        )
    lower = Fraction(sum(value <= observed for value in values), len(values))
    upper = Fraction(sum(value >= observed for value in values), len(values))
    return min(Fraction(1), 2 * min(lower, upper))


def rank_sum_p(x: Sequence[float], y: Sequence[float], rule: str) -> Fraction:
    """Go through all ways to choose which of the pooled values are x."""
    ranks = midranks([*x, *y])
    sums = (sum(chosen, Fraction()) for chosen in itertools.combinations(ranks, len(x)))
    centre = Fraction(len(x) * (len(ranks) + 1), 2)
    return two_sided(sums, sum(ranks[: len(x)], Fraction()), centre, rule)


def mann_whitney_u(x: Sequence[float], y: Sequence[float]) -> Fraction:
    """Count pairs."""
    return sum((Fraction(a > b) + Fraction(a == b, 2) for a in x for b in y), Fraction())


def signed_rank_p(differences: Sequence[float], rule: str, zeros: str) -> Fraction:
    """Go through all signs of the differences that are not 0."""
    kept = [d for d in differences if d != 0]
    if zeros == "wilcoxon":
        ranks = midranks([abs(d) for d in kept])
    else:
        every = midranks([abs(d) for d in differences])
        ranks = [rank for rank, d in zip(every, differences, strict=True) if d != 0]
    observed = sum((r for r, d in zip(ranks, kept, strict=True) if d > 0), Fraction())
    sums = (
        sum((r for r, positive in zip(ranks, signs, strict=True) if positive), Fraction())
        for signs in itertools.product((False, True), repeat=len(ranks))
    )
    return two_sided(sums, observed, sum(ranks, Fraction()) / 2, rule)


def spearman_p(x: Sequence[float], y: Sequence[float], rule: str) -> Fraction:
    """Go through all orders of y."""
    a, b = midranks(x), midranks(y)
    products = (
        sum((p * q for p, q in zip(a, order, strict=True)), Fraction())
        for order in itertools.permutations(b)
    )
    observed = sum((p * q for p, q in zip(a, b, strict=True)), Fraction())
    return two_sided(products, observed, sum(a, Fraction()) * sum(b, Fraction()) / len(a), rule)


def fisher_p(table: Sequence[Sequence[int]]) -> Fraction:
    """Go through all tables of the same margins; sum those not more likely."""
    (a, b), (c, d) = table
    row, column, n = a + b, a + c, a + b + c + d

    def chance(first: int) -> Fraction:
        return Fraction(comb(row, first) * comb(n - row, column - first), comb(n, column))

    possible = range(max(0, row + column - n), min(row, column) + 1)
    return sum((chance(k) for k in possible if chance(k) <= chance(a)), Fraction())


def clustered_p(x: Sequence[tuple[int, int]], y: Sequence[tuple[int, int]], rule: str) -> Fraction:
    """Go through all ways to choose which clusters, (events, total) each, are x."""
    clusters = [*x, *y]

    def difference(chosen: Sequence[int]) -> Fraction:
        rest = [i for i in range(len(clusters)) if i not in chosen]
        shares = [
            Fraction(sum(clusters[i][0] for i in group), sum(clusters[i][1] for i in group))
            for group in (chosen, rest)
        ]
        return shares[0] - shares[1]

    differences = map(difference, itertools.combinations(range(len(clusters)), len(x)))
    return two_sided(differences, difference(range(len(x))), Fraction(), rule)

"""Majority judgment: options by their lower median grade, then by the medians left when those are taken away.

Source: Michel Balinski and Rida Laraki, "Majority Judgment" (2010), majority value. Taking medians away one by one
walks outwards from the middle of the sorted grades, below and above in turn; here the same walk goes by proportions of
the total, so that neither the number of voters nor different totals matter.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import cmp_to_key
from itertools import accumulate

from voting.counting.chosen import Outcome
from voting.counting.graded import GradedPoll, GradedRule
from voting.counting.matrix import Number
from voting.counting.ties import Lot, fill

HALF = Fraction(1, 2)
# A stretch of the walk: how far from the middle it ends (at most 1/2), and the grades below and above on it.
Stretch = tuple[Fraction, int, int]


def majority_judgment(rule: GradedRule, poll: GradedPoll) -> Outcome:
    """Options by their grades, those without any last; equal ones stand together."""
    walks: dict[str, list[Stretch]] = {}
    medians: dict[str, str | None] = {}
    for option, tally in sorted(poll.tallies.items()):
        walks[option] = walk(completed(tally, rule, poll))
        medians[option] = rule.grades[walks[option][0][1]] if walks[option] else None
    ranking: list[list[str]] = []
    for option in sorted(walks, key=lambda option: cmp_to_key(compare)(walks[option]), reverse=True):
        if ranking and compare(walks[ranking[-1][0]], walks[option]) == 0:
            ranking[-1].append(option)
        else:
            ranking.append([option])
    winners, tie = fill(ranking, 1, Lot(rule.by_lot, poll.seed))
    return Outcome(winners, ranking, tie=tie, grades=medians)


def profile(rule: GradedRule, poll: GradedPoll) -> dict[str, list[Number]]:
    """What each option got of each grade, worst first, with what the rule says of missing ones: what is compared."""
    return {option: completed(tally, rule, poll) for option, tally in poll.tallies.items()}


def completed(tally: Sequence[Number], rule: GradedRule, poll: GradedPoll) -> list[Number]:
    """The tally with what the rule says of missing grades; an option without any has no median to take."""
    found, missing = list(tally), poll.participants - sum(tally)
    if rule.missing == "grade":
        found[rule.missing_grade] += missing
    elif rule.missing == "median" and any(tally):
        found[walk(tally)[0][1]] += missing
    return found


def walk(tally: Sequence[Number]) -> list[Stretch]:
    """The grades from the middle outwards, in stretches of the same two; empty without any grade. The first stretch
    begins with the lower median."""
    total = sum(tally)
    if not total:
        return []
    # Where each grade that was given begins and ends, as distances below and above the middle.
    ends = [Fraction(end, total) for end in accumulate(tally)]
    begins = [Fraction(0), *ends[:-1]]
    below = [(HALF - begin, n) for n, begin in enumerate(begins) if tally[n] and begin < HALF]
    above = [(end - HALF, n) for n, end in enumerate(ends) if tally[n] and end > HALF]
    stretches: list[Stretch] = []
    low, high = len(below) - 1, 0
    while low >= 0:
        end = min(below[low][0], above[high][0])
        stretches.append((end, below[low][1], above[high][1]))
        low -= below[low][0] == end
        high += above[high][0] == end
    return stretches


def compare(one: Sequence[Stretch], other: Sequence[Stretch]) -> int:
    """1, 0 or -1 as the first walk is better, equal or worse: where they first differ the higher grade wins, below
    before above; any walk is better than none."""
    if not one or not other:
        return bool(one) - bool(other)
    n = m = 0
    while n < len(one):
        mine, theirs = one[n][1:], other[m][1:]
        if mine != theirs:
            return 1 if mine > theirs else -1
        end = min(one[n][0], other[m][0])
        n += one[n][0] == end
        m += other[m][0] == end
    return 0

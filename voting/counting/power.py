"""Who can decide: the power of each voter of a register under a yes–no rule, after Banzhaf, after Shapley and Shubik.

Everybody votes yes or no, and a coalition, those who vote yes, wins where the rule then adopts as it stands. All ways
of counting coalitions (coalitions.py, thresholds.py, joining.py) give the same numbers, and all are exact; where a
register has too many to be counted so, nothing is guessed.

Source: Dan Felsenthal and Moshé Machover, "The Measurement of Voting Power" (1998).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import factorial
from typing import Any

from voting.counting.coalitions import Coalitions, Game, by_matrices
from voting.counting.joining import by_sums
from voting.counting.methods import parse_rule
from voting.counting.poll import read_voters
from voting.counting.thresholds import by_halves

MOST_ENUMERATED = 25
# Measures that change with who votes yes: as the base of a clause they make its threshold move.
MOVING = ("yes", "no", "not-in-favour")


@dataclass(frozen=True, slots=True)
class Influence:
    """`swings`: in how many coalitions of the others a voter turns the outcome by joining (less those that it turns
    back); `banzhaf`: its share of all swings; `shapley`: the share of orders of joining in which it turns it.

    Of a category they are the sums over its voters."""

    swings: int
    banzhaf: Fraction
    shapley: Fraction


@dataclass(frozen=True, slots=True)
class Power:
    """`winning`: how many coalitions adopt; the influence of each voter by id and of each leaf by key. Consultative
    voters have none and are in no coalition.

    `deciding`: voters with whom alone it is adopted; `blocking`: those without whom alone it is not, where all together
    adopt."""

    winning: int
    voters: Mapping[str, Influence]
    leaves: Mapping[str, Influence]
    deciding: Collection[str]
    blocking: Collection[str]


def power(rule: Any, register: Sequence[Mapping[str, Any]]) -> Power:
    """The power of the voters of a register (the `voters` of a poll) under a rule (a document, or what `parse_rule`
    made of one), at the first convocation.

    Raises `FormatError` as `count` does, and `coalitions.TooManyCoalitions`.
    """
    if isinstance(rule, dict):
        rule = parse_rule(rule)
    voters = read_voters(list(register), "/voters", rule)
    game = Game(rule, voters)
    found = _count(game)
    players = game.players
    swings, shapley = {}, {}
    deciding, blocking = set(), set()
    for kind, inside in zip(game.kinds, found.inside, strict=True):
        # Coalitions of h others that win with this voter, less those that win without.
        turned = [inside[h + 1] - (found.winning[h] - inside[h]) for h in range(players)]
        swings[kind] = sum(turned)
        orders = sum(n * factorial(h) * factorial(players - 1 - h) for h, n in enumerate(turned))
        shapley[kind] = Fraction(orders, factorial(players))
        if inside[1]:
            deciding.add(kind)
        if found.winning[players] and found.winning[players - 1] == inside[players - 1]:
            blocking.add(kind)
    total = sum(number * swings[kind] for kind, number in game.kinds.items())
    of_kind = {kind: Influence(swings[kind], Fraction(swings[kind], total or 1), shapley[kind]) for kind in game.kinds}
    none = Influence(0, Fraction(0), Fraction(0))
    of_voter = {voter.id: of_kind.get(game.kind_of(voter), none) for voter in voters}
    of_leaf = dict.fromkeys((leaf.key for leaf in rule.tree.leaves()), none)
    for voter in voters:
        of_leaf[voter.leaf] = _sum(of_leaf[voter.leaf], of_voter[voter.id])
    return Power(
        sum(found.winning),
        of_voter,
        of_leaf,
        deciding={voter.id for voter in voters if game.kind_of(voter) in deciding},
        blocking={voter.id for voter in voters if game.kind_of(voter) in blocking},
    )


def _sum(one: Influence, other: Influence) -> Influence:
    return Influence(one.swings + other.swings, one.banzhaf + other.banzhaf, one.shapley + other.shapley)


def _count(game: Game) -> Coalitions:
    nodes = game.rule.nodes.values()
    if any(node.give != "split" for node in nodes if not node.is_leaf) or any(
        not game.rule.nodes[key].is_leaf for clause in game.clauses for key in clause.of
    ):
        return by_matrices(game)
    single = all(leaf.give == "split" for leaf in nodes) and not any(
        clause.unit == "categories" or clause.base in MOVING for clause in game.clauses
    )
    return by_halves(game) if single and game.players <= MOST_ENUMERATED else by_sums(game)

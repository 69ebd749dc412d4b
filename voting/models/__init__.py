"""The data of HOW: rules, polls with their register, ballots and proxies, tallies."""

from voting.models.ballots import Ballot, BallotKind, Cast, CastAs, Choice, Proxy, Voter
from voting.models.polls import Poll
from voting.models.rules import Body, Rule
from voting.models.tallies import CastingChoice, CastingVote, Correction, Outcome, Tally

__all__ = [
    "Ballot",
    "BallotKind",
    "Body",
    "Cast",
    "CastAs",
    "CastingChoice",
    "CastingVote",
    "Choice",
    "Correction",
    "Outcome",
    "Poll",
    "Proxy",
    "Rule",
    "Tally",
    "Voter",
]

"""The data of HOW: rules, polls with their register, ballots and proxies, tallies."""

from voting.models.ballots import Ballot, BallotKind, Cast, CastAs, Choice, Proxy, Voter
from voting.models.elections import Candidate, Election, Seating
from voting.models.polls import Poll
from voting.models.rules import Body, Purpose, Rule
from voting.models.tallies import CastingChoice, CastingVote, Correction, Outcome, Tally

__all__ = [
    "Ballot",
    "BallotKind",
    "Body",
    "Candidate",
    "Cast",
    "CastAs",
    "CastingChoice",
    "CastingVote",
    "Choice",
    "Correction",
    "Election",
    "Outcome",
    "Poll",
    "Proxy",
    "Purpose",
    "Rule",
    "Seating",
    "Tally",
    "Voter",
]

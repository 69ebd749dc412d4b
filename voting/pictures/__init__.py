"""Votes as pictures: SVG strings from a consult-result/1, exact until the last pixel; no Django, all words passed in.

`mosaic` (weights by category), `hemicycle` (voices, a seat each), `gauge` (one clause), `ring` (who voted) and
`distribution` (voices by category, without weights); of a choice among options `profile` (grades, approvals),
`pairwise` (duels) and `rounds` (who goes out, who gains); of a consultation among options `answers` (what each
category said of each); of a rule `power_bars` (weight beside power). Colours and strokes come from the page's classes
(frontend/styles/parts/pictures.css); nothing here needs a style attribute.
"""

from voting.pictures.answers import Answering, Offered, Said, answers
from voting.pictures.distribution import Share as Voice
from voting.pictures.distribution import Voices, distribution
from voting.pictures.gauge import gauge
from voting.pictures.hemicycle import Seat, hemicycle, seats_of
from voting.pictures.mosaic import Category, mosaic
from voting.pictures.pairwise import Row, pairwise
from voting.pictures.power import Group, Measure, power_bars
from voting.pictures.profile import Bar, Part, profile
from voting.pictures.ring import Share, ring
from voting.pictures.rounds import Step, rounds, transfers
from voting.pictures.steps import step_of

__all__ = [
    "Answering",
    "Bar",
    "Category",
    "Group",
    "Measure",
    "Offered",
    "Part",
    "Row",
    "Said",
    "Seat",
    "Share",
    "Step",
    "Voice",
    "Voices",
    "answers",
    "distribution",
    "gauge",
    "hemicycle",
    "mosaic",
    "pairwise",
    "power_bars",
    "profile",
    "ring",
    "rounds",
    "seats_of",
    "step_of",
    "transfers",
]

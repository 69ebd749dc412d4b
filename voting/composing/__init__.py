"""A yes–no rule as the parts that a form asks for, and as the document that counts: one made of the other."""

from voting.composing.parts import Condition, Parts
from voting.composing.taking_apart import take_apart
from voting.composing.writing import compose, keyed

__all__ = ["Condition", "Parts", "compose", "keyed", "take_apart"]

"""Five steps from the worst to the best grade, told apart without their colours, and their legend."""

from collections.abc import Sequence
from fractions import Fraction

from voting.pictures.svg import attributes, label, rect

STEPS = 5
FOR_LINE = '<path class="for-line" d="M0 3H6"/>'
DOT = '<circle class="dots" cx="3" cy="3" r="1.1"/>'
HATCH = '<path class="hatch" d="M0 0V7"/>'


def step_of(place: int, count: int) -> int:
    """How good the grade at this place (0 the worst) of so many is, on the five steps that are drawn."""
    return STEPS - 1 if count < 2 else round(Fraction(place * (STEPS - 1), count - 1))


def fill(step: int, prefix: str) -> str:
    """What a part of this step (0 to 4, 4 the best) is filled with, where `patterns` stand in the image."""
    return f"url(#{prefix}-g{step})"


def patterns(prefix: str) -> str:
    """Solid, stripes, dots, wide hatching, dense hatching, from the best to the worst."""
    against = '<path class="against-line" d="M0 0V8"/>'
    return "".join(
        [
            "<defs>",
            _pattern(f"{prefix}-g4", 8, '<rect class="for" width="8" height="8"/>'),
            _pattern(f"{prefix}-g3", 6, '<rect class="for-ground" width="6" height="6"/>' + FOR_LINE),
            _pattern(f"{prefix}-g2", 6, '<rect class="abstain" width="6" height="6"/>' + DOT),
            _pattern(f"{prefix}-g1", 8, '<rect class="against-ground" width="8" height="8"/>' + against, "rotate(45)"),
            _pattern(f"{prefix}-g0", 7, '<rect class="against" width="7" height="7"/>' + HATCH, "rotate(45)"),
            "</defs>",
        ]
    )


def legend_of(
    legend: Sequence[tuple[int, str]], at: tuple[int, int], width: int, prefix: str, *, narrow: bool
) -> list[str]:
    """The steps with their words, in a line from `at` on."""
    drawn = []
    place = Fraction(width, len(legend))
    for number, (step, word) in enumerate(legend):
        x, y = at[0] + place * number, at[1]
        drawn.append(rect(x, y, 14, 14, fill=fill(step, prefix), rx=2))
        drawn.append(label(x + 18, y + 12, word, "", 12 if narrow else 14, "start"))
    return drawn


def _pattern(name: str, size: int, drawn: str, turn: str = "") -> str:
    given = attributes(id=name, width=size, height=size, patternUnits="userSpaceOnUse", patternTransform=turn)
    return f"<pattern{given}>{drawn}</pattern>"

"""Small pieces of SVG: numbers, escaped words, the patterns of votes."""

from collections.abc import Mapping
from fractions import Fraction
from html import escape

Number = int | Fraction


def n(number: Number | float) -> str:
    """A coordinate with at most two decimals."""
    hundredths = round(Fraction(number) * 100)
    sign, (whole, rest) = "-" if hundredths < 0 else "", divmod(abs(hundredths), 100)
    return f"{sign}{whole}" + (f".{rest:02}".rstrip("0") if rest else "")


def attributes(**given: Number | float | str) -> str:
    """Attributes of an element; `klass` is class, an underscore is a hyphen, an empty string leaves one out."""
    written = []
    for key, value in given.items():
        name = "class" if key == "klass" else key.replace("_", "-")
        if value != "":
            written.append(f' {name}="{escape(value) if isinstance(value, str) else n(value)}"')
    return "".join(written)


def rect(
    x: Number | float, y: Number | float, width: Number | float, height: Number | float, **more: Number | str
) -> str:
    return f"<rect{attributes(x=x, y=y, width=width, height=height, **more)}/>"


def circle(cx: Number | float, cy: Number | float, r: Number | float, **more: Number | str) -> str:
    return f"<circle{attributes(cx=cx, cy=cy, r=r, **more)}/>"


def path(d: str, **more: Number | str) -> str:
    return f"<path{attributes(d=d, **more)}/>"


def label(
    x: Number | float, y: Number | float, words: str, klass: str = "", size: Number | float = 14, anchor: str = "middle"
) -> str:
    return f"<text{attributes(x=x, y=y, klass=klass, font_size=size, text_anchor=anchor)}>{escape(words)}</text>"


def cut(words: str, chars: int) -> str:
    """So many characters of a name, the last one an ellipsis where there are more."""
    return words if len(words) <= chars else words[: max(chars - 1, 1)].rstrip() + "…"


def picture(prefix: str, klass: str, box: tuple[Number, ...], labels: Mapping[str, str], parts: list[str]) -> str:
    """The whole image with its title, its description and the patterns of votes, their ids starting with `prefix`."""
    prefix = _ident(prefix)
    head = attributes(
        klass=klass,
        viewBox=" ".join(n(edge) for edge in box),
        role="img",
        aria_labelledby=f"{prefix}-t {prefix}-d",
    )
    return (
        f'<svg{head}><title id="{prefix}-t">{escape(labels["title"])}</title>'
        f'<desc id="{prefix}-d">{escape(labels["desc"])}</desc>{_patterns(prefix)}{"".join(parts)}</svg>'
    )


def _ident(prefix: str) -> str:
    """A prefix of ids that other attributes can name: the id of a clause may be any text."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_") else f"_{ord(c):x}_" for c in prefix)


def _patterns(prefix: str) -> str:
    """Contre is hatched at 45°, abstention dotted: a vote is told apart without its colour."""
    against = attributes(
        id=f"{prefix}-no", width=7, height=7, patternUnits="userSpaceOnUse", patternTransform="rotate(45)"
    )
    abstain = attributes(id=f"{prefix}-abstain", width=6, height=6, patternUnits="userSpaceOnUse")
    return (
        f'<defs><pattern{against}><rect class="against" width="7" height="7"/><path class="hatch" d="M0 0V7"/>'
        f'</pattern><pattern{abstain}><rect class="abstain" width="6" height="6"/>'
        '<circle class="dots" cx="3" cy="3" r="1.1"/></pattern></defs>'
    )


def hatched(prefix: str) -> str:
    return f"url(#{_ident(prefix)}-no)"


def dotted(prefix: str) -> str:
    return f"url(#{_ident(prefix)}-abstain)"

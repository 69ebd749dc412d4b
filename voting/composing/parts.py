"""The parts of a rule as a form asks for them: one choice a field, nothing nested."""

from dataclasses import dataclass, field

# How weight is divided among the categories; `equal` alone leaves them open, as a preset does.
WEIGHTS = ("equal", "shares", "heads", "size")
ELECTED = "elected"
# A scope that names one leaf begins with this.
NODE = "node:"
# A unit of categories says behind this how a category is won.
CATEGORIES = "categories:"
GROUPS = ("A", "B", "C", "D")


@dataclass(frozen=True)
class Condition:
    """One clause. `unit` is heads, size, weight, or categories:heads, :size, :weight (how a category is won).

    `scope`: all, each or least (over the categories; each-elected and least-elected count the elected officials as
    one), or node: and a key. `least` belongs to least alone, `empty` (fail, skip) to each and least. `base` "" stands
    for none. `group` is a letter of GROUPS or "". `again`: asked at a second convocation too; `tie`: what decides a
    tie, decides one of this condition. `key` is its id in the document, "" to have one made.
    """

    key: str = ""
    unit: str = "heads"
    scope: str = "all"
    least: int = 1
    empty: str = "fail"
    quantity: str = "yes"
    op: str = ">"
    value: str = "1/2"
    base: str = "expressed"
    otherwise: str = "rejected"
    group: str = ""
    again: bool = True
    tie: bool = False


@dataclass(frozen=True)
class Parts:
    """A rule in parts. `shares` (key, fraction) only where `weights` is shares, the elected officials' first.

    `join` says what letters mean: of the conditions with one letter, `each` letter needs one that holds; or of the
    letters `one` needs all of its conditions. Conditions without a letter must always hold. `tie` is rejected, casting,
    again or lot; `size` is base, floor and cap, "" where there is none.
    """

    weights: str = "equal"
    shares: tuple[tuple[str, str], ...] = ()
    per: str = "head"
    over: str = "expressed"
    give: str = "split"
    empty: str = "prorata"
    size: tuple[str, str, str] = ("0", "", "")
    conditions: tuple[Condition, ...] = field(default_factory=lambda: (Condition(),))
    join: str = "each"
    tie: str = "rejected"
    proxies: int = 1
    across: bool = True
    present: bool = True
    change: str = "until-close"

"""What the fields of the composer offer: each word of the rule format, as people say it."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from voting.composing.parts import GROUPS

PARTS, FILE = "parts", "file"

TEXT, OPTIONS = "text", "options"

DECIDES = [(TEXT, _("A text: yes or no")), (OPTIONS, _("One or several among options"))]
SOURCES = [(PARTS, _("From parts, in fields")), (FILE, _("From a rule file"))]
WEIGHTS = [
    ("equal", _("Each category an equal share")),
    ("shares", _("A share for each category, as a fraction")),
    ("heads", _("Each voice the same: categories in proportion to their voters")),
    ("size", _("By size: categories in proportion to the population of their voters")),
]
PER = [("head", _("Each voice the same")), ("size", _("By size"))]
OVER = [
    ("expressed", _("those who vote for or against")),
    ("voted", _("those who vote, also abstain or blank")),
    ("present", _("those present")),
    ("entitled", _("all who are entitled")),
]
GIVE = [
    ("split", _("each voter’s part to its own side")),
    ("bloc", _("all to the side that leads inside; equality abstains")),
    ("bloc-no", _("all to the side that leads inside; equality is against")),
]
EMPTY = [
    ("prorata", _("goes to the others, in proportion to theirs")),
    ("equal", _("goes to the others, in equal parts")),
    ("lapse", _("stays unused, and belongs to the whole")),
    ("void", _("makes the vote void")),
]
UNITS = [
    ("heads", _("voices")),
    ("weight", _("weight")),
    ("size", _("size")),
    ("categories:heads", _("categories, won by more voices for than against")),
    ("categories:weight", _("categories, won by more weight")),
    ("categories:size", _("categories, won by more size")),
]
SCOPES = [
    ("all", _("all together")),
    ("each", _("each category")),
    ("each-elected", _("each category and the elected officials")),
    ("least", _("at least so many categories")),
    ("least-elected", _("at least so many, the elected officials counted as one")),
]
QUANTITIES = [
    ("yes", pgettext_lazy("measured", "for")),
    ("no", pgettext_lazy("measured", "against")),
    ("present", pgettext_lazy("measured", "present")),
    ("voted", pgettext_lazy("measured", "have voted")),
    ("not-in-favour", pgettext_lazy("measured", "other than for")),
    (
        _("Less usual"),
        [
            ("participation", pgettext_lazy("measured", "take part in the vote")),
            ("expressed", pgettext_lazy("measured", "for or against")),
            ("abstain", pgettext_lazy("measured", "abstain")),
            ("blank", pgettext_lazy("measured", "blank")),
            ("present_only", pgettext_lazy("measured", "present without voting")),
            ("absent", pgettext_lazy("measured", "absent")),
            ("entitled", pgettext_lazy("measured", "entitled")),
        ],
    ),
]
OPERATORS = [
    (">", pgettext_lazy("threshold", "more than")),
    (">=", pgettext_lazy("threshold", "at least")),
    ("<", pgettext_lazy("threshold", "less than")),
    ("<=", pgettext_lazy("threshold", "at most")),
]
BASES = [
    ("expressed", pgettext_lazy("base", "those for or against")),
    ("voted", pgettext_lazy("base", "those who have voted")),
    ("present", pgettext_lazy("base", "those present")),
    ("entitled", pgettext_lazy("base", "all who are entitled")),
    ("", pgettext_lazy("base", "nothing: a number")),
    (
        _("Less usual"),
        [
            ("yes", pgettext_lazy("base", "those for")),
            ("no", pgettext_lazy("base", "those against")),
            ("participation", pgettext_lazy("base", "those who take part in the vote")),
            ("not-in-favour", pgettext_lazy("base", "those other than for")),
            ("abstain", pgettext_lazy("base", "those who abstain")),
            ("blank", pgettext_lazy("base", "blank ballots")),
            ("present_only", pgettext_lazy("base", "those present without voting")),
            ("absent", pgettext_lazy("base", "those absent")),
        ],
    ),
]
OTHERWISE = [("rejected", _("the text is not adopted")), ("void", _("the vote is void"))]
EMPTY_PART = [("fail", _("does not fulfil it")), ("skip", _("is left out"))]
LETTERS = [
    ("", pgettext_lazy("condition", "always")),
    *((letter, format_lazy(pgettext_lazy("condition", "in group {letter}"), letter=letter)) for letter in GROUPS),
]
JOINS = [
    ("each", _("of each group, one condition is enough")),
    ("one", _("one group is enough, with all of its conditions")),
]
TIES = [
    ("rejected", _("the text is not adopted")),
    ("casting", _("the council’s chair decides by a casting vote")),
]
CHANGES = [("until-close", _("until the poll closes")), ("final", _("never: it is final once cast"))]

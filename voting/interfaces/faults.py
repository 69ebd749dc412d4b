"""What the counting core says is wrong with a file, in the reader's language.

The core knows no language but its own: each of its sentences stands here once more, with a name for each part of it
that varies. A sentence that is not here is told as the core wrote it.
"""

import re
from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from voting.service.files import Fault

SENTENCES = [
    # the reading of JSON
    gettext_noop("not UTF-8 (byte %(byte)s)"),
    gettext_noop("not JSON: %(what)s (line %(line)s, column %(column)s)"),
    gettext_noop("%(word)s is not JSON"),
    gettext_noop("nested too deeply"),
    gettext_noop("this key is given twice"),
    gettext_noop("a key here is not Unicode text"),
    gettext_noop("a lone surrogate is not Unicode text"),
    gettext_noop("this value has no canonical form"),
    gettext_noop('a number with a point or an exponent; write a fraction such as "1/2"'),
    gettext_noop("a number has no sign and at most %(digits)s digits"),
    gettext_noop("a number is whole, has no sign and at most %(digits)s digits"),
    # shapes
    gettext_noop("missing"),
    gettext_noop("unknown key"),
    gettext_noop("expected an object"),
    gettext_noop("expected keys of text"),
    gettext_noop("expected a list"),
    gettext_noop("expected at least one entry"),
    gettext_noop("expected text"),
    gettext_noop("expected true or false"),
    gettext_noop("expected one of %(words)s"),
    gettext_noop("expected 1 or 2"),
    gettext_noop("expected a whole number from %(least)s"),
    gettext_noop('expected a fraction "p/q" or "p", or a whole number, without sign'),
    gettext_noop("expected the fraction in lowest terms, %(fraction)s"),
    gettext_noop("nested deeper than %(levels)s"),
    # rules
    gettext_noop("a preset can not be counted: its categories are still open"),
    gettext_noop("expected a key that is not empty"),
    gettext_noop("another node has this key"),
    gettext_noop("siblings have shares of one kind"),
    gettext_noop("the shares sum to %(sum)s, not to 1"),
    gettext_noop("no node of the tree has this key"),
    gettext_noop("this node is listed twice"),
    gettext_noop("this node overlaps another one of the list"),
    gettext_noop("no clause has this id"),
    gettext_noop("expected a whole number, since the clause has no base"),
    gettext_noop('expected "all", or an object with node, mark, each, or at_least and of'),
    gettext_noop('expected the id of a clause, {"and":[…]} or {"or":[…]}'),
    gettext_noop("%(method)s fills one seat"),
    gettext_noop("only schulze measures options against a default, not %(method)s"),
    gettext_noop("there is no default against which to measure"),
    gettext_noop("the default is not measured against itself"),
    gettext_noop("ballots have no size"),
    gettext_noop("expected %(word)s, since options are chosen by single ballots"),
    gettext_noop("this grade is listed twice"),
    # polls
    gettext_noop("a poll has voters and ballots, or rows, not both"),
    gettext_noop("no leaf of the tree has this key"),
    gettext_noop("this node has children; a voter stands in a leaf"),
    gettext_noop("this voter is in the register twice"),
    gettext_noop("the rule counts sizes and this voter has none"),
    gettext_noop("nobody in the register has this id"),
    gettext_noop("this voter has another ballot of its own"),
    gettext_noop("this voter has given another proxy"),
    gettext_noop("a proxy is held by somebody else"),
    gettext_noop("expected ranks or grades"),
    gettext_noop("this voter is listed twice"),
    gettext_noop("this voter has a ballot"),
    gettext_noop("this mark is listed twice"),
    gettext_noop("another row has this leaf and these marks"),
    gettext_noop("the rule counts sizes and this row has none"),
    gettext_noop("missing, and the rule leaves proxies out of those present"),
    gettext_noop("the parts of this row are more than its entitled"),
    gettext_noop("more by proxy than voted"),
    gettext_noop("this option is listed twice"),
    gettext_noop("this option is ranked twice"),
    gettext_noop("no option of the poll has this name"),
    gettext_noop("the rule names an option that is not here: %(option)s"),
    gettext_noop("missing, and no ballot names an option"),
    gettext_noop("expected at least one option"),
    gettext_noop("a poll has tallies or ballots, not both"),
    gettext_noop("the rule has a tree, so that it needs ballots that name their leaf"),
    gettext_noop("expected %(number)s counts, one for each grade of the rule"),
    gettext_noop("an option has more grades than there are participants"),
]

# What Python's reader of JSON calls its faults, the words of `what` in the sentence "not JSON".
OF_JSON = [
    gettext_noop("Expecting value"),
    gettext_noop("Expecting property name enclosed in double quotes"),
    gettext_noop("Expecting ':' delimiter"),
    gettext_noop("Expecting ',' delimiter"),
    gettext_noop("Extra data"),
    gettext_noop("Unexpected UTF-8 BOM (decode using utf-8-sig)"),
    gettext_noop("Unterminated string starting at"),
    gettext_noop("Invalid control character at"),
    gettext_noop("Invalid \\escape"),
    gettext_noop("Invalid \\uXXXX escape"),
    gettext_noop("Illegal trailing comma before end of object"),
    gettext_noop("Illegal trailing comma before end of array"),
]


def told(fault: Fault) -> str:
    """« /tree/children/0/share: la fraction… » as one line; without a pointer where the whole file is meant."""
    return f"{fault.pointer}: {sentence(fault.message)}" if fault.pointer else sentence(fault.message)


def told_on_a_page(fault: Fault) -> SafeString | str:
    """The same, with the pointer marked as what it is."""
    said = sentence(fault.message)
    return format_html("<code>{}</code> {}", fault.pointer, said) if fault.pointer else said


def sentence(message: str) -> str:
    """A message of the core in the reader's language."""
    for msgid, pattern in _patterns():
        found = pattern.fullmatch(message)
        if found:
            parts = {name: _of_json(said) if name == "what" else said for name, said in found.groupdict().items()}
            return _(msgid) % parts if parts else _(msgid)
    return message


def _of_json(said: str) -> str:
    # What another version of Python says otherwise is told as it writes it.
    return _(said) if said in OF_JSON else said


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Whole sentences first: one with parts that vary may look like them."""
    ordered = sorted(SENTENCES, key=lambda msgid: "%(" in msgid)
    return [
        (msgid, re.compile(re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.*)", re.escape(msgid)), re.DOTALL)) for msgid in ordered
    ]

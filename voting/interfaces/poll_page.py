"""What the page of a poll shows to one person, put together from the acts' own reads."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alliance.capacities import Actor
from alliance.models import Category
from voting.domain.closing import awaits_chair
from voting.domain.contents import LONGEST_REASON, NO_REASON, Said, content_key
from voting.domain.proxies import possible_holders
from voting.domain.queries import Mine, mine, participation
from voting.domain.records import heads_of
from voting.domain.weights import Voice, voices
from voting.interfaces.choosing.ballots import choice_form
from voting.interfaces.explanation import explanation
from voting.interfaces.forms import ClosingForm, ProxyForm
from voting.interfaces.methods import how_to_vote, words_of
from voting.interfaces.result_page.rounds import told_rounds
from voting.interfaces.turnout import turnout_now
from voting.interfaces.ways import Way, ways_of
from voting.interfaces.wording import ELECTED, StandIn, Words
from voting.models import Poll, Purpose, Voter
from voting.registry import describe

# The rooms that the page enters, for their stamps: its own, and its reader's own channel.
ROOMS = {"page": "poll-{pk}", "own": "user.{user}"}

NOTHING_SAID = {
    "choice": gettext_lazy("Choose for, against or abstention."),
    "ranks": gettext_lazy("Choose at least one option."),
    "grades": gettext_lazy("Give a grade to at least one option."),
}
NO_CONSENT_SAID = gettext_lazy("Choose consent, objection or abstention.")


@dataclass(frozen=True)
class Sent:
    """A ballot form that was refused, as its page shows it again: what was chosen, under which ids, and why not.

    By voter's id: `choices`, `reasons` typed beside them, `receipts` (kept, so that the same form is still the same
    cast) and `refusals`, each a label and a sentence; under 0 what concerns the form as a whole. `without_reason` are
    those whose reason was refused.
    """

    choices: dict[int, Said] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    receipts: dict[int, UUID] = field(default_factory=dict)
    refusals: dict[int, tuple[str, str]] = field(default_factory=dict)
    without_reason: frozenset[int] = frozenset()


NOTHING_SENT = Sent()


def page_context(
    actor: Actor, poll: Poll, *, extend_form: ClosingForm | None = None, sent: Sent = NOTHING_SENT
) -> dict[str, Any]:
    """Everything of `voting/poll.html`."""
    words = words_of(poll)
    context = ballot_context(actor, poll, sent)
    found = participation(poll)
    own = next((entry["mine"] for entry in context["entries"] if not entry["mine"].by_proxy), None)
    return {
        **context,
        "described": describe(poll),
        "words": words.rule(),
        "explanation": None if poll.is_choice else explanation(words),
        "voice": voice_in_words(poll, own.voter, words) if own else None,
        "participation": found,
        "ring": turnout_now(poll, found, words),
        "heads": heads_of(poll),
        **told_rounds(poll),
        "awaits_chair": awaits_chair(poll),
        "may_extend": poll.is_open and actor.may("voting.extend_poll", poll),
        "may_close": poll.is_open and actor.may("voting.close_poll", poll),
        "extend_form": extend_form or ClosingForm(poll=poll),
    }


def ballot_context(actor: Actor, poll: Poll, sent: Sent = NOTHING_SENT) -> dict[str, Any]:
    """The part of the page that is this person's own; each entry has a fresh id for its next cast."""
    ways = [] if poll.is_choice else ways_of(poll)
    entries = [entry_context(poll, found, sent, ways) for found in mine(actor, poll)] if poll.is_open else []
    open_ones = [entry["mine"] for entry in entries if not entry["mine"].obstacle]
    return {
        "poll": poll,
        "entries": entries,
        "refusals": sent.refusals,
        "without_reason": sent.without_reason,
        "nothing_said": nothing_said(poll),
        "no_reason": NO_REASON,
        "longest_reason": LONGEST_REASON,
        "ways": ways,
        "how": how_to_vote(poll),
        "can_cast": bool(open_ones),
        "all_cast": bool(entries) and all(found.is_cast for found in open_ones),
        "final": poll.conduct.get("change") == "final",
    }


def nothing_said(poll: Poll) -> str:
    """What a ballot form without any choice is told."""
    return str(NO_CONSENT_SAID if poll.is_consent else NOTHING_SAID[content_key(poll)])


def entry_context(poll: Poll, found: Mine, sent: Sent, ways: Sequence[Way]) -> dict[str, Any]:
    holders = []
    if found.may_give and not found.by_proxy and not found.given and not found.is_cast and not found.obstacle:
        holders = possible_holders(poll, found.voter)
    pk = found.voter.pk
    chosen = sent.choices.get(pk, "")
    if poll.is_choice:
        cast = found.ballot.said if found.ballot else None
        form = choice_form(poll, cast, None if isinstance(chosen, str) else chosen)
    else:
        form = None
    return {
        "mine": found,
        "label": voter_label(found.voter),
        "receipt": sent.receipts.get(pk) or uuid4(),
        "chosen": chosen,
        "said": next((way for way in ways if found.ballot and way.value == found.ballot.choice), None),
        "reason": sent.reasons.get(pk, found.ballot.reason if found.ballot else ""),
        "choice": form,
        "template": form.template if form else "voting/parts/choices.html",
        "refusal": sent.refusals.get(pk, ("", ""))[1],
        "reason_missing": pk in sent.without_reason,
        "proxy_form": ProxyForm(holders=holders, prefix=f"proxy-{pk}") if holders else None,
    }


def voter_label(voter: Voter) -> str:
    """Whose ballot it is: a seat by its category, a partner by its name."""
    if voter.partner_id:
        return voter.name
    if voter.place:
        return _("Seat: %(place)s") % {"place": voter.place}
    return _("Seat of an elected official: %(name)s") % {"name": voter.name}


@dataclass(frozen=True)
class Cell:
    """One part of the whole, a leaf of the tree: its category (None: the elected officials), and whether it is mine."""

    category: Category | StandIn | None
    mine: bool


@dataclass(frozen=True)
class VoiceInWords:
    weight: Fraction | None
    cells: list[Cell]
    sentences: list[str]


def voice_in_words(poll: Poll, voter: Voter, words: Words) -> VoiceInWords:
    """What one's voice weighs and why; where nothing is weighed, what it can do."""
    if poll.purpose != Purpose.DECISION:
        return VoiceInWords(None, [], [_one_voice(poll)])
    voice = voices(poll)[voter.pk]
    if poll.is_election:
        return VoiceInWords(voice.weight, [], [_("Each partner of the category has one voice.")])
    counting = [leaf for leaf in words.leaves if not leaf["consultative"]]
    if voter.leaf not in {leaf["key"] for leaf in words.leaves}:
        return VoiceInWords(voice.weight, [], [_("All ballots weigh the same.")])
    cells = [Cell(words.categories.get(leaf["key"]), leaf["key"] == voter.leaf) for leaf in counting]
    sentences = [*_parts(words, counting), *_mine(voice, voter, words), *_silence(words, voter)]
    return VoiceInWords(voice.weight, cells, sentences)


def _one_voice(poll: Poll) -> str:
    if poll.is_consent:
        return _("Every voter has one voice. A single objection, with its reason, stops the round.")
    return _("Every voter has one voice, told with those of its category.")


def _parts(words: Words, counting: list[dict[str, Any]]) -> list[str]:
    """« 8 parts égales : une pour les élus ensemble, une pour chaque catégorie. »"""
    count = len(counting)
    if len({leaf["share"] for leaf in counting}) > 1 or count < 2:
        return []
    if any(leaf["key"] == ELECTED for leaf in counting):
        return [
            _("%(count)d equal parts: one for the elected officials together, one for each category.")
            % {"count": count}
        ]
    return [_("%(count)d equal parts: one for each category.") % {"count": count}]


def _mine(voice: Voice, voter: Voter, words: Words) -> list[str]:
    if not voice.part:
        return [_("Your category is heard and counts in no majority.")]
    name = words.name(voter.leaf)
    if voice.sharers == 1:
        return [_("You alone carry the part of “%(name)s”.") % {"name": name}]
    others = voice.sharers - 1
    if voice.sized:
        sentence = ngettext(
            "The part of “%(name)s” is shared by size with %(count)d other.",
            "The part of “%(name)s” is shared by size with %(count)d others.",
            others,
        )
    else:
        sentence = ngettext(
            "The part of “%(name)s” is shared equally with %(count)d other.",
            "The part of “%(name)s” is shared equally with %(count)d others.",
            others,
        )
    return [sentence % {"name": name, "count": others}]


def _silence(words: Words, voter: Voter) -> list[str]:
    """What happens to the weight of those who do not express themselves."""
    leaf = next(leaf for leaf in words.leaves if leaf["key"] == voter.leaf)
    root = words.facts["nodes"][0]
    sentences = []
    shared = {
        "expressed": _("Within a category, the weight goes to those who vote for or against."),
        "voted": _("Within a category, the weight goes to those who vote."),
        "present": _("Within a category, the weight goes to those who vote."),
        "entitled": _("Within a category, who does not vote leaves its weight unused."),
    }
    if len(words.leaves) > 1:
        sentences.append(shared[leaf["over"]])
    if root.get("empty") in {"prorata", "equal"}:
        sentences.append(_("The part of a category where nobody does is shared among the others."))
    elif root.get("empty") == "lapse":
        sentences.append(_("The part of a category where nobody does stays unused."))
    elif root.get("empty") == "void":
        sentences.append(_("If a category is silent, the vote is void."))
    return sentences

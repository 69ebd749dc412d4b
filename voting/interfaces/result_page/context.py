"""The page of a result put together, and a result at a glance for other pages."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from alliance.capacities import Actor
from voting.domain.closing import is_superseded
from voting.domain.opening import why_not_again
from voting.domain.records import heads_of
from voting.interfaces.choosing.consulted import ConsultedCount
from voting.interfaces.choosing.result import ChosenCount
from voting.interfaces.elections.wording import election_sentence, of_candidates, seat_context
from voting.interfaces.explanation import explanation
from voting.interfaces.forms import CastingForm, ClosingForm, CorrectionForm
from voting.interfaces.result_page.clauses import clause_rows
from voting.interfaces.result_page.counted import CountedPoll, OfPoll
from voting.interfaces.result_page.in_heads import consents, distribution_of, sentence_in_heads
from voting.interfaces.result_page.pictures import narrow_picture, pictures
from voting.interfaces.result_page.rounds import objections_told, told_rounds
from voting.interfaces.result_page.sentences import figures, headline_of_count, sentence, turnout, why
from voting.interfaces.result_page.turns import told
from voting.interfaces.result_page.voters import counts, voters
from voting.interfaces.turnout import turnout_of
from voting.interfaces.verifying import verifying_command
from voting.models import Poll, Purpose, Tally
from voting.registry import describe
from voting.verifying import bundle


def result_context(
    actor: Actor,
    poll: Poll,
    tally: Tally,
    *,
    casting: CastingForm | None = None,
    second: ClosingForm | None = None,
    correction: CorrectionForm | None = None,
) -> dict[str, Any]:
    """Everything of `voting/result.html`, with what stands below a choice or a consultation among options.

    Of a count that a later one replaced there is only to be read.
    """
    if poll.is_choice and poll.is_consultation:
        return _consulted_context(actor, poll, tally, correction)
    if poll.is_choice:
        return _choice_context(actor, poll, tally, correction)
    counted = CountedPoll(poll, tally)
    if poll.purpose != Purpose.DECISION:
        return _in_heads_context(actor, counted, second, correction)
    rows = clause_rows(counted)
    shared = _shared(actor, counted, correction)
    holds = shared["holds"]
    waits = holds and tally.awaits_chair
    return {
        **shared,
        "sentence": sentence(counted, rows),
        "turnout": turnout(counted),
        "ring": turnout_of(poll, tally, counted.words),
        "pictures": pictures(counted, rows),
        "clauses": rows,
        "why": why(counted),
        "explanation": explanation(counted.words),
        "turns": told(counted),
        "lines": counted.lines,
        "total": counted.total(),
        "awaits_chair": waits,
        "casting_form": (casting or CastingForm()) if waits and actor.may("voting.casting_vote", poll) else None,
        "second_form": (second or ClosingForm()) if _may_repeat(actor, counted, holds) else None,
    }


def _may_repeat(actor: Actor, counted: CountedPoll, holds: bool) -> bool:
    return holds and actor.may("voting.second_convocation", counted.poll) and why_not_again(counted.poll) is None


def _in_heads_context(
    actor: Actor, counted: CountedPoll, second: ClosingForm | None, correction: CorrectionForm | None
) -> dict[str, Any]:
    """Of a round of consent, or of a consultation: voices and no weights, and no clause to be reckoned."""
    poll, tally = counted.poll, counted.tally
    shared = _shared(actor, counted, correction)
    return {
        **shared,
        **told_rounds(poll),
        "sentence": sentence_in_heads(counted),
        "turnout": turnout(counted),
        "objections": objections_told(poll, tally) if poll.is_consent else [],
        "distribution": distribution_of(counted),
        "words": counted.words.rule(),
        "explanation": explanation(counted.words),
        "lines": counted.lines,
        "total": counted.total(),
        "second_form": (second or ClosingForm()) if _may_repeat(actor, counted, shared["holds"]) else None,
    }


def _choice_context(actor: Actor, poll: Poll, tally: Tally, correction: CorrectionForm | None) -> dict[str, Any]:
    counted = ChosenCount(poll, tally)
    sentence, picture = counted.sentence(), counted.picture()
    return {
        **_shared(actor, counted, correction),
        **(seat_context(actor, poll, tally) if poll.is_election else {}),
        "sentence": election_sentence(poll, tally, sentence) if poll.is_election else sentence,
        "turnout": counted.turnout(),
        "ring": counted.ring(),
        "picture": of_candidates(poll, picture) if poll.is_election else picture,
        "leaves": counted.leaves(),
        "words": counted.words.rule(),
    }


def _consulted_context(actor: Actor, poll: Poll, tally: Tally, correction: CorrectionForm | None) -> dict[str, Any]:
    counted = ConsultedCount(poll, tally)
    return {
        **_shared(actor, counted, correction),
        "sentence": counted.sentence(),
        "turnout": counted.turnout(),
        "ring": counted.ring(),
        "distribution": counted.distribution(),
        "words": counted.words.rule(),
    }


def _shared(actor: Actor, counted: OfPoll, correction: CorrectionForm | None) -> dict[str, Any]:
    """What results of all methods show: outcome, who voted how, other counts, the record."""
    poll, tally = counted.poll, counted.tally
    tallies = list(poll.tallies.select_related("correction").order_by("number"))
    holds = tally == tallies[-1]
    may_correct = holds and actor.may("voting.correct_result", poll) and not is_superseded(poll)
    return {
        "poll": poll,
        "tally": tally,
        "described": describe(poll),
        "outcome": tally.outcome,
        "headline": headline_of_count(tally),
        "voters": voters(counted),
        "counts": counts(counted, tallies),
        "holds": holds,
        "correction_form": (correction or CorrectionForm(poll=poll)) if may_correct else None,
        "heads": heads_of(poll),
        "command": verifying_command(poll),
        "verifier_sha256": bundle.bundle_sha256(),
    }


@dataclass(frozen=True)
class Glance:
    """A result in a line and a small picture, for pages about the text: « 16/21 du poids exprimé et 6 voix sur 9 »."""

    figures: str
    picture: SafeString | str


def glance(poll: Poll, tally: Tally) -> Glance:
    """The exact figures of the majorities and the narrow mosaic of the first one over the weight, if there is one; of a
    round of consent, how many consent.
    """
    counted = CountedPoll(poll, tally)
    if poll.is_consent:
        return Glance(consents(counted.total()), "")
    return Glance(figures(counted), narrow_picture(counted))

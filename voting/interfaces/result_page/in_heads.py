"""The result of a round of consent, or of a consultation, which both count voices and no weights: its sentence, and how
the voices of each category divide."""

from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from voting.interfaces.result_page.counted import CountedPoll, Line
from voting.interfaces.ways import choice_word
from voting.interfaces.wording import listed
from voting.models import Body, Choice, Outcome
from voting.pictures import Voice, Voices, distribution


def sentence_in_heads(counted: CountedPoll) -> dict[str, str]:
    """The verdict as `sentences.sentence` gives it: `what`, `bold`, `detail`."""
    return _of_consent(counted) if counted.poll.is_consent else _of_consultation(counted)


def _of_consent(counted: CountedPoll) -> dict[str, str]:
    body, total = _body(counted), counted.total()
    about = {"body": body, "title": counted.poll.title}
    if counted.outcome == Outcome.ADOPTED:
        return {
            "what": _("%(body)s consents to “%(title)s”, which is adopted.") % about,
            "bold": _("Nobody objects:"),
            "detail": consents(total) + ".",
        }
    if total.no:
        bold = ngettext("An objection was raised:", "%(count)d objections were raised:", total.no)
        return {
            "what": _("%(body)s does not consent to “%(title)s”.") % about,
            "bold": bold % {"count": total.no},
            "detail": _reworked(counted),
        }
    silent = not (total.abstain or total.blank)
    return {
        "what": _("%(body)s does not consent to “%(title)s”.") % about,
        "bold": _("Nobody took part:") if silent else _("Nobody consents:"),
        "detail": (
            _("the text is not adopted; it can be put again in a new round.")
            if counted.poll.subject
            else _("nothing is adopted; the question can be put again in a new round.")
        ),
    }


def _reworked(counted: CountedPoll) -> str:
    if counted.poll.subject:
        return _("the text is not adopted; it can be reworked and put again in a new round.")
    return _("nothing is adopted; the question can be reworked and put again in a new round.")


def _of_consultation(counted: CountedPoll) -> dict[str, str]:
    total = counted.total()
    answered = total.yes or total.no or total.abstain or total.blank
    return {
        "what": _("%(body)s gave its opinion on “%(title)s”.") % {"body": _body(counted), "title": counted.poll.title},
        "bold": _("This consultation decides nothing."),
        "detail": answers(total) if answered else _("Nobody answered."),
    }


def _body(counted: CountedPoll) -> str:
    return _("The council") if counted.poll.body == Body.COUNCIL else _("The assembly")


def consents(line: Line) -> str:
    """« 7 consentements, 1 objection et 2 abstentions »; what there is none of is not said, but consents are."""
    said = [ngettext("%(count)d consents", "%(count)d consent", line.yes) % {"count": line.yes}]
    if line.no:
        said.append(ngettext("%(count)d objects", "%(count)d object", line.no) % {"count": line.no})
    if line.abstain:
        said.append(ngettext("%(count)d abstains", "%(count)d abstain", line.abstain) % {"count": line.abstain})
    return listed(said)


def answers(line: Line) -> str:
    """« 6 voix pour, 3 contre et 1 abstention. »"""
    said = [
        ngettext("%(count)d voice for", "%(count)d voices for", line.yes) % {"count": line.yes},
        ngettext("%(count)d against", "%(count)d against", line.no) % {"count": line.no},
    ]
    if line.abstain:
        said.append(ngettext("%(count)d abstention", "%(count)d abstentions", line.abstain) % {"count": line.abstain})
    if line.blank:
        said.append(ngettext("%(count)d blank", "%(count)d blank", line.blank) % {"count": line.blank})
    return listed(said) + "."


def distribution_of(counted: CountedPoll) -> dict[str, Any]:
    """`title`, `caption`, `svg` and the `words` of its legend and its table, by choice."""
    consent = counted.poll.is_consent
    words = {choice.value: choice_word(choice, counted.poll.purpose) for choice in Choice}
    return {
        "title": _("Voices by category") if consent else _("Answers by category"),
        "caption": _("Each bar is a category with all its voters. What stays empty took no part."),
        "svg": _drawn(counted, words),
        "words": words,
    }


def _drawn(counted: CountedPoll, words: dict[str, str]) -> SafeString:
    rows = [_voices(line, words) for line in counted.lines if line.voters]
    told = [share.words for row in rows for share in row.shares if share.count]
    if len(rows) > 1:
        rows.append(_voices(counted.total(), words, sums=True))
    labels = {"title": _("Voices by category"), "desc": ". ".join(told or [_("Nobody took part.")])}
    drawn = [
        distribution(rows, labels=labels, prefix=f"voices{'-n' if narrow else ''}", narrow=narrow)
        for narrow in (False, True)
    ]
    return mark_safe("".join(drawn))  # noqa: S308 (escaped by the picture)


def _voices(line: Line, words: dict[str, str], *, sums: bool = False) -> Voices:
    shares = [
        Voice(kind, count, f"{line.name}, {words[kind]} {count}")
        for kind, count in (("yes", line.yes), ("abstain", line.abstain), ("no", line.no))
    ]
    note = f"{sum(share.count for share in shares)}/{line.voters}"
    return Voices(line.name, shares, line.voters, note, sums)

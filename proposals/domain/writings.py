"""Who wrote a text: its authors numbered for a legend, and their shares of its words in whole percents."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Min

from alliance.models import Partner, User
from proposals.models import CoAuthor, Proposal, WritingSession
from proposals.text.authors import Written, words_by_author

STYLES = 8


@dataclass(frozen=True)
class Writer:
    """Somebody, or a partner, in the legend of a text. `number` is its place there, from 1; `key` what runs say."""

    number: int
    key: Hashable
    name: str
    partner: Partner | None

    @property
    def style(self) -> int:
        """The way in which its words are underlined: one of STYLES, from 1."""
        return (self.number - 1) % STYLES + 1


@dataclass(frozen=True)
class Share:
    """How much of a text is somebody's: whole percents that add up to a hundred over all."""

    writer: Writer
    words: int
    percent: int


def authors_of(proposal: Proposal, keys: Iterable[Hashable]) -> dict[Hashable, Writer]:
    """The persons of these ids, numbered in the order in which they began to write in this text."""
    asked = {key for key in keys if isinstance(key, int)}
    partner_of: dict[int, int | None] = {}
    for user, partner in _sessions(proposal):
        # The place is that of the first session, the partner that of the latest.
        partner_of[user] = partner or partner_of.get(user)
    partner_of.setdefault(proposal.rapporteur_id, proposal.partner_id)
    for row in CoAuthor.objects.filter(proposal=proposal, user__in=asked).order_by("pk"):
        partner_of.setdefault(row.user_id, row.partner_id)
    for key in sorted(asked):
        partner_of.setdefault(key, None)
    users = User.objects.in_bulk(asked)
    partners = Partner.objects.select_related("category").in_bulk([pk for pk in partner_of.values() if pk])
    return {
        user: Writer(number, user, users[user].name, partners.get(partner) if partner else None)
        for number, (user, partner) in enumerate(partner_of.items(), 1)
        if user in users
    }


def _sessions(proposal: Proposal) -> list[tuple[int, int | None]]:
    """Each person with each partner it wrote for, once: in the order in which they began, however many the sessions."""
    rows = WritingSession.objects.filter(document=proposal.document).order_by().values("user_id", "partner_id")
    found = rows.annotate(begins=Min("first")).order_by("begins")
    return list(found.values_list("user_id", "partner_id"))


def by_partner(authors: dict[Hashable, Writer]) -> tuple[dict[Hashable, Writer], dict[Hashable, Hashable]]:
    """The partners these persons wrote for, numbered in the same order, and whose key is now whose."""
    partners: dict[Hashable, Writer] = {}
    keys: dict[Hashable, Hashable] = {}
    for key, writer in sorted(authors.items(), key=lambda item: item[1].number):
        group: Hashable = f"partner-{writer.partner.pk}" if writer.partner else "alliance"
        keys[key] = group
        if group not in partners:
            name = writer.partner.name if writer.partner else ""
            partners[group] = Writer(len(partners) + 1, group, name, writer.partner)
    return partners, keys


def regrouped(runs: Iterable[Written], keys: dict[Hashable, Hashable]) -> list[Written]:
    return [Written(run.length, keys.get(run.author)) for run in runs]


def shares(runs: Sequence[Written], text: str, writers: dict[Hashable, Writer]) -> list[Share]:
    """The most words first. Percents are rounded so that they add up: the largest remainders are rounded up."""
    counted = {who: n for who, n in words_by_author(runs, text).items() if who in writers}
    whole = sum(counted.values())
    if not whole:
        return []
    exact = {who: Fraction(100 * n, whole) for who, n in counted.items()}
    percents = {who: int(share) for who, share in exact.items()}
    left = 100 - sum(percents.values())
    for who in sorted(exact, key=lambda who: (percents[who] - exact[who], writers[who].number))[:left]:
        percents[who] += 1
    found = [Share(writers[who], n, percents[who]) for who, n in counted.items()]
    return sorted(found, key=lambda share: (-share.words, share.writer.number))

"""Lists ask the database as often for many rows as for one, and are cut into pages."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from proposals.models import Comment, Endorsement, Proposal, Revision, Thread
from tests.factories import Alliance
from tests.proposals.path import Path, fresh
from tests.proposals.test_votes import open_on
from tests.voting.acts import changed_rule, close, in_an_hour, open_council
from tests.voting.consent.acts import met_an_objection, object_
from tests.voting.test_closing import TIED
from voting.domain.opening import second_convocation
from voting.interfaces.views.polls import A_PAGE
from voting.models import Ballot, CastAs, Poll

M = TypeVar("M", bound=Model)

# Who asks, at which address, and how many queries are enough for any number of rows.
READS = [
    ("seat-4", "/polls/", 25),
    ("seat-4", "/api/polls/", 20),
    ("member", "/api/results/", 20),
    ("visitor", "/api/results/", 20),
    ("member", "/api/proposals/", 20),
    ("visitor", "/api/proposals/", 20),
    ("secretariat", "/api/revisions/", 20),
    ("visitor", "/api/revisions/", 20),
    ("seat-4", "/", 45),
    ("chair", "/", 45),
    ("representative", "/", 45),
    ("secretariat", "/", 45),
]


def another(row: M, **changes: Any) -> M:
    """A row like this one."""
    copy = type(row)(**{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields})
    copy.pk = changes.pop("pk", None)
    for name, value in changes.items():
        setattr(copy, name, value)
    copy.save(force_insert=True)
    return copy


@pytest.fixture
def rows(alliance: Alliance) -> Callable[[], None]:
    """Everything of which there may be many, once; called, once more of each."""
    path = Path(alliance)
    drafts, consulted, published = path.draft(), path.consultation(), path.published()
    path.support("representative", consulted)
    asked = path.comment("representative", consulted)
    decided = path.final()
    vote = open_on(path, decided)
    close(alliance, vote)
    _another_poll(Poll.objects.get(pk=vote.pk), subject=published.subject)
    still_open, tied = open_council(alliance), open_council(alliance)
    for slug, choice in TIED.items():
        _cast(alliance, tied, slug, choice)
    close(alliance, tied)

    def more() -> None:
        for proposal in (drafts, consulted, published, fresh(decided)):
            copy = another(proposal, number=Proposal.objects.count() + 1, document=uuid4())
            for revision in Revision.objects.filter(proposal=proposal):
                frozen = another(revision, proposal=copy)
                if revision.pk == proposal.final_id:
                    Proposal.objects.filter(pk=copy.pk).update(final=frozen)
            for poll in Poll.objects.filter(subject=proposal.subject):
                _another_poll(poll, subject=copy.subject)
            for endorsement in Endorsement.objects.filter(proposal=proposal):
                another(endorsement, proposal=copy)
            if proposal == consulted:
                thread = another(Thread.objects.get(pk=asked.thread_id), proposal=copy)
                another(Comment.objects.get(pk=asked.pk), pk=uuid4(), thread=thread)
                another(Comment.objects.get(pk=asked.pk), pk=uuid4(), thread=thread, author=alliance.user("rapporteur"))
        for poll in (still_open, tied):
            _another_poll(Poll.objects.get(pk=poll.pk))

    return more


def _another_poll(poll: Poll, **changes: Any) -> None:
    copy = another(poll, opened_at=poll.opened_at + timedelta(seconds=1), **changes)
    for voter in poll.voters.all():
        another(voter, poll=copy)
    for tally in poll.tallies.all():
        another(tally, poll=copy)


def _cast(alliance: Alliance, poll: Poll, slug: str, choice: str) -> None:
    Ballot.objects.create(
        voter=poll.voters.get(seat=alliance.seats[slug]),
        kind="own",
        choice=choice,
        receipt=uuid4(),
        cast_by=alliance.user(slug),
        capacity="seat",
        cast_as=CastAs.HOLDER,
        at=timezone.now(),
    )


def asked(alliance: Alliance, slug: str, address: str) -> tuple[list[str], str]:
    """The queries of a page, and what it says."""
    client = alliance.client(slug)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get(address)
    assert answer.status_code == 200
    return [query["sql"] for query in queries.captured_queries], answer.content.decode()


def test_no_list_asks_more_often_for_more_rows(alliance: Alliance, rows: Callable[[], None]) -> None:
    rows()
    few = {read: asked(alliance, *read[:2]) for read in READS}
    for _more in range(3):
        rows()
    for read in READS:
        queries, page = asked(alliance, *read[:2])
        assert len(page) > len(few[read][1]), f"{read} shows no more than before"
        assert len(queries) <= len(few[read][0]), (read, queries)
        assert len(queries) <= read[2], (read, len(queries))


def test_the_list_of_polls_is_cut_into_pages(alliance: Alliance) -> None:
    first = open_council(alliance)
    close(alliance, first)
    open_one = open_council(alliance)
    for number in range(A_PAGE):
        _another_poll(Poll.objects.get(pk=first.pk), question=f"Question {number} ?")
    client = alliance.client("member")
    pages = [client.get("/polls/", {"page": page}).content.decode() for page in (1, 2)]
    assert f'href="{open_one.urls.page}"' in pages[0] and 'rel="next"' in pages[0]
    assert f'href="{open_one.urls.page}"' not in pages[1] and 'rel="prev"' in pages[1]
    shown = [page.count("/result/") for page in pages]
    assert shown == [A_PAGE - 1, 2]
    assert client.get("/api/polls/").json()["count"] == A_PAGE + 2


def test_objections_and_rounds_of_consent_are_read_together(alliance: Alliance) -> None:
    first, _tally = met_an_objection(alliance)

    def again(poll: Poll, *objecting: str) -> Poll:
        following = second_convocation(actor=alliance.actor("secretariat"), poll=poll, closes_at=in_an_hour())
        for slug in objecting:
            object_(alliance, following, slug)
        close(alliance, following)
        return following

    second = again(first, "seat-7")
    few = {address: len(asked(alliance, "seat-4", address)[0]) for address in (second.urls.result, second.urls.page)}
    last = again(again(second, "seat-1", "seat-6", "seat-7"), "seat-3", "seat-4", "seat-5", "seat-6")
    for address, were in zip((last.urls.result, last.urls.page), few.values(), strict=True):
        queries, page = asked(alliance, "seat-4", address)
        assert alliance.user("seat-1").name in page
        assert len(queries) <= were, queries


@pytest.mark.parametrize("address", ["/polls/open/", "/polls/choose/", "/council/seats/{seat}/election/", "/rules/"])
def test_register_and_categories_are_read_once_for_all_rules_of_a_form(alliance: Alliance, address: str) -> None:
    address = address.format(seat=alliance.seats["seat-4"].pk)
    few, before = asked(alliance, "secretariat", address)
    for key in ("council-by-heads", "assembly-charter", "council-choice-approval", "category-election-approval"):
        changed_rule(alliance, key)
    queries, page = asked(alliance, "secretariat", address)
    assert page.count("Variante") > before.count("Variante")
    assert len(queries) <= len(few), queries

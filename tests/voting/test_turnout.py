"""The ring of participation: who has voted by category and the quorum, in a picture and in words; never how."""

import re
from fractions import Fraction
from typing import Any

import pytest
from django.utils.translation import override

from tests.factories import Alliance
from tests.voting.acts import (
    ADOPTED,
    cast,
    cast_all,
    changed_rule,
    close,
    decide,
    open_assembly,
    open_council,
    rule_of,
    seat,
)
from tests.voting.test_pages import words
from tests.voting.test_pictures import drawn
from tests.voting.test_proxies import give
from voting.domain.queries import participation
from voting.domain.register import categories_of
from voting.interfaces.result_page import result_context
from voting.interfaces.rooms import in_each_language
from voting.interfaces.turnout import Turnout, turnout_now, turnout_of
from voting.interfaces.wording import Words
from voting.models import Poll
from voting.pictures import Share, ring

LABELS = {"title": "Participation", "desc": "5 sur 10", "big": "5 sur 10", "sub": "ont voté"}


def arcs(svg: str, klass: str) -> list[str]:
    return [path.get("d", "") for path in drawn(svg).iter("path") if path.get("class") == klass]


def test_an_arc_a_category_as_long_as_its_voters_are_many_and_filled_as_far_as_they_voted() -> None:
    shares = [Share("CO", "Collectivités : 2 sur 2", 2, 2), Share("AG", "Agences : 0 sur 1", 0, 1)]
    svg = ring(shares, done=2, of=3, value=Fraction(1, 2), labels=LABELS, prefix="r")
    assert len(arcs(svg, "ring-track")) == 2 and len(arcs(svg, "ring-done")) == 1
    # A full category covers its track exactly.
    assert arcs(svg, "ring-done")[0].split("A")[-1] == arcs(svg, "ring-track")[0].split("A")[-1]
    # Half of all, at the bottom: the tick of the quorum stands on the vertical.
    assert arcs(svg, "needle") == ["M150 232L150 248"]
    assert "style=" not in svg
    titles = [title.text for title in drawn(svg).iter("title")]
    assert titles == ["Participation", "Collectivités : 2 sur 2", "Agences : 0 sur 1"]
    assert {"CO", "AG", "1/2", "5 sur 10"} <= {text.text for text in drawn(svg).iter("text")}


def test_a_category_without_voters_has_no_arc_and_one_alone_has_the_whole_ring() -> None:
    shares = [Share("CO", "Collectivités", 1, 1), Share("FI", "Financeurs", 0, 0)]
    svg = ring(shares, done=1, of=1, value=None, labels=LABELS, prefix="r")
    assert arcs(svg, "ring-track") == arcs(svg, "ring-done") and len(arcs(svg, "ring-track")) == 1
    assert arcs(svg, "needle") == []


def test_where_each_category_is_asked_each_arc_has_its_tick() -> None:
    shares = [Share("CO", "", 1, 4, Fraction(1, 2)), Share("AG", "", 0, 4, Fraction(1, 2))]
    assert len(arcs(ring(shares, done=1, of=8, value=None, labels=LABELS, prefix="r"), "needle")) == 2


def test_nobody_entitled_is_an_empty_ring() -> None:
    assert arcs(ring([], done=0, of=0, value=Fraction(1, 2), labels=LABELS, prefix="r"), "ring-done") == []


def words_of(poll: Any) -> Words:
    return Words.of(poll.rule, poll.body, categories_of(poll.club))


def now(poll: Any) -> Turnout:
    with override("en"):
        return turnout_now(poll, participation(poll), words_of(poll))


def test_the_quorum_is_told_while_the_poll_is_open_and_after_it(alliance: Alliance) -> None:
    poll = open_council(alliance)
    cast_all(alliance, poll, dict(list(ADOPTED.items())[:4]))
    assert now(poll).quorum == "Quorum: 5 of 10, not reached yet."
    assert [(line.done, line.all) for line in now(poll).lines][:3] == [(3, 3), (1, 1), (0, 1)]
    cast(alliance, poll, "seat-9", "abstain")
    assert now(poll).quorum == "Quorum: 5 of 10, reached."
    tally = close(alliance, poll)
    poll.refresh_from_db()
    with override("en"):
        found = turnout_of(poll, tally, words_of(poll))
    assert found.quorum == "Quorum: 5 of 10, reached."
    assert [(line.done, line.all) for line in found.lines] == [(3, 3), (1, 1), *[(0, 1)] * 5, (1, 1)]


def test_a_proxy_counts_for_the_quorum_only_where_the_rule_says_so(alliance: Alliance) -> None:
    conduct = rule_of(alliance).definition["conduct"]
    strict = {**conduct, "proxy": {**conduct["proxy"], "present": False}}
    for rule, quorum in [(None, "Quorum: 5 of 10, reached."), (strict, "Quorum: 5 of 10, not reached yet.")]:
        poll = open_council(alliance, rule=changed_rule(alliance, conduct=rule) if rule else None)
        give(alliance, poll, "seat-7", "seat-3")
        cast(alliance, poll, "seat-3", "yes", voter=seat(alliance, poll, "seat-7"))
        cast_all(alliance, poll, dict(list(ADOPTED.items())[:4]))
        assert now(poll).quorum == quorum
        assert sum(line.done for line in now(poll).lines) == 5


def test_a_rule_without_a_quorum_draws_the_ring_without_a_tick(alliance: Alliance) -> None:
    poll = open_assembly(alliance, rule=rule_of(alliance, "assembly-charter"))
    assert now(poll).quorum == "" and arcs(now(poll).picture, "needle") == []


@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
def test_the_pages_show_the_ring_with_the_same_figures_beside_it(
    alliance: Alliance, settings: Any, closed: bool
) -> None:
    settings.LANGUAGE_CODE = "en"
    poll = open_council(alliance)
    cast_all(alliance, poll, ADOPTED)
    if closed:
        close(alliance, poll)
    answer = alliance.client("member").get(poll.urls.result if closed else poll.urls.page)
    body = answer.content.decode()
    assert 'class="pic ring" viewBox="0 0 300 300" role="img" aria-labelledby="turnout-t turnout-d"' in body
    assert "Elected officials: 3 of 3. Collectivités locales: 1 of 1." in body
    assert "Quorum: 5 of 10, reached." in words(answer) and "3 of 3" in words(answer)


def test_those_who_follow_a_poll_live_get_the_ring_in_their_language_and_no_choice(alliance: Alliance) -> None:
    poll = open_council(alliance)
    cast(alliance, poll, "seat-2", "no")
    drawn_now = in_each_language("participation", poll.pk)
    assert 'data-live="turnout"' in drawn_now["fr"]
    assert "Quorum : 5 sur 10, pas encore atteint." in drawn_now["fr"].replace("\u00a0", " ")
    assert "not reached yet" in drawn_now["en"]
    assert not re.search(r"against|contre|choice", drawn_now["fr"].replace('class="against"', ""))


def said_in_french(poll: Poll) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", in_each_language("participation", poll.pk)["fr"]).split())


def test_one_of_all_is_said_in_the_singular_in_french(alliance: Alliance) -> None:
    council, assembly = open_council(alliance), open_assembly(alliance)
    of_all = assembly.voters.count()
    assert said_in_french(council).startswith("0 siège sur 10.")
    cast(alliance, council, "seat-4", "yes")
    cast(alliance, assembly, "representative", "yes", voter=assembly.voters.get(partner=alliance.partner))
    assert said_in_french(council).startswith("1 siège sur 10.") and "1 sur 10 a voté" in said_in_french(council)
    assert said_in_french(assembly).startswith(f"1 partenaire sur {of_all}.")
    cast(alliance, council, "seat-5", "no")
    assert said_in_french(council).startswith("2 sièges sur 10.") and "2 sur 10 ont voté" in said_in_french(council)


def test_the_result_says_one_of_all_in_the_singular_in_french(alliance: Alliance) -> None:
    told = []
    for votes in [{"seat-4": "yes"}, {"seat-4": "yes", "seat-5": "no"}]:
        poll, tally = decide(alliance, votes)
        with override("fr"):
            told.append(result_context(alliance.actor("member"), poll, tally)["turnout"])
    assert told == ["1 siège sur 10 a voté.", "2 sièges sur 10 ont voté."]

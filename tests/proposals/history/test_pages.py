"""The pages that look back: what they say, what they refuse, and how much they read for it."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from proposals.domain import history, sessions, writings
from proposals.interfaces import played
from proposals.models import Restoration, Visit
from proposals.text.authors import Written
from realtime import documents
from tests.proposals.history.writing import text_of
from tests.proposals.path import fresh, latest


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", "", page))


def now_of(proposal) -> int:
    return documents.read_state(proposal.document).sequence


@pytest.fixture
def shared(desk, path):
    """A draft in which the rapporteur and a co-author wrote one after the other."""
    proposal = path.draft()
    path.with_coauthor(proposal)
    proposal = fresh(proposal)
    desk.insert("coauthor-1", proposal, "Nos communes attendent. ", before="Faute")
    desk.later(20)
    desk.delete("rapporteur", proposal, "attendent")
    return proposal


def test_a_moment_says_whose_each_word_is_and_how_much(shared, alliance) -> None:
    page = alliance.client("rapporteur").get(shared.urls.moment).content.decode()
    assert '<span class="by by-2" title="Coauthor 1" data-by="2">Nos communes . </span>' in page
    [table] = re.findall('<table class="tbl shares">.*?</table>', page, re.S)
    assert re.findall(r">(\d+)</td>", table) == ["37", "95", "2", "5"]
    partner = alliance.client("rapporteur").get(f"{shared.urls.moment}?by=partner").content.decode()
    assert alliance.partner_of("coauthor-1").name in partner and 'title="Coauthor 1"' not in partner
    plain = alliance.client("rapporteur").get(f"{shared.urls.moment}?by=nobody").content.decode()
    assert "data-by" not in plain and "Nos communes" in words(plain)


def test_a_former_moment_reads_as_it_did_and_leads_to_its_neighbours(shared, alliance) -> None:
    page = alliance.client("rapporteur").get(f"{shared.urls.moment}?at=2").content.decode()
    assert "Nos communes attendent." in words(page) and "modification 2 sur 3" in words(page)
    assert 'rel="prev" href="?at=1"' in page and 'rel="next" href="?at=3"' in page
    assert f"{shared.urls.restore}?at=2" in page
    assert f"{shared.urls.restore}?at=3" not in alliance.client("rapporteur").get(shared.urls.moment).content.decode()


def test_members_see_who_wrote_a_version_and_no_moment_between(shared, path, alliance) -> None:
    proposal = path.consultation(shared)
    client = alliance.client("member")
    page = client.get(proposal.urls.moment).content.decode()
    assert "Nos communes" in words(page) and 'title="Coauthor 1"' in page and "player-config" not in page
    assert f"?at={latest(proposal).sequence}" in client.get(proposal.urls.history).content.decode()


def test_what_others_wrote_since_the_last_visit_is_told_once_one_comes_back(shared, desk, alliance) -> None:
    client = alliance.client("coauthor-1")
    assert "Depuis votre dernière visite" not in words(client.get(shared.urls.history).content.decode())
    Visit.objects.update(at=timezone.now() - timedelta(hours=2))
    seen = now_of(shared)
    desk.insert("rapporteur", shared, "Du nouveau. ", before="Nos communes")
    for address in (shared.urls.history, shared.urls.edit):
        page = client.get(address).content.decode()
        assert "Rapporteur a écrit." in words(page)
        assert f"{shared.urls.compare}?a={seen}&amp;b={seen + 1}" in page
    compared = client.get(f"{shared.urls.compare}?a={seen}&b={seen + 1}").content.decode()
    assert '<ins class="by by-1" title="Rapporteur" data-by="1">Du nouveau.</ins>' in compared
    # What one wrote oneself is nothing new.
    Visit.objects.update(at=timezone.now() - timedelta(hours=2))
    desk.insert("coauthor-1", shared, "De ma main. ", before="Nos communes")
    assert "Depuis votre dernière visite" not in words(client.get(shared.urls.history).content.decode())


def test_leaving_the_editor_keeps_how_far_one_has_seen(shared, desk, alliance) -> None:
    client = alliance.client("coauthor-1")
    client.get(shared.urls.edit)
    desk.insert("rapporteur", shared, "Sous ses yeux. ", before="Nos communes")
    assert client.post(shared.urls.seen, {"at": now_of(shared)}).status_code == 204
    assert Visit.objects.get().seen == now_of(shared)
    Visit.objects.update(at=timezone.now() - timedelta(hours=2))
    assert "Depuis votre dernière visite" not in words(client.get(shared.urls.history).content.decode())
    # Nobody has seen what is not written yet.
    assert client.post(shared.urls.seen, {"at": now_of(shared) + 1}).status_code == 404


def test_a_comparison_stands_in_one_text_or_side_by_side(shared, alliance) -> None:
    client = alliance.client("coauthor-1")
    address = f"{shared.urls.compare}?a=2&b=3"
    inline = client.get(address).content.decode()
    assert '<del class="by by-1" title="Rapporteur" data-by="1">attendent</del>' in inline and "<table" not in inline
    side = client.get(f"{address}&view=side").content.decode()
    [row] = re.findall('<tr class="is-changed">(.*?)</tr>', side, re.S)
    before, after = row.split("</td>")[:2]
    assert "Nos communes attendent. Faute" in words(before) and "Nos communes . Faute" in words(after)
    # The other way round it is the same comparison.
    assert client.get(f"{shared.urls.compare}?a=3&b=2").content.decode().count("<del") == inline.count("<del")


def test_versions_are_compared_with_their_authors(shared, path, alliance) -> None:
    proposal = path.settling(path.consultation(shared))
    path.write(proposal, "Nos communes", "Toutes ")
    proposal = path.final(proposal)
    page = alliance.client("member").get(f"{proposal.urls.diff(1, 2)}?view=side").content.decode()
    assert '<ins class="by by-1" title="Rapporteur" data-by="1">Toutes</ins>' in page
    assert '<table class="sides' in page


def test_restoring_says_what_it_will_do_and_does_it(shared, alliance) -> None:
    client = alliance.client("coauthor-1")
    page = client.get(f"{shared.urls.restore}?at=2").content.decode()
    assert "1 mot ajouté" in words(page) and "<ins>attendent</ins>" in page
    answer = client.post(shared.urls.restore, {"at": 2, "seen": 3}, follow=True)
    assert answer.redirect_chain == [(f"{shared.urls.moment}?at=4", 302)]
    assert "Coauthor 1 a rétabli ici un texte antérieur." in words(answer.content.decode())
    assert f"{shared.urls.restore}?at=3" in answer.content.decode()
    timeline = words(client.get(shared.urls.history).content.decode())
    assert "a rétabli un texte antérieur · 1 mot ajouté" in timeline


def test_what_changed_meanwhile_is_shown_before_it_is_replaced(shared, desk, alliance) -> None:
    desk.insert("rapporteur", shared, "Entre-temps. ", before="Nos communes")
    answer = alliance.client("coauthor-1").post(shared.urls.restore, {"at": 2, "seen": 3})
    page = answer.content.decode()
    assert answer.status_code == 409 and "<del>Entre-temps.</del>" in page and 'name="seen" value="4"' in page
    assert "Entre-temps" in text_of(shared) and not Restoration.objects.exists()


@pytest.mark.parametrize("query", ["at=x", "at=-1", "at=99", "at=1٣", f"at={'9' * 40}"])
def test_a_moment_that_is_none_is_not_found(shared, alliance, query) -> None:
    client = alliance.client("rapporteur")
    for address in (shared.urls.moment, shared.urls.restore):
        assert client.get(f"{address}?{query}").status_code == 404
    assert client.get(f"{shared.urls.log_steps}?{query.replace('at', 'after')}").status_code == 404


def test_pieces_that_are_played_are_bounded_and_leave_nothing_out(shared, desk, alliance, monkeypatch) -> None:
    for place in range(7):
        desk.insert("rapporteur", shared, f"mot{place} " * 20, before="Nos communes")
    monkeypatch.setattr(played, "MOST_STEPS", 4)
    monkeypatch.setattr(played, "MOST_BYTES", 500)
    client = alliance.client("rapporteur")
    after, found = 0, []
    while True:
        piece = json.loads(client.get(f"{shared.urls.log_steps}?after={after}").content)
        assert len(piece["steps"]) <= 4 and (len(json.dumps(piece["steps"])) < 800 or len(piece["steps"]) == 1)
        found += [step["n"] for step in piece["steps"]]
        after = piece["upto"]
        if after == piece["latest"]:
            break
    assert found == list(range(1, now_of(shared) + 1))
    state = json.loads(client.get(f"{shared.urls.log_steps}?after=2&state=1").content)["state"]
    assert "".join(op["insert"] for op in state).startswith("Le problème rencontré\nNos communes attendent. ")
    assert {op["by"] for op in state} == {alliance.user("rapporteur").pk, alliance.user("coauthor-1").pk}


def test_percents_are_whole_and_add_up(alliance) -> None:
    writers = {key: writings.Writer(key, key, str(key), None) for key in (1, 2, 3)}
    runs = [Written(2, 1), Written(2, 2), Written(2, 3)]
    found = writings.shares(runs, "a b c ", writers)
    assert [(share.words, share.percent) for share in found] == [(1, 34), (1, 33), (1, 33)]


def test_pages_ask_the_database_as_often_for_many_sessions_as_for_few(shared, desk, alliance) -> None:
    client = alliance.client("rapporteur")
    asked = []
    for _ in range(2):
        sessions.follow(shared.document)
        counts = []
        for address in (shared.urls.history, shared.urls.moment, f"{shared.urls.compare}?a=1&b=3"):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries))
        asked.append(counts)
        for number in range(6):
            desk.later(15)
            desk.insert(["rapporteur", "coauthor-1"][number % 2], shared, "Encore. ", before="Nos communes")
    assert asked[0] == asked[1] and max(asked[0]) < 45
    assert history.timeline(history.reach(alliance.actor("rapporteur"), shared)).entries

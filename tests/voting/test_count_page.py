"""The page that counts two files: what it shows of each method, its faults beside the file, the result as a file."""

import json
import re
from collections.abc import Iterator
from html import unescape
from random import Random
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from alliance.domain.errors import Busy, TooFast
from alliance.models import JournalEntry
from tests.factories import Alliance
from tests.voting.counting import test_choices_bad_input as choices
from tests.voting.counting.choices import chosen_by, ranked
from tests.voting.counting.samples import (
    ballots,
    clause,
    inner,
    leaf,
    poll,
    recommendation,
    row,
    rows,
    rule,
    worked_poll,
)
from tests.voting.counting.test_bad_input import changed
from tests.voting.test_pages import words
from voting.counting import count, dumps
from voting.domain.counting_files import LARGEST
from voting.interfaces.files_form import Given, unpacked
from voting.interfaces.views import counting
from voting.models import Ballot, Poll, Tally

Document = dict[str, Any]


@pytest.fixture(autouse=True)
def in_english(settings: Any) -> Iterator[None]:
    settings.LANGUAGE_CODE = "en"
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def client(alliance: Alliance) -> Client:
    return alliance.client("observer")


def file(name: str, content: Document | bytes) -> SimpleUploadedFile:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return SimpleUploadedFile(name, data, "application/json")


def post(client: Client, rule: Document | bytes, poll: Document | bytes, **more: Any) -> Any:
    return client.post("/count/", {"rule": file("rule.json", rule), "poll": file("poll.json", poll), **more})


def test_a_visitor_is_led_to_sign_in_and_a_member_finds_the_page_from_the_polls(alliance: Alliance) -> None:
    assert alliance.client("visitor").get("/count/")["Location"].startswith("/accounts/login/")
    assert 'href="/count/"' in alliance.client("observer").get("/polls/").content.decode()


def test_the_worked_example_is_shown_as_a_result_with_every_clause_and_its_exact_fraction(client: Client) -> None:
    answer = post(client, recommendation(), worked_poll())

    assert answer.status_code == 200
    page = words(answer)
    assert "poll.json, counted under rule.json" in page
    assert "Adopted The question is adopted. All majorities are reached: 13/18 of the weight expressed" in page
    assert "8 of 10 entitled voted, 1 of them by proxy." in page
    for fraction in ("9 / 10", "13 / 18", "2 / 3", "5 / 7"):
        assert fraction in page, fraction
    body = answer.content.decode()
    assert body.count("<svg") > 4
    assert '<abbr class="mark c-co t-solid" title="auth"' in body, (
        "a leaf that is no category here has a mark of its own"
    )
    assert "auth 1 / 3 2 1 1 0 0 2 / 9 1 / 9" in page


def test_leaves_that_are_the_categories_of_the_alliance_bear_their_names(client: Client, alliance: Alliance) -> None:
    keys = list(alliance.categories)[:2]
    tree = inner("all", [leaf("elected", "1/2"), leaf(keys[0], "1/2")])
    half = rule(tree, "heads", {"heads": clause("heads yes > 1/2 expressed")})
    page = words(post(client, half, rows(row("elected", 1, 1), row(keys[0], 1, 1))))
    assert alliance.categories[keys[0]].name in page
    assert "Elected officials" in page


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ("weight", "Rejected The question is not adopted."),
        (
            {"or": ["weight", "heads"]},
            "Adopted The question is adopted. The rule is fulfilled: 2 of 3 votes expressed.",
        ),
    ],
)
def test_of_a_formula_with_an_or_only_the_majorities_that_hold_are_told(
    client: Client, formula: Any, told: str
) -> None:
    tree = inner("all", [leaf("a", "1/2"), leaf("b", "1/2")])
    clauses = {"weight": clause("weight yes > 1/2 expressed"), "heads": clause("heads yes > 1/2 expressed")}
    assert told in words(post(client, rule(tree, formula, clauses), rows(row("a", 2, 2), row("b", 1, 0, 1))))


@pytest.mark.parametrize(
    ("asked", "won", "ask", "told"),
    [
        ("heads yes > 2", {}, "More than 2 votes must be for.", "not reached: 2 votes."),
        ("weight yes >= 1", {}, "At least a weight of 1 must be for.", "not reached: 2/3."),
        ("size yes >= 9", {}, "At least a size of 9 must be for.", "not reached: a size of 2."),
        ("categories yes >= 2", {"won": "heads"}, "At least 2 categories must be for.", "not reached: 1 category."),
    ],
)
def test_an_amount_without_a_base_is_told_in_its_unit(
    client: Client, asked: str, won: dict[str, str], ask: str, told: str
) -> None:
    tree = inner("all", [leaf("a", "2/3"), leaf("b", "1/3")])
    sizes = {"entitled": "3", "yes": "2", "no": "1", "abstain": "0", "blank": "0", "present_only": "0"}
    none = {**dict.fromkeys(sizes, "0"), "entitled": "1", "no": "1"}
    cast = rows({**row("a", 2, 2), "size": {**sizes, "no": "0", "entitled": "2"}}, {**row("b", 1, 0, 1), "size": none})
    page = words(post(client, rule(tree, "x", {"x": clause(asked, **won)}), cast))
    assert ask in page
    assert told in page


def test_a_vote_that_another_clause_than_a_quorum_makes_void_is_not_told_as_a_quorum(client: Client) -> None:
    scope = {"each": ["a", "b"], "empty": "skip"}
    tree = inner("all", [leaf("a", "1/2"), leaf("b", "1/2")])
    veto = clause("heads no < 1/2 expressed", scope, **{"else": "void"})
    page = words(post(client, rule(tree, "v", {"v": veto}), rows(row("a", 2, 2), row("b", 3, 1, 2))))
    assert "Void Nothing could be decided. A veto was used: b (2/3 against). A category stops" in page
    tree = inner("all", [leaf("a", "1/2", over="entitled"), leaf("b", "1/2", over="entitled")])
    weighed = clause("weight participation > 1/2 entitled", **{"else": "void"})
    page = words(post(client, rule(tree, "q", {"q": weighed}), rows(row("a", 4, 1), row("b", 4, 1))))
    assert "The quorum is not reached: 1/4 of the weight counted. More than half of the whole weight must" in page


def test_what_is_only_consulted_is_neither_in_the_arithmetic_nor_among_the_votes_drawn(client: Client) -> None:
    tree = inner("all", [leaf("a", "1"), leaf("b", "0")])
    half = rule(tree, "heads", {"heads": clause("heads yes > 1/2 expressed")})
    answer = post(client, half, rows(row("a", 3, 2, 1), row("b", 9, 0, 9)))
    assert "2 for, 1 against: 2 / 3" in words(answer)
    [picture] = answer.context["pictures"]
    assert "a: for" in picture["svg"]
    assert "b: against" not in picture["svg"]
    assert "silence" not in words(answer), "those who are consulted have no part that could be shared"


def test_a_tie_that_the_lot_decides_is_told_as_such(client: Client) -> None:
    one = rule(leaf("all"), "heads", {"heads": clause("heads yes > 1/2 expressed")})
    one["tie"] = {"clauses": ["heads"], "by": "lot"}
    tied = rows(row("all", 2, 1, 1))
    assert "Tie The vote is divided. An exact tie: 1 of 2 votes expressed. The lot decides" in words(
        post(client, one, tied)
    )
    page = words(post(client, one, {**tied, "seed": "2026"}))
    assert "The lot decided for:" in page or "The lot decided against:" in page


def test_a_quorum_in_each_category_that_fails_names_them(client: Client) -> None:
    scope = {"each": ["a", "b"], "empty": "fail"}
    tree = inner("all", [leaf("a", "1/2"), leaf("b", "1/2")])
    quorum = clause("heads participation > 1/2 entitled", scope, **{"else": "void"})
    page = words(post(client, rule(tree, "q", {"q": quorum}), rows(row("a", 2, 2), row("b", 3, 1))))
    assert "Void Nothing could be decided. The quorum is not reached: b." in page


def test_where_nobody_votes_it_is_said_once(client: Client) -> None:
    tree = inner("all", [leaf("a", "1/2"), leaf("b", "1/2")])
    clauses = {
        "heads": clause("heads yes > 1/2 expressed"),
        "weight": clause("weight yes > 1/2 expressed"),
        "veto": clause("heads no < 2/3 expressed", {"each": ["a", "b"], "empty": "skip"}),
    }
    page = words(post(client, rule(tree, {"and": list(clauses)}, clauses), rows(row("a", 2), row("b", 3))))
    assert "Majority of the votes is not reached: nobody is in the base. " in page


def test_refused_proxies_are_listed_with_their_reason(client: Client) -> None:
    cast = ballots(a1="yes", a2="yes by a1", a3="no by a1")
    page = words(post(client, recommendation(), poll(cast)))
    assert "a3 a1 the holder carries as many as the rule allows" in page


@pytest.mark.parametrize(
    ("name", "given", "told"),
    [
        (
            "schulze",
            (choices.schulze(), choices.poll()),
            ["“C” is chosen (Schulze method).", "A does not reach the quorum"],
        ),
        (
            "irv",
            (chosen_by("irv"), ranked("ABC", "4 A>B", "3 B>C", "2 C>B")),
            ["“B” is chosen (instant run-off).", "1 4 3 2 C goes out, the last with 2.", "2 4 5 – B: elected with 5."],
        ),
        (
            "stv",
            (chosen_by("stv", seats=2), ranked("ABCD", "9 A>B", "4 C", "3 D>C")),
            ["“A” and “C” are chosen (single transferable vote).", "16 / 3", "What A holds beyond the quota passes"],
        ),
        (
            "approval",
            (chosen_by("approval", seats=2), ranked("ABC", "4 A=B", "3 B=C")),
            ["“B” and “A” are chosen (approval).", "1 4 7 3 B and A: elected with 7 and 4."],
        ),
        (
            "majority judgment",
            (choices.judgment(), choices.tallies()),
            ["“A” is chosen (majority judgment).", "1 A chosen fair 2 B bad"],
        ),
        (
            "a tie",
            (chosen_by("irv"), ranked("AB", "1 A", "1 B")),
            ["Tie No option is chosen (instant run-off). “A” and “B” are equal, and the rule"],
        ),
    ],
)  # fmt: skip
def test_a_choice_is_told_in_a_sentence_and_its_tables(client: Client, name: str, given: Any, told: list[str]) -> None:
    page = words(post(client, *given))
    for sentence in told:
        assert sentence in page


def test_a_fault_stands_beside_its_file_with_its_place_and_the_other_file_stays_chosen(client: Client) -> None:
    answer = post(client, recommendation(), changed(worked_poll(), "/ballots/3/choice", "oui"))
    assert answer.status_code == 422
    slot = answer.content.decode().split('data-slot="poll"')[1]
    assert "<code>/ballots/3/choice</code> expected one of yes, no, abstain, blank" in slot
    form = answer.context["form"]
    assert set(form.given) == {"rule"}
    assert form.given["rule"].name == "rule.json"

    # The page sends the rule again; only the poll is chosen anew.
    carried = {"rule_name": "rule.json", "rule_packed": form.given["rule"].packed}
    again = {**carried, "poll": file("poll.json", worked_poll())}
    assert client.post("/count/", again).context["headline"] == "Adopted"


def test_a_file_that_is_no_json_or_missing_or_hostile_is_told_in_words(client: Client) -> None:
    assert "not JSON: Expecting value (line 1, column 1)" in words(post(client, b"", worked_poll()))
    assert "not UTF-8 (byte 0)" in words(post(client, b"\xff", worked_poll()))
    answer = client.post("/count/", {"rule": file("rule.json", recommendation())})
    assert answer.status_code == 422
    assert dict(answer.context["form"].errors) == {"poll": ["Choose a file."]}
    hostile = changed(worked_poll(), "/voters/1/<script>alert(1)<~1script>", 1)
    assert b"<script>alert" not in post(client, recommendation(), hostile).content


def test_names_in_the_files_are_text_on_the_page(client: Client) -> None:
    name = "<img src=x onerror=alert(1)>"
    given = {"format": "consult-poll/1", "options": [name, "B"], "ballots": [{"ranks": [[name], ["B"]]}]}
    for method in (chosen_by("irv"), chosen_by("schulze")):
        assert b"<img" not in post(client, method, given).content
    tree = inner("all", [leaf(name, "1/2"), leaf("b", "1/2")])
    weighed = rule(tree, "w", {"w": clause("weight yes > 1/2 expressed")})
    assert b"<img" not in post(client, weighed, rows(row(name, 2, 2), row("b", 1, 1))).content


def test_what_is_too_large_too_fast_too_costly_or_too_early_has_its_status(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = post(client, recommendation(), b" " * 2_500_001)
    assert answer.status_code == 413
    assert list(answer.context["form"].errors) == ["poll"]
    assert b" " * 10_000 not in answer.content
    alone = client.post("/count/", {"poll": file("poll.json", b" " * 2_500_001)})
    assert alone.status_code == 413
    assert set(alone.context["form"].errors) == {"rule", "poll"}
    assert b" " * 10_000 not in alone.content

    for error, status in ((TooFast(7), 429), (Busy(10), 503)):

        def refuse(*, error: Exception = error, **_: Any) -> None:
            raise error

        monkeypatch.setattr(counting, "count_files", refuse)
        answer = post(client, recommendation(), worked_poll())
        assert (answer.status_code, answer["Retry-After"]) == (status, str(error.args[0]))


def test_the_result_is_taken_as_a_file_that_is_what_the_command_prints(client: Client) -> None:
    shown = post(client, recommendation(), worked_poll())
    carried = {f"{name}_packed": given.packed for name, given in shown.context["form"].given.items()}
    answer = client.post("/count/", {**carried, "file": "1"})
    assert answer.content.decode() == dumps(count(recommendation(), worked_poll())) + "\n"
    assert answer["Content-Disposition"] == 'attachment; filename="consult-result.json"'
    assert answer["Content-Type"] == "application/json"


@pytest.mark.parametrize("padding", ["lines", "noise"])
def test_files_that_were_counted_are_not_too_large_when_the_page_sends_them_again(client: Client, padding: str) -> None:
    """Lines are twice as long in a browser's form; what has no pattern is as long when it is packed."""
    given = worked_poll()
    if padding == "noise":
        # The name of a voter, which no result repeats.
        noise = "".join(chr(32 + byte * 95 // 256) for byte in Random(7).randbytes(2_430_000))
        given["voters"].append({"id": noise, "leaf": "univ"})
    sent = json.dumps(given)
    sent += "\n" * (2_498_000 - len(sent))
    shown = post(client, recommendation(), sent.encode())
    assert shown.status_code == 200
    fields = re.findall(r'name="(rule|poll)_packed" value="([^"]*)"', shown.content.decode())
    carried = {f"{name}_packed": unescape(value) for name, value in fields}
    assert set(carried) == {"rule_packed", "poll_packed"}
    taken = client.post("/count/", {**carried, "file": "1"})
    assert taken.status_code == 200 and taken["Content-Type"] == "application/json"


def test_what_a_page_did_not_pack_is_asked_for_again_and_nothing_unpacks_without_end(client: Client) -> None:
    bomb = Given("bomb.json", b" " * 50_000_000).packed
    assert len(bomb) < 100_000 and len(unpacked(bomb) or b"") == LARGEST + 1
    answer = client.post("/count/", {"rule_packed": bomb, "poll": file("poll.json", worked_poll())})
    assert answer.status_code == 413 and b" " * 10_000 not in answer.content
    for packed in ("}", "no base85: é", Given("", b"{}" * 500).packed[:-10]):
        answer = client.post("/count/", {"rule_packed": packed, "poll": file("poll.json", worked_poll())})
        assert (answer.status_code, dict(answer.context["form"].errors)) == (422, {"rule": ["Choose a file."]})


def test_each_field_is_told_apart_and_described_by_its_hint_and_its_fault(client: Client) -> None:
    page = post(client, recommendation(), changed(worked_poll(), "/ballots/3/choice", "oui")).content.decode()
    for name in ("rule", "poll"):
        field = re.search(rf'<input type="file" name="{name}"[^>]*>', page)
        assert field
        described = re.search(r'aria-describedby="([^"]*)"', field.group())
        assert described
        for part in described.group(1).split():
            assert f'id="{part}"' in page
        assert f"id_{name}_helptext" in described.group(1)
    assert 'id="id_poll_helptext">A file of the format consult-poll/1.' in page
    both = post(client, recommendation(), worked_poll()).content.decode()
    assert "<summary>Another file for the rule</summary>" in both
    assert "<summary>Another file for the poll</summary>" in both


def test_in_french_what_is_told_agrees_in_gender_and_number(client: Client) -> None:
    french = {"Accept-Language": "fr"}

    def said(rule_: Any, poll: Any) -> str:
        answer = client.post(
            "/count/", {"rule": file("rule.json", rule_), "poll": file("poll.json", poll)}, headers=french
        )
        return words(answer)

    def ranked(*ranks: list[list[str]]) -> dict[str, Any]:
        listed = [{"ranks": each} for each in ranks]
        return {"format": "consult-poll/1", "options": ["A", "B", "C"], "ballots": listed}

    told = said(chosen_by("irv"), ranked([["A"]], [["A"]], [["B"]], [["B"]], [["C"], ["A"]]))
    assert "C sort, en dernier avec 1." in told and "A : choix acquis avec 3." in told
    several = said(chosen_by("approval", seats=2), ranked([["A", "B"]], [["A", "B"]], [["C"]]))
    assert "A et B : choix acquis avec 2 et 2." in several
    one = rule(leaf("a"), "yes", {"yes": clause("heads yes > 1/2 voted")})
    assert "1 voix sur 1 votant" in said(one, rows(row("a", 1, 1))) and "1 votants" not in said(
        one, rows(row("a", 1, 1))
    )
    assert "n’est pas du JSON (ligne 1, colonne 1) : une valeur est attendue" in said(b"", worked_poll())


def test_a_result_that_is_too_long_for_a_page_is_handed_out_as_a_file(client: Client) -> None:
    options = [f"option {n}" for n in range(120)]
    given = {"format": "consult-poll/1", "options": options, "ballots": [{"ranks": [options]}]}
    answer = post(client, chosen_by("schulze"), given)
    assert "The result is too long to be shown on a page." in words(answer)
    assert len(answer.content) < 30_000


def test_hundreds_of_majorities_are_told_and_not_drawn(client: Client) -> None:
    tree = inner("all", [leaf("a", "1/2"), leaf("b", "1/2")])
    asked = {f"c{n}": clause(f"heads yes > 1/{n + 2} expressed") for n in range(100)}
    answer = post(client, rule(tree, {"and": list(asked)}, asked), rows(row("a", 300, 290, 10), row("b", 300, 290, 10)))
    assert len(answer.context["clauses"]) == 100
    assert answer.context["pictures"] == []
    assert len(answer.content) < 500_000


@pytest.mark.parametrize("times", [100, 101])
def test_a_rule_that_names_more_than_a_hundred_clauses_is_not_put_into_words(client: Client, times: int) -> None:
    half = {"heads": clause("heads yes > 1/2 expressed")}
    long = rule(leaf("all"), {"and": ["heads"] * 60}, half)
    long["second"] = {"and": ["heads", {"or": ["heads"] * (times - 61)}]}
    page = words(post(client, long, rows(row("all", 2, 2))))
    assert ("The whole rule in words" in page) == (times == 100)
    assert ("The rule is too long to be put into words on this page." in page) == (times == 101)


def test_figures_that_are_too_long_to_be_added_up_are_handed_out_as_a_file(client: Client) -> None:
    weighed = changed(recommendation(), "/tree/children/0/per", "size")
    voters = [{"id": f"{n}", "leaf": "auth", "size": f"1/{10**39 + 2 * n + 1}"} for n in range(130)]
    cast = [{"voter": voter["id"], "choice": "yes" if int(voter["id"]) % 3 else "no"} for voter in voters]
    answer = post(client, weighed, {"format": "consult-poll/1", "voters": voters, "ballots": cast})
    assert answer.status_code == 200
    assert "The result is too long to be shown on a page." in words(answer)
    assert len(answer.context["canonical"]) < 100_000


def test_counting_writes_nothing(client: Client) -> None:
    client.get("/count/")
    before = [model.objects.count() for model in (Poll, Ballot, Tally, JournalEntry)]
    session = dict(client.session)
    post(client, recommendation(), worked_poll())
    assert [model.objects.count() for model in (Poll, Ballot, Tally, JournalEntry)] == before
    assert dict(client.session) == session


def test_a_clause_may_have_any_name_and_its_pictures_are_still_named(client: Client) -> None:
    tree = inner("all", [leaf("a", "1/2"), leaf("b", "1/2")])
    named = rule(tree, 'my "own" clause', {'my "own" clause': clause("weight yes > 1/2 expressed")})
    body = post(client, named, rows(row("a", 2, 2), row("b", 1, 0, 1))).content.decode()
    asked = re.findall(r'aria-labelledby="([^"]*)"', body) + re.findall(r"url\(#([^)]*)\)", body)
    assert len(asked) > 3
    for ident in " ".join(asked).split():
        assert f'id="{ident}"' in body, ident


def test_the_rows_by_category_add_up_with_blank_votes_and_with_those_who_were_only_present(client: Client) -> None:
    tree = inner("all", [leaf("a", "1/2"), leaf("b", "1/2")])
    half = rule(tree, "heads", {"heads": clause("heads yes > 1/2 expressed")})
    b = row("b", 1, 1)
    whole = words(post(client, half, rows(row("a", 9, 3, 1, 1, blank=1, present_only=2), b)))
    assert "Category Weight For Against Abst. Blank Present without a vote Absent Weight for" in whole
    assert "a 1 / 2 3 1 1 1 2 1 " in whole and "b 1 / 2 1 0 0 0 0 0 " in whole
    assert "Together 1 4 1 1 1 2 1 " in whole

    assert "Abst. Present without a vote Absent" in words(post(client, half, rows(row("a", 2, 1, present_only=1), b)))
    assert "Abst. Blank Absent" in words(post(client, half, rows(row("a", 2, 1, blank=1), b)))
    assert "Abst. Absent" in words(post(client, half, rows(row("a", 2, 1), b)))

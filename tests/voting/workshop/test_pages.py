"""The pages of rules: read by members, composed by the secretariat; nothing typed is lost, with or without a script."""

import json
import re
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from tests.factories import Alliance
from tests.voting.acts import open_council, rule_of
from tests.voting.workshop.sending import PLAIN, sent
from tests.voting.workshop.test_acts import following, new
from voting.composing import Condition
from voting.composing.choices import ChoiceParts
from voting.counting import count, parse_rule
from voting.counting.presets import load
from voting.domain.rulebook import version_in_use
from voting.interfaces.workshop.choosing import initial_of_choice
from voting.models import Rule

VETO = Condition(scope="each", quantity="no", op="<", value="2/3", empty="skip")


@pytest.fixture(autouse=True)
def in_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def secretariat(alliance: Alliance) -> Client:
    return alliance.client("secretariat")


def words(response: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def value(response: Any, name: str) -> str:
    """What a field shows."""
    html = response.content.decode()
    found = re.search(rf'<input[^>]*\bname="{name}"[^>]*>', html)
    if found:
        shown = re.search(r'value="([^"]*)"', found[0])
        return unescape(shown[1]) if shown else ""
    chosen = re.search(rf'<select[^>]*\bname="{name}".*?<option value="([^"]*)" selected', html, re.S)
    typed = re.search(rf'<textarea[^>]*\bname="{name}"[^>]*>\s?(.*?)</textarea>', html, re.S)
    return unescape((chosen or typed)[1]) if chosen or typed else ""  # type: ignore[index]


def test_the_list_tells_each_rule_with_its_version_and_polls(alliance: Alliance) -> None:
    open_council(alliance)
    following(alliance, rule_of(alliance))
    page = alliance.client("observer").get("/rules/")
    said = words(page)
    assert "version 2 1 poll" in said and "Adopted if more than half of the votes" in said
    assert "New rule" not in said
    assert "New rule" in words(alliance.client("secretariat").get("/rules/"))


def test_a_page_tells_a_rule_whole_and_what_the_check_finds(alliance: Alliance) -> None:
    rule = rule_of(alliance, "assembly-charter")
    said = words(alliance.client("member").get(rule.urls.page))
    assert "What must hold" in said and "Could block alone" in said
    assert "no poll was opened under it yet" in said
    assert "Retire" not in said and "New version" not in said


def test_a_page_of_a_choice_and_one_of_a_former_version(alliance: Alliance, secretariat: Client) -> None:
    assert "best median grade" in words(secretariat.get(rule_of(alliance, "council-choice-judgment").urls.page))
    former = rule_of(alliance)
    following(alliance, former)
    said = words(secretariat.get(former.urls.page))
    assert "This is a former version: version 2 is in use." in said and "Take up again" not in said


def test_a_rule_as_a_file_counts_a_poll(alliance: Alliance) -> None:
    answer = alliance.client("observer").get(rule_of(alliance).urls.file)
    assert "council-double-majority-1.rule.json" in answer["Content-Disposition"]
    rule = json.loads(answer.content)
    poll = {
        "format": "consult-poll/1",
        "voters": [{"id": "a", "leaf": "elected"}, {"id": "b", "leaf": next(iter(alliance.categories))}],
        "ballots": [{"voter": "a", "choice": "yes"}, {"voter": "b", "choice": "yes"}],
    }
    assert count(rule, poll)["outcome"] == "adopted"
    preset = json.loads(alliance.client("observer").get(rule_of(alliance).urls.preset).content)
    assert preset == load("council-double-majority")


def test_a_rule_over_named_categories_has_no_preset(alliance: Alliance, secretariat: Client) -> None:
    answer = secretariat.post("/rules/new/", sent(weights="heads"))
    rule = Rule.objects.get(name="Majorité des sièges")
    assert answer.url == rule.urls.page
    assert secretariat.get(rule.urls.preset).status_code == 404
    parse_rule(json.loads(secretariat.get(rule.urls.file).content))


def test_a_rule_is_composed_and_saved(alliance: Alliance, secretariat: Client) -> None:
    answer = secretariat.post("/rules/new/", sent(PLAIN, Condition(quantity="present", value="40 %", base="entitled")))
    rule = Rule.objects.get(name="Majorité des sièges")
    assert answer.url == rule.urls.page
    assert rule.definition["clauses"]["c2"]["value"] == "2/5"
    assert "Majorité des sièges" in words(secretariat.get("/polls/open/"))


def test_shares_by_category_must_sum_to_one(alliance: Alliance, secretariat: Client) -> None:
    shares = {f"share-{key}": "1/8" for key in alliance.categories}
    short = secretariat.post("/rules/new/", {**sent(weights="shares"), **shares, "share-elected": "1/10"})
    assert short.status_code == 422 and "The shares sum to 39/40; they must sum to 1." in words(short)
    assert value(short, "share-elected") == "1/10"
    missing = secretariat.post("/rules/new/", {**sent(weights="shares"), **shares})
    assert "0 where it is heard" in words(missing)
    secretariat.post("/rules/new/", {**sent(weights="shares"), **shares, "share-elected": "1/8"})
    rule = Rule.objects.get(name="Majorité des sièges")
    assert rule.definition["tree"]["children"][0]["share"] == "1/8"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"c1__value": "66,66 %"}, "A decimal is not exact"),
        ({"c1__value": "deux tiers"}, "Write a fraction"),
        ({"c1__value": "1/0"}, "Write a fraction"),
        ({"c1__value": "1/2", "c1__base": ""}, "write a whole number"),
        ({"c1__scope": "least", "c1__least": ""}, "Say how many"),
        ({"c1__scope": "node:elected", "body": "assembly"}, "in the council only"),
        ({"tie": "casting"}, "Tick at which condition"),
        ({"c1__again": False}, "At least one condition"),
        ({"c1__value": "0", "c1__op": ">=", "c1__base": ""}, "would not depend on the votes"),
        ({"source": "file", "document": ""}, "Paste a rule file"),
        ({"source": "file", "document": "{"}, "not JSON"),
        ({"source": "file", "document": "[]"}, "expected an object"),
    ],
)
def test_what_is_wrong_is_said_beside_and_on_saving_and_nothing_is_lost(
    secretariat: Client, typed: dict[str, Any], said: str
) -> None:
    form = sent(**typed)
    assert said in words(secretariat.post("/rules/preview/", form))
    answer = secretariat.post("/rules/new/", form)
    assert answer.status_code == 422 and said in words(answer)
    for name in ("name", "c1-value", "c1-base", "c1-scope", "tie", "document"):
        assert value(answer, name) == form.get(name, ""), name
    assert not Rule.objects.filter(name="Majorité des sièges").exists()


def test_a_file_with_a_fault_is_told_with_its_place(secretariat: Client) -> None:
    document = load("council-by-heads")
    document["clauses"]["heads"]["value"] = "2/4"
    answer = secretariat.post("/rules/new/", sent(source="file", document=json.dumps(document)))
    assert "/clauses/heads/value expected the fraction in lowest terms, 1/2" in words(answer)


def test_a_file_is_uploaded_and_one_that_is_no_text_is_told(secretariat: Client) -> None:
    document = json.dumps(load("council-choice-schulze")).encode()
    secretariat.post("/rules/new/", {**sent(), "upload": BytesIO(document)})
    rule = Rule.objects.get(name="Majorité des sièges")
    assert rule.is_choice and rule.definition["id"] == rule.key
    answer = secretariat.post("/rules/new/", {**sent(name="Autre"), "upload": BytesIO(b"\xff\xfe")})
    assert answer.status_code == 422 and "not text in UTF-8" in words(answer)
    assert value(answer, "name") == "Autre"


def test_a_choice_among_options_is_composed_and_versioned(alliance: Alliance, secretariat: Client) -> None:
    grades = initial_of_choice(ChoiceParts(grades=("good", "Passable", "reject")))
    form = {**sent(), **{name: value for name, value in grades.items() if value is not False}, "decides": "options"}
    assert "best median grade" in words(secretariat.post("/rules/preview/", form))
    assert secretariat.post("/rules/new/", form).status_code == 302
    rule = Rule.objects.get(name="Majorité des sièges")
    assert rule.definition["method"]["grades"] == ["reject", "Passable", "good"]
    assert "Majorité des sièges" in words(secretariat.get("/polls/choose/"))
    page = secretariat.get(rule.urls.next)
    assert value(page, "grades") == "Good\nPassable\nTo reject" and value(page, "kind") == "majority-judgment"
    for typed, said in (({"grades": "Bien"}, "between 2 and 10"), ({"grades": "Bien\nbien"}, "Each grade once")):
        assert said in words(secretariat.post("/rules/preview/", {**form, **typed}))
    assert "Seats – This field is required" in words(
        secretariat.post("/rules/preview/", {**form, "kind": "stv", "seats": ""})
    )


def test_warnings_are_ticked_as_read_and_others_are_read_anew(secretariat: Client) -> None:
    form = sent(Condition(), VETO)
    answer = secretariat.post("/rules/new/", form)
    assert answer.status_code == 422 and "Could block alone" in words(answer)
    read = value(answer, "warnings_read")
    other = secretariat.post("/rules/new/", {**sent(VETO, Condition(value="9/10")), "warnings_read": read})
    assert other.status_code == 422 and "Read what the check found" in words(other)
    assert secretariat.post("/rules/new/", {**form, "warnings_read": read}).status_code == 302


def test_without_a_script_conditions_come_and_go_and_the_sentence_is_shown(secretariat: Client) -> None:
    form = sent(PLAIN, VETO, name="Avec veto", c1__value="3/5")
    more = secretariat.post("/rules/new/", {**form, "more": "yes"})
    assert more.status_code == 200
    assert [value(more, f"c{n}-value") for n in (1, 2, 3)] == ["3/5", "2/3", "1/2"]
    assert (value(more, "name"), value(more, "rows")) == ("Avec veto", "3")
    less = secretariat.post("/rules/new/", {**form, "remove": "1"})
    assert (value(less, "c1-value"), value(less, "c1-scope"), value(less, "rows")) == ("2/3", "each", "1")
    assert 'name="c2-value"' not in less.content.decode()
    shown = secretariat.post("/rules/new/", {**form, "show": "yes"})
    assert "Condition 1 Majority of the votes – More than 3/5" in words(shown)
    assert "Condition 2 Veto of the categories – Any of" in words(shown)


def test_a_version_begins_with_what_the_former_says(alliance: Alliance, secretariat: Client) -> None:
    rule = rule_of(alliance)
    page = secretariat.get(rule.urls.next)
    assert [value(page, f"c{n}-unit") for n in (1, 2, 3)] == ["heads", "weight", "heads"]
    assert value(page, "tie") == "casting"
    conditions = (PLAIN, Condition(unit="weight", value="2/3"))
    form = {**sent(*conditions, name="Conseil, deux tiers"), "after": value(page, "after")}
    assert secretariat.post(rule.urls.next, form).status_code == 302
    latest = version_in_use(rule)
    assert latest is not None and (latest.version, latest.name) == (2, "Conseil, deux tiers")
    late = secretariat.post(rule.urls.next, {**form, "name": "Trop tard"})
    assert late.status_code == 422 and "Version 2 was written meanwhile" in words(late)
    assert value(late, "name") == "Trop tard"


def test_a_rule_beyond_the_fields_is_versioned_by_its_file(alliance: Alliance, secretariat: Client) -> None:
    definition = load("council-by-heads")
    definition["tree"]["give"] = "bloc"
    rule = new(alliance, definition=definition)
    page = secretariat.get(rule.urls.next)
    assert "says more than the fields can" in words(page)
    assert json.loads(value(page, "document"))["tree"]["give"] == "bloc"


def test_a_rule_is_retired_and_taken_up_again(alliance: Alliance, secretariat: Client) -> None:
    rule = rule_of(alliance)
    assert "Retired" in words(secretariat.post(rule.urls.retire, follow=True))
    assert rule.title not in words(secretariat.get("/polls/open/"))
    assert secretariat.post(rule.urls.retire).status_code == 409
    secretariat.post(rule.urls.take_up)
    assert version_in_use(rule) == rule

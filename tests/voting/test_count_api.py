"""The counting service: what `python -m voting count` prints for two files, and its faults, by one request."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from realtime.bounded import Unanswered
from tests.factories import Alliance, sign_in
from tests.security.test_api_errors import refusal
from tests.voting.counting import test_bad_input as yes_no
from tests.voting.counting import test_choices_bad_input as choices
from tests.voting.counting.choices import chosen_by, ranked, tallied
from tests.voting.counting.samples import clause, inner, leaf, recommendation, row, rows, worked_poll
from tests.voting.counting.samples import rule as rule_of
from tests.voting.counting.test_bad_input import changed
from voting.counting import presets
from voting.domain import counting_files
from voting.service import child

PROJECT = Path(__file__).resolve().parents[2]
Document = dict[str, Any]
TWO_FILES = (recommendation(), worked_poll())
COUNTED = {
    "the worked example": TWO_FILES,
    "rows": (recommendation(), rows(row("auth", 4, 2, 1, 1), row("comp", 2, 1))),
    "schulze": (choices.schulze(), choices.poll()),
    "irv": (chosen_by("irv"), ranked("ABC", "4 A>B", "3 B>C", "2 C>B")),
    "approval": (chosen_by("approval", seats=2, lot=True), ranked("ABC", "4 A=B", "3 B=C", seed="2026")),
    "stv": (chosen_by("stv", seats=2), ranked("ABCD", "9 A>B", "4 C", "3 D>C")),
    "majority-judgment": (choices.judgment(), choices.tallies()),
    "graded ballots": (choices.judgment(), choices.graded()),
}


@pytest.fixture(autouse=True)
def another_minute() -> Iterator[None]:
    """Each test begins with the counts of a whole minute."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def client(alliance: Alliance) -> Client:
    return alliance.client("observer")


def post(client: Client, rule: Any, poll: Any, **more: Any) -> Any:
    return post_text(client, json.dumps({"rule": rule, "poll": poll, **more}))


def post_text(client: Client, body: str | bytes, **more: Any) -> Any:
    return client.post("/api/count/", body, content_type="application/json", headers={"accept-language": "en"}, **more)


def fault(answer: Any) -> tuple[str, str]:
    """The file that is refused, and the pointer in it."""
    [(file, [sentence])] = refusal(answer, 422, "invalid")["fields"].items()
    return file, sentence.partition(": ")[0] if sentence.startswith("/") else ""


@pytest.mark.parametrize("name", COUNTED)
def test_the_answer_is_what_the_command_prints_to_the_byte(client: Client, tmp_path: Path, name: str) -> None:
    rule, poll = COUNTED[name]
    (tmp_path / "rule.json").write_text(json.dumps(rule), "utf-8")
    (tmp_path / "poll.json").write_text(json.dumps(poll), "utf-8")
    command = [sys.executable, "-S", "-m", "voting", "count", str(tmp_path / "rule.json"), str(tmp_path / "poll.json")]
    printed = subprocess.run(command, cwd=PROJECT, capture_output=True, check=True).stdout

    answer = post(client, rule, poll)

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert answer.content == printed


FAULTS = [
    *(("rule", changed(recommendation(), *each[:2]), worked_poll(), each[2] or each[0]) for each in yes_no.RULE_FAULTS),
    *(("poll", recommendation(), changed(worked_poll(), *each[:2]), each[2] or each[0]) for each in yes_no.POLL_FAULTS),
    *(
        ("poll", recommendation(), changed(rows(yes_no.ROW), *each[:2]), each[2] or each[0])
        for each in yes_no.ROW_FAULTS
    ),
    *(
        ("rule", changed(choices.schulze(), *each[:2]), choices.poll(), each[2] or each[0])
        for each in choices.RULE_FAULTS
    ),
    *(
        ("poll", choices.schulze(), changed(choices.poll(), *each[:2]), each[2] or each[0])
        for each in choices.POLL_FAULTS
    ),
    *(
        (
            "poll" if each[2] == "/tallies" else "rule",
            changed(choices.judgment(), *each[:2]),
            choices.tallies(),
            each[2] or each[0],
        )
        for each in choices.GRADED_RULE_FAULTS
    ),
    *(
        ("poll", choices.judgment(), changed(choices.tallies(), *each[:2]), each[2] or each[0])
        for each in choices.TALLY_FAULTS
    ),
    *(
        ("poll", choices.judgment(), changed(choices.graded(), *each[:2]), each[2] or each[0])
        for each in choices.GRADED_FAULTS
    ),
]


def test_every_fault_that_the_command_tells_is_told_of_the_same_file_at_the_same_place(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting_files, "PER_MINUTE", 1000)
    wrong = []
    for file, rule, poll, pointer in FAULTS:
        found = fault(post(client, rule, poll))
        if found != (file, pointer):
            wrong.append((file, pointer, found))
    assert len(FAULTS) > 200
    assert wrong == []


@pytest.mark.parametrize(("file", "pointer"), [(file, pointer) for file in ("rule", "poll") for pointer in ["/a/b"]])
def test_what_a_reader_of_json_loses_is_refused_where_it_stands(client: Client, file: str, pointer: str) -> None:
    for part in ('{"a":{"b":1.0}}', '{"a":{"b":1,"b":1}}', '{"a":{"b":-0}}', '{"a":{"b":"\\ud800"}}'):
        parts = {"rule": json.dumps(recommendation()), "poll": json.dumps(worked_poll()), file: part}
        assert fault(post_text(client, f'{{"poll":{parts["poll"]},"rule":{parts["rule"]}}}')) == (file, pointer)


def test_the_rule_is_told_whole_before_the_poll(client: Client) -> None:
    bad = json.dumps(changed(recommendation(), "/tree/children/2/key", "auth"))
    answer = post_text(client, f'{{"poll":{{"a":1.5}},"rule":{bad}}}')
    assert fault(answer) == ("rule", "/tree/children/2/key")


def test_a_body_that_holds_anything_but_one_rule_and_one_poll_is_refused_itself(client: Client) -> None:
    for body, pointer in (
        ("[]", ""),
        ("{}", "/rule"),
        ('{"rule":{}}', "/poll"),
        ('{"rule":{},"poll":{},"seed":"x"}', "/seed"),
        ('{"rule":{},"rule":{},"poll":{}}', "/rule"),
    ):
        assert fault(post_text(client, body)) == ("", pointer)


@pytest.mark.parametrize("body", ["", "{", '{"rule":NaN}', b'{"rule":"\xff"}', b"\xef\xbb\xbf{}", "[" * 100_000])
def test_what_is_no_json_at_all_is_malformed(client: Client, body: str | bytes) -> None:
    refusal(post_text(client, body), 400, "malformed")


def test_a_preset_is_refused_in_clear_words(client: Client) -> None:
    answer = post(client, presets.load("assembly-recommendation"), worked_poll())
    said = refusal(answer, 422, "invalid")["fields"]
    assert said == {"rule": ["/format: a preset can not be counted: its categories are still open"]}


def test_the_same_fault_in_the_words_of_the_reader(client: Client) -> None:
    body = json.dumps({"rule": {**recommendation(), "note": 1}, "poll": worked_poll()})
    answer = client.post("/api/count/", body, content_type="application/json", headers={"accept-language": "fr"})
    assert refusal(answer, 422, "invalid")["fields"] == {"rule": ["/note: clé inconnue"]}


def test_only_who_is_signed_in_counts_and_only_with_the_token_of_the_session(alliance: Alliance) -> None:
    refusal(post(alliance.client("visitor"), *TWO_FILES), 401, "not-signed-in")
    strict = sign_in(Client(enforce_csrf_checks=True), alliance.user("observer"))
    refusal(post(strict, *TWO_FILES), 403, "csrf")
    strict.get("/polls/")
    token = strict.cookies["csrftoken"].value
    body = json.dumps({"rule": TWO_FILES[0], "poll": TWO_FILES[1]})
    answer = strict.post("/api/count/", body, content_type="application/json", headers={"x-csrftoken": token})
    assert answer.status_code == 200


def test_another_type_and_a_body_that_is_too_large_are_refused(client: Client) -> None:
    answer = client.post("/api/count/", {"rule": "{}", "poll": "{}"})
    refusal(answer, 415, "wrong-type")
    large = '{"rule":{},"poll":"' + "x" * counting_files.LARGEST + '"}'
    refusal(post_text(client, large), 413, "too-large")


def test_the_thirty_first_count_of_a_minute_is_too_fast_for_one_person_alone(
    client: Client, alliance: Alliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting_files.time, "time", lambda: 1_800_000_010.0)
    assert {post(client, *TWO_FILES).status_code for _ in range(counting_files.PER_MINUTE)} == {200}
    answer = post(client, *TWO_FILES)
    refusal(answer, 429, "too-fast")
    assert answer["Retry-After"] == "50"
    assert post(alliance.client("secretariat"), *TWO_FILES).status_code == 200


def slow_files() -> tuple[Document, Document]:
    """Sizes whose denominators have nothing in common: their sum has hundreds of thousands of digits."""
    rule = changed(recommendation(), "/tree/children/0/per", "size")
    sizes = (f"1/{10**39 + 2 * n + 1}" for n in range(16_000))
    voters = [{"id": f"{n:x}", "leaf": "auth", "size": size} for n, size in enumerate(sizes)]
    ballots = [{"voter": voter["id"], "choice": "yes"} for voter in voters]
    return rule, {"format": "consult-poll/1", "voters": voters, "ballots": ballots}


def test_A45_files_that_take_too_long_are_given_up_and_the_next_ones_are_counted(client: Client) -> None:
    post(client, *TWO_FILES)
    before = {each.process.pid for each in counting_files.children.idle}
    answer = post(client, *slow_files())
    # On a busy machine the clock runs out before the processor time does.
    if answer.status_code == 503:
        refusal(answer, 503, "busy")
    else:
        assert list(refusal(answer, 422, "too-costly")["fields"]) == [""]
    after = {each.process.pid for each in counting_files.children.idle}
    assert len(after) < len(before) or not before & after, "the child lives"
    assert post(client, *TWO_FILES).status_code == 200


def test_A45_who_sends_what_takes_too_long_may_do_so_three_times_a_minute(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting_files.time, "time", lambda: 1_800_000_010.0)

    def too_long(*_: Any) -> bytes:
        raise Unanswered(too_long=True)

    monkeypatch.setattr(counting_files.children, "ask", too_long)
    codes = [post(client, *TWO_FILES).status_code for _ in range(4)]
    assert codes == [422, 422, 422, 429]


def test_A45_a_count_that_is_late_where_the_machine_is_to_blame_costs_one(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting_files.time, "time", lambda: 1_800_000_010.0)

    def late(*_: Any) -> bytes:
        raise Unanswered

    with monkeypatch.context() as patched:
        patched.setattr(counting_files.children, "ask", late)
        codes = {post(client, *TWO_FILES).status_code for _ in range(4)}
    assert codes == {503}
    assert post(client, *TWO_FILES).status_code == 200


def test_A45_files_that_need_more_memory_than_there_is_are_given_up(client: Client) -> None:
    options = [f"{n:x}" for n in range(12_000)]
    poll = {"format": "consult-poll/1", "options": options, "ballots": [{"ranks": [options]}]}
    refusal(post(client, chosen_by("schulze"), poll), 422, "too-costly")
    assert post(client, *TWO_FILES).status_code == 200


def test_A45_what_would_be_long_to_hand_over_is_given_up(client: Client) -> None:
    options = ["\N{GRINNING FACE}" * 9_000 + str(n) for n in range(20)]
    poll = {"format": "consult-poll/1", "options": options, "ballots": [{"ranks": [options]}]}
    body = json.dumps({"rule": chosen_by("schulze"), "poll": poll}, ensure_ascii=False)
    refusal(post_text(client, body.encode()), 422, "too-costly")

    tree = inner("k" * 500_000, [leaf(str(n), "heads") for n in range(1_000)], empty="lapse")
    wide = rule_of(tree, "heads", {"heads": clause("heads yes > 1/2 expressed")})
    refusal(post(client, wide, rows(row("1", 1, 1))), 422, "too-costly")


def test_A45_where_no_child_is_free_one_comes_back_later(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    only = counting_files.Children("voting.service.child", child.LIMITS, count=1, patience=0.05)
    monkeypatch.setattr(counting_files, "children", only)
    with only._free:
        answer = post(client, *TWO_FILES)
    refusal(answer, 503, "busy")
    assert answer["Retry-After"] == "10"
    assert post(client, *TWO_FILES).status_code == 200


def test_A45_other_pages_are_served_while_files_are_counted(
    client: Client, alliance: Alliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = counting_files.Children("voting.service.child", replace(child.LIMITS, wall=600.0), count=1)
    monkeypatch.setattr(counting_files, "children", patient)
    post(client, *TWO_FILES)
    [pid] = [each.process.pid for each in patient.idle]
    body = child.request_of(*(json.dumps(part).encode() for part in TWO_FILES))
    answers: list[bytes] = []
    counting = threading.Thread(target=lambda: answers.append(patient.ask(child.FILES, body)))

    os.kill(pid, signal.SIGSTOP)
    try:
        counting.start()
        while patient.idle and counting.is_alive():
            time.sleep(0.01)
        for _ in range(3):
            assert client.get("/polls/").status_code == 200
        assert answers == []
    finally:
        os.kill(pid, signal.SIGCONT)
    counting.join()
    assert "canonical" in json.loads(answers[0])


@pytest.mark.django_db(transaction=True)
def test_a_request_that_counts_leaves_its_connection_to_the_database_to_others_meanwhile(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = []

    def ask(*_: Any) -> bytes:
        held.append(connection.connection is not None)
        return b'{"too_much":true}'

    monkeypatch.setattr(counting_files.children, "ask", ask)
    refusal(post(client, *TWO_FILES), 422, "too-costly")
    assert held == [False]


def test_the_child_knows_neither_django_nor_our_secrets(client: Client) -> None:
    script = "import voting.service.child, sys; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], cwd=PROJECT, env={}).returncode == 0
    post(client, *TWO_FILES)
    environment = Path(f"/proc/{counting_files.children.idle[0].process.pid}/environ").read_bytes()
    assert b"SECRET_KEY" in os.environb or os.environ.get("DEBUG")
    assert b"SECRET_KEY" not in environment


def test_A48_nothing_of_a_count_is_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    post(client, *TWO_FILES)
    post(client, recommendation(), changed(worked_poll(), "/ballots/0/voter", "somebody-secret"))
    assert "somebody-secret" not in caplog.text
    assert '"choice"' not in caplog.text


def test_the_schema_tells_of_the_service(client: Client) -> None:
    schema = client.get("/api/schema/", headers={"accept": "application/json"}).json()
    told = schema["paths"]["/api/count/"]["post"]
    assert list(told["requestBody"]["content"]) == ["application/json"]
    assert set(told["responses"]) == {"200", "4XX", "503"}
    assert set(schema["components"]["schemas"]["Files"]["properties"]) == {"rule", "poll"}


def test_tallies_of_millions_are_counted_at_once(client: Client) -> None:
    answer = post(
        client, chosen_by("majority-judgment", grades=["a", "b"], missing="none"), tallied({"x": [1, 10**12]})
    )
    assert answer.json()["winners"] == ["x"]

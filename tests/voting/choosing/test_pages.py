"""The pages of a choice: opening one, its ballots without a script, what was cast, its result."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from alliance.models import Mandate
from tests.factories import Alliance
from tests.voting.acts import close, in_an_hour, rule_of, seat
from tests.voting.choosing.acts import GRADED, OPTIONS, RANKED, choose, choose_all, decided, grades, open_choice, ranks
from voting.counting.presets import instantiate, load
from voting.domain.correcting import correct_result
from voting.domain.opening import open_poll
from voting.domain.proxies import give_proxy
from voting.domain.records import record_of
from voting.models import Ballot, Poll, Rule, Voter
from voting.verifying import verify


def words(html: str) -> str:
    """What a page says, without its tags, in plain spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("\u202f", " ").replace("\xa0", " ").split())


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def fields(alliance: Alliance, method: str = "judgment", **more: Any) -> dict[str, Any]:
    closes = timezone.localtime(in_an_hour()).strftime("%Y-%m-%dT%H:%M")
    rule = rule_of(alliance, f"council-choice-{method}").pk
    named = {"option-1": "Metz", "about-1": "Au bord de l’eau", "option-2": "Aix", "option-4": "Lens"}
    return {"question": "Où ?", "rule": rule, "seats": "1", "closes_at": closes, "rows": "4", **named, **more}


# ── opening ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_without_a_number_of_seats_a_poll_has_those_of_its_rule(alliance: Alliance) -> None:
    alliance.client("secretariat").post("/polls/choose/", fields(alliance, "transfer", seats=""))
    assert Poll.objects.get().seats == 2


def test_a_rule_that_fits_nobody_keeps_no_other_from_being_chosen(alliance: Alliance) -> None:
    homeless = instantiate(load("council-choice-approval"), ["agences"])
    odd = Rule.objects.create(
        club=alliance.club, body="council", key="odd", version=1, name="Odd", definition=homeless, sha256="0" * 64
    )
    shown = page(alliance.client("secretariat"), "/polls/choose/")
    radios = {int(pk): rest for pk, rest in re.findall(r'<input type="radio" id="rule-(\d+)"([^>]*)>', shown)}
    assert {pk for pk, rest in radios.items() if "disabled" in rest} == {odd.pk}
    after = shown.split(f'id="about-rule-{odd.pk}"')[1]
    # Beside it stand its own words.
    assert "approuvée" in words("<p " + after[:400])


def test_a_choice_is_opened_from_its_page(alliance: Alliance) -> None:
    answer = alliance.client("secretariat").post("/polls/choose/", fields(alliance, "transfer", seats="2"))

    poll = Poll.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, poll.urls.page)
    assert [(o["key"], o["label"], o["description"]) for o in poll.options] == [
        ("A", "Metz", "Au bord de l’eau"), ("B", "Aix", ""), ("C", "Lens", ""),
    ]  # fmt: skip
    assert (poll.question, poll.title, poll.subject, poll.seats) == ("Où ?", "Où ?", "", 2)


def test_the_rules_are_told_before_it_opens_to_who_may_use_them(alliance: Alliance) -> None:
    ours = words(page(alliance.client("secretariat"), "/polls/choose/"))
    for told in ("meilleure mention médiane", "gagne son duel", "en proportion des classements", "10 votants"):
        assert told in ours
    assert "la question, les options, la règle et la liste des votants sont figées" in ours
    of_the_chair = words(page(alliance.client("chair"), "/polls/choose/"))
    assert "Assemblée, choix par mentions" in ours
    assert "Assemblée, choix par mentions" not in of_the_chair


def test_a_body_that_can_t_vote_says_why_and_offers_nothing(alliance: Alliance) -> None:
    Mandate.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    html = page(alliance.client("secretariat"), "/polls/choose/")

    assert html.count(" disabled") == 7
    assert html.count("bad-ink") >= 1


@pytest.mark.parametrize("slug", ["seat-4", "representative", "observer"])
def test_nobody_else_is_offered_a_choice_to_open(alliance: Alliance, slug: str) -> None:
    client = alliance.client(slug)

    assert client.get("/polls/choose/").status_code == 403
    assert client.post("/polls/choose/", fields(alliance)).status_code == 403
    assert "/polls/choose/" not in page(client, "/polls/")
    assert not Poll.objects.exists()
    assert "/polls/choose/" in page(alliance.client("chair"), "/polls/")


def test_more_rows_keep_what_was_typed(alliance: Alliance) -> None:
    html = (
        alliance.client("secretariat").post("/polls/choose/", fields(alliance, more="yes", seats="")).content.decode()
    )

    assert 'name="option-6"' in html and 'name="option-7"' not in html
    assert 'value="Metz"' in html and 'value="Au bord de l’eau"' in html and "Où ?</textarea>" in html
    assert 'name="rows" value="6"' in html
    assert not Poll.objects.exists()
    many = alliance.client("secretariat").post("/polls/choose/", fields(alliance, more="yes", rows="999"))
    assert 'name="option-20"' in many.content.decode() and 'name="more"' not in many.content.decode()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"option-2": "", "option-4": ""}, "Écrivez au moins deux options."),
        ({"option-2": "METZ"}, "Deux options portent le même nom."),
        ({"seats": "2"}, "Cette règle choisit une seule option"),
        ({"question": " "}, "Question"),
        ({"rule": "0"}, "Règle"),
        ({"closes_at": "2020-01-01T10:00"}, "à venir"),
    ],
)
def test_what_is_refused_is_told_beside_what_was_typed(alliance: Alliance, given: dict[str, Any], told: str) -> None:
    answer = alliance.client("secretariat").post("/polls/choose/", fields(alliance, **given))

    assert answer.status_code == 422
    assert told in words(answer.content.decode())
    assert 'value="Au bord de l’eau"' in answer.content.decode()
    assert not Poll.objects.exists()


# ── ballots ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def send(alliance: Alliance, slug: str, voter: Voter, **said: Any) -> Any:
    form = {name.replace("_", f"-{voter.pk}-", 1).rstrip("-"): value for name, value in said.items()}
    return alliance.client(slug).post(voter.poll.urls.cast, {**form, f"receipt-{voter.pk}": str(uuid4())})


FORMS = [
    ("judgment", {"grade_A": "good", "grade_B": "excellent"}, {"grades": {"A": "good", "B": "excellent"}}),
    ("schulze", {"rank_A": "2", "rank_B": "1", "rank_C": "2"}, {"ranks": [["B"], ["A", "C"]]}),
    ("runoff", {"rank_C": "17", "rank_A": "", "rank_B": "3"}, {"ranks": [["B"], ["C"]]}),
    ("approval", {"approve_": ["A", "C"]}, {"ranks": [["A", "C"]]}),
]


@pytest.mark.parametrize(("method", "form", "said"), FORMS)
def test_a_form_without_a_script_casts_and_shows_exactly_what_is_in_the_box(
    alliance: Alliance, method: str, form: dict[str, Any], said: dict[str, Any]
) -> None:
    poll = open_choice(alliance, method)
    voter = seat(alliance, poll, "seat-4")
    assert send(alliance, "seat-4", voter, **form).status_code == 302

    ballot = Ballot.objects.get()
    assert ballot.said == said
    html = page(alliance.client("seat-4"), poll.urls.page)
    assert "Votre bulletin est dans l’urne" in words(html)
    assert ballot.short[:4] in html
    cast = words(html[html.index("o said") : html.index("receipt-id")])
    told = {
        "judgment": "Grenoble Bien Nantes Excellent Metz aucune mention",
        "schulze": "Nantes 1 Grenoble 2 Metz 2",
        "runoff": "Nantes 1 Metz 2 Grenoble non classée",
        "approval": "Grenoble Approuvée Metz Approuvée Nantes non approuvée",
    }
    assert told[method] in cast
    # The form to change it begins with what was cast.
    assert html.count(" checked") + html.count(" selected") == sum(map(len, said.get("ranks", [said.get("grades")])))


def test_a_ballot_form_begins_with_nothing_chosen(alliance: Alliance) -> None:
    for method in ("judgment", "schulze", "approval"):
        html = page(alliance.client("seat-4"), open_choice(alliance, method).urls.page)
        ballot = html[html.index('id="ballot"') : html.index("</form>", html.index('id="ballot"'))]
        assert " checked" not in ballot and " selected" not in ballot


def test_a31_nobody_else_reads_what_was_cast(alliance: Alliance) -> None:
    poll = open_choice(alliance, "judgment")
    choose(alliance, poll, "seat-alternate-4", grades(A="good", B="reject"))

    for slug in ("seat-4", "seat-5", "secretariat", "observer"):
        for path in (poll.urls.page, poll.urls.mine):
            html = page(alliance.client(slug), path)
            assert " checked" not in html and "dans l’urne" not in html
    assert alliance.user("seat-alternate-4").name in words(page(alliance.client("seat-4"), poll.urls.page))


@pytest.mark.parametrize(
    ("method", "form", "told"),
    [
        ("judgment", {}, "Donnez une mention à une option au moins."),
        ("schulze", {"rank_A": ""}, "Choisissez au moins une option."),
        ("schulze", {"rank_Z": "1"}, "Choisissez au moins une option."),
        ("judgment", {"grade_A": "brilliant"}, "Ce n’est pas une mention de ce scrutin."),
        ("approval", {"approve_": ["Z"]}, "Ce n’est pas une option de ce scrutin."),
    ],
)
def test_a_form_that_can_t_be_cast_says_why_and_casts_nothing(
    alliance: Alliance, method: str, form: dict[str, Any], told: str
) -> None:
    poll = open_choice(alliance, method)
    answer = send(alliance, "seat-4", seat(alliance, poll, "seat-4"), **form)

    assert answer.status_code == 422
    assert told in words(answer.content.decode())
    assert not Ballot.objects.exists()


def test_one_s_own_ballot_and_one_by_proxy_go_in_one_form(alliance: Alliance) -> None:
    poll = open_choice(alliance, "schulze")
    mine, giver = seat(alliance, poll, "seat-4"), seat(alliance, poll, "seat-7")
    give_proxy(actor=alliance.actor("seat-7"), giver=giver, holder=mine)
    form = {
        f"rank-{mine.pk}-A": "1", f"rank-{giver.pk}-B": "1", f"rank-{giver.pk}-A": "2",
        f"receipt-{mine.pk}": str(uuid4()), f"receipt-{giver.pk}": str(uuid4()),
    }  # fmt: skip

    assert alliance.client("seat-4").post(poll.urls.cast, form).status_code == 302
    assert {ballot.voter: ballot.said for ballot in Ballot.objects.all()} == {mine: ranks("A"), giver: ranks("B>A")}
    # Refused together: a form for oneself and for a stranger casts nothing.
    other = seat(alliance, poll, "seat-8")
    both = {f"rank-{mine.pk}-C": "1", f"receipt-{mine.pk}": str(uuid4()), f"rank-{other.pk}-A": "1"}
    answer = alliance.client("seat-4").post(poll.urls.cast, {**both, f"receipt-{other.pk}": str(uuid4())})
    assert answer.status_code == 403
    assert 'value="1" selected' in answer.content.decode()
    assert Ballot.objects.get(voter=mine).said == ranks("A")


def test_what_one_s_voice_weighs_stands_beside_the_ballot(alliance: Alliance) -> None:
    html = words(page(alliance.client("seat-1"), open_choice(alliance).urls.page))
    assert "1 / 24" in html
    assert "8 parts égales" in html
    html = words(page(alliance.client("representative"), open_choice(alliance, body="assembly").urls.page))
    assert "7 parts égales" in html


# ── results ──────────────────────────────────────────────────────────────────────────────────────────────────────────


RESULTS = [
    ("judgment", GRADED, ["Le conseil choisit « Nantes »", "Mention médiane : Bien", "Médiane"]),
    (
        "schulze",
        RANKED,
        ["Le conseil choisit « Nantes »", "Elle gagne tous ses duels", "Nantes l’emporte sur Grenoble"],
    ),
    ("runoff", RANKED, ["Le conseil choisit « Nantes »", "Tour 2", "sort, en dernier"]),
    ("approval", RANKED, ["Le conseil choisit « Nantes »", "Le plus de poids l’approuve"]),
    ("transfer", RANKED, ["Le conseil choisit « Nantes »", "Tous les sièges sont pourvus", "choix acquis"]),
]


@pytest.mark.parametrize(("method", "votes", "told"), RESULTS)
def test_a_result_is_stated_in_a_sentence_with_picture_table_and_votes(
    alliance: Alliance, method: str, votes: dict[str, Any], told: list[str]
) -> None:
    poll, _tally = decided(alliance, method, votes)
    html = page(alliance.client("observer"), poll.urls.result)
    said = words(html)

    for sentence in told:
        assert sentence in said
    assert html.count('class="pic wide-pic"') == html.count('class="pic narrow"') == 1
    assert "style=" not in html[html.index("<main") :]
    assert "Bulletins et poids par catégorie" in said
    assert said.count("n’a pas voté") == 10 - len(votes)
    assert "consult-verify.py" in html


def test_how_each_voter_voted_is_read_after_the_closing(alliance: Alliance) -> None:
    poll, _tally = decided(alliance, "schulze", {"seat-3": "A>B=C", "seat-5": "C"})
    said = words(page(alliance.client("seat-4"), poll.urls.result))

    assert f"{alliance.user('seat-3').name} Grenoble, puis Nantes = Metz" in said
    assert f"{alliance.user('seat-5').name} Metz" in said


def test_ties_and_silence_are_told_as_such(alliance: Alliance) -> None:
    poll, _tally = decided(alliance, "approval", {"seat-3": "A", "seat-4": "B"})
    said = words(page(alliance.client("observer"), poll.urls.result))
    assert "Égalité" in said
    assert "Le conseil n’a pas tranché. Égalité exacte : les voix mettent à égalité Grenoble et Nantes" in said

    poll, _tally = decided(alliance, "approval", {"seat-3": "A", "seat-4": "A=B", "seat-5": "C"}, seats=2)
    assert "choisit « Grenoble » ; 1 siège reste à pourvoir" in words(
        page(alliance.client("observer"), poll.urls.result)
    )

    for method in ("judgment", "schulze", "transfer"):
        poll, _tally = decided(alliance, method, {})
        html = page(alliance.client("secretariat"), poll.urls.result)
        assert "Le conseil n’a rien choisi. Personne n’a voté." in words(html)
        assert "Seconde convocation" not in words(html)


@pytest.mark.parametrize(("method", "votes"), [(method, votes) for method, votes, _told in RESULTS])
def test_under_a_rule_without_a_tree_all_ballots_weigh_the_same(
    alliance: Alliance, method: str, votes: dict[str, Any]
) -> None:
    rule = rule_of(alliance, f"council-choice-{method}")
    kept = {key: value for key, value in rule.definition.items() if key not in ("tree", "conduct")}
    definition = {**kept, "format": "consult-rule/1"}
    Rule.objects.create(
        club=rule.club,
        body=rule.body,
        key="plain",
        version=1,
        name="Sans arbre",
        definition=definition,
        sha256="0" * 64,
    )
    poll = open_poll(
        actor=alliance.actor("secretariat"), rule=Rule.objects.get(key="plain"), question="Où ?",
        closes_at=in_an_hour(), options=OPTIONS, seats=1,
    )  # fmt: skip
    assert "Tous les bulletins ont le même poids." in words(page(alliance.client("seat-1"), poll.urls.page))
    choose_all(alliance, poll, votes)
    close(alliance, poll)

    said = words(page(alliance.client("observer"), poll.urls.result))
    assert "Le conseil choisit « Nantes »" in said
    assert "Bulletins et poids par catégorie" not in said
    assert verify(record_of(poll)) == []


def test_a_choice_stays_within_the_club_whoever_asks(alliance: Alliance) -> None:
    poll, _tally = decided(alliance, "schulze", RANKED)

    for path in (poll.urls.page, poll.urls.result, poll.urls.record):
        assert alliance.client("visitor").get(path).status_code in {302, 404}
    assert page(alliance.client("observer"), "/polls/").count("Choix fait") == 1


def test_a_corrected_choice_shows_both_counts(alliance: Alliance) -> None:
    poll, _tally = decided(alliance, "schulze", {"seat-3": "A", "seat-4": "A", "seat-5": "B"})
    form = words(page(alliance.client("secretariat"), poll.urls.result))
    assert f"{alliance.user('seat-5').name} : Nantes" in form
    wrong = Ballot.objects.exclude(voter__seat=alliance.seats["seat-5"])
    correct_result(actor=alliance.actor("secretariat"), poll=poll, ballots=[b.pk for b in wrong], reason="Hors mandat.")

    said = words(page(alliance.client("observer"), poll.urls.result))
    assert "Le conseil choisit « Nantes »" in said
    assert "Grenoble –" in said
    assert "Le conseil choisit « Grenoble »" in words(page(alliance.client("observer"), f"{poll.urls.result}?count=1"))


def test_the_letters_name_who_was_chosen(
    alliance: Alliance, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        poll = open_choice(alliance, "schulze")
        choose(alliance, poll, "seat-4", "B")
        close(alliance, poll)

    assert any("Nantes" in letter.subject for letter in mailoutbox)

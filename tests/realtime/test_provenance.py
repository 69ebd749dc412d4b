"""Words that are moved, undone or restored are their first author's, through whatever is done to them at once."""

from collections import Counter
from random import Random

import pytest

from proposals.text.authors import Written, apply
from realtime import contents, documents, snapshots
from realtime.models import Origin, Words
from realtime.registry import Actor
from tests.realtime.writing import Room, Writer, applied, units
from tests.thorough import tries

pytestmark = pytest.mark.django_db
ANNE, BENOIT, CHLOE = 1, 2, 3
AS_CHLOE = Actor(CHLOE, f"test:{CHLOE}", "Chloé", "", "#000")


@pytest.fixture
def room() -> Room:
    return Room("Début.\nFin.\n")


def enter(room: Room, *people: int) -> list[Writer]:
    return [Writer(room, person, 100 + person) for person in people]


def share(*people: Writer) -> None:
    for one in people:
        assert {result.refusal for result in one.send()} <= {""}
    for one in people:
        one.hear()


def test_moved_words_are_who_wrote_them(room: Room) -> None:
    anne, benoit = enter(room, ANNE, BENOIT)
    anne.write(7, "L'été 🌞 vient.\n")
    share(anne, benoit)
    benoit.write(13, "bel ")
    share(anne, benoit)
    benoit.move(7, benoit.words.index("Fin"), 0)
    share(benoit, anne)
    assert room.words == anne.words == "L'été bel 🌞 vient.\nDébut.\nFin.\n"
    ends = [("L'été ", ANNE), ("bel ", BENOIT), ("🌞 vient.\n", ANNE), ("Début.\nFin.\n", None)]
    assert room.written() == ends
    benoit.move(0, 19, 19 + 7)
    share(benoit, anne)
    assert room.written() == [("Début.\n", None), *ends[:3], ("Fin.\n", None)]


def test_an_undone_deletion_gives_the_words_back_to_who_wrote_them(room: Room) -> None:
    anne, benoit = enter(room, ANNE, BENOIT)
    anne.write(0, "À moi. ")
    share(anne, benoit)
    benoit.erase(2, 9)
    share(benoit, anne)
    anne.write(1, "!")
    share(anne, benoit)
    benoit.undo()
    share(benoit, anne)
    assert room.words == "À! moi. Début.\nFin.\n"
    assert room.written() == [("À! moi. ", ANNE), ("Début.\nFin.\n", None)]
    for _again in range(2):
        benoit.redo()
        share(benoit, anne)
        assert room.words == "À! but.\nFin.\n"
        benoit.undo()
        share(benoit, anne)
    assert room.written() == [("À! moi. ", ANNE), ("Début.\nFin.\n", None)]


def test_an_undone_move_and_all_of_it_in_one_commit(room: Room) -> None:
    anne, benoit = enter(room, ANNE, BENOIT)
    anne.write(0, "Un.\nDeux.\n")
    share(anne, benoit)
    benoit.move(0, 4, 10)
    benoit.undo()
    benoit.redo()
    share(benoit, anne)
    assert room.words == "Deux.\nUn.\nDébut.\nFin.\n"
    assert room.written() == [("Deux.\nUn.\n", ANNE), ("Début.\nFin.\n", None)]
    assert {row.first_client for row in Origin.objects.all()} == {100 + ANNE}


def test_what_was_done_undone_and_done_again_without_a_connection(room: Room) -> None:
    anne, benoit = enter(room, ANNE, BENOIT)
    anne.write(0, "Un.\nDeux.\n")
    share(anne, benoit)
    known = benoit.doc.get_state()
    benoit.move(0, 4, 10)
    benoit.undo()
    benoit.redo()
    benoit.erase(1, 3)
    benoit.undo()
    benoit.redo()
    benoit.undo()
    claims = [claim for _update, told in benoit.unsent for claim in told]
    assert benoit.send_raw(benoit.doc.get_update(known), *claims).refusal == ""
    assert room.words == "Deux.\nUn.\nDébut.\nFin.\n"
    assert room.written() == [("Deux.\nUn.\n", ANNE), ("Début.\nFin.\n", None)]


def test_what_was_deleted_long_ago_in_a_long_log_is_known(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "KEEP_EVERY", 5)
    anne, benoit = enter(room, ANNE, BENOIT)
    anne.write(0, "é🌞 loin ")
    share(anne, benoit)
    benoit.erase(0, 8)
    share(benoit, anne)
    for at in range(12):
        anne.write(at, "x")
        share(anne)
    assert room.row.worded > 2
    room._room.forget()
    kept = Words.objects.get(client=100 + ANNE, clock=0)
    assert kept.words.startswith("é🌞 loin x")
    benoit.undo()
    share(benoit)
    assert room.words.startswith("é🌞 loin x")
    assert {user for _, user in room.written()} == {ANNE, None}


def test_a_text_older_than_what_is_kept_of_its_words_is_read_once(room: Room) -> None:
    anne, benoit = enter(room, ANNE, BENOIT)
    anne.write(0, "Ancien. ")
    share(anne, benoit)
    benoit.erase(0, 8)
    share(benoit)
    replica = documents.load(room.document)
    snapshots.write(room.row, replica)
    room._room.forget()
    assert room.row.worded == 0
    benoit.undo()
    share(benoit)
    assert room.written()[0] == ("Ancien. ", ANNE)
    assert room.row.worded == replica.sequence


def test_restoring_a_moment_gives_the_words_back_to_who_wrote_them(room: Room) -> None:
    anne, benoit = enter(room, ANNE, BENOIT)
    anne.write(7, "Été 🌞.\n")
    share(anne, benoit)
    benoit.write(10, " bel")
    share(benoit, anne)
    then = room.row.sequence
    assert room.words == "Début.\nÉté bel 🌞.\nFin.\n"
    benoit.erase(0, len(benoit.words) - 5)
    benoit.write(0, "Rien.\n")
    share(benoit, anne)
    ops = [{"insert": "Début.\nÉté bel 🌞.\n"}, {"delete": 6}]
    documents.restore(room.document, actor=AS_CHLOE, ops=documents.from_then(ops), at_sequence=then)
    assert room.words == "Début.\nÉté bel 🌞.\nFin.\n"
    assert room.written() == [
        ("Début.\n", None),
        ("Été", ANNE),
        (" bel", BENOIT),
        (" 🌞.\n", ANNE),
        ("Fin.\n", None),
    ]
    # A passage alone, under another: what stands in the text by now is whoever puts it there a second time.
    passage = [{"insert": "Été bel"}, {"insert": " neuf\n"}]
    length = len(room.words)
    documents.restore(
        room.document,
        actor=AS_CHLOE,
        ops=documents.from_then([{"retain": length}, *passage], shift=7 - length),
        at_sequence=then,
    )
    assert room.written()[-1] == ("Été bel neuf\n", CHLOE)


LETTERS = {person: [chr(0x4E00 + 400 * person + n) for n in range(398)] + ["🌞"] for person in (ANNE, BENOIT, CHLOE)}


@pytest.mark.parametrize("seed", range(tries(12, 200)))
def test_whatever_several_do_at_once_every_letter_is_its_writers(seed: int) -> None:
    """Each letter is unlike any other, so the text itself says who wrote it. One that two bring back at once stands
    twice: it is its author's once."""
    random = Random(seed)
    room = Room("début\n")
    people = enter(room, ANNE, BENOIT, CHLOE)
    left = {person: list(letters[:-1]) for person, letters in LETTERS.items()}
    owner = {letter: person for person, letters in LETTERS.items() for letter in letters[:-1]}
    twice: set[str] = set()
    for _step in range(random.randint(5, 40)):
        one = random.choice(people)
        size = len(one.words) - 1
        start, end = sorted((random.randint(0, size), random.randint(0, size)))
        act = random.choice(["write", "write", "erase", "move", "undo", "redo", "send", "hear"])
        if act == "write":
            one.write(start, "".join(left[one.user_id].pop() for _ in range(random.randint(1, 3))))
        elif act == "erase":
            one.erase(start, min(end, start + 4))
        elif act == "move" and start < end:
            to = random.choice([random.randint(0, start), random.randint(end, size)])
            one.move(start, end, to)
        elif act in ("undo", "redo"):
            getattr(one, act)()
        elif act == "send":
            twice |= sent(one)
        elif act == "hear":
            one.hear()
    for one in people:
        twice |= sent(one)
    for one in people:
        one.hear()
        assert one.words == room.words
    for words, user in room.written():
        for letter in words:
            if letter not in twice:
                assert owner.get(letter) == user, f"{letter} is {owner.get(letter)}'s, not {user}'s"
    held = Counter((row.first_client, row.first_clock + n) for row in alive(room) for n in range(row.length))
    assert not [unit for unit, times in held.items() if times > 1]


def sent(writer: Writer) -> set[str]:
    """Sends what a writer has done; the letters that stood twice after one of its updates."""
    text, twice = writer.room.words, set()
    for result in writer.send():
        assert not result.refusal
        if result.change is not None:
            text = applied(text, result.change.delta)
            twice |= {letter for letter, times in Counter(text).items() if times > 1}
    return twice


def alive(room: Room) -> list[Origin]:
    """What is known of words that stand in the text."""
    shown = {
        (item.client, item.clock + n)
        for item in documents.load(room.document).placed()
        if item.words
        for n in range(item.length)
    }
    rows = []
    for row in Origin.objects.filter(document_id=room.document):
        for n in range(row.length):
            if (row.client, row.clock + n) in shown:
                rows.append(Origin(first_client=row.first_client, first_clock=row.first_clock + n, length=1))
    return rows


def test_a_log_that_is_replayed_says_whose_the_words_of_each_line_are(room: Room) -> None:
    anne, benoit = enter(room, ANNE, BENOIT)
    anne.write(0, "🌞 À moi. ")
    share(anne, benoit)
    benoit.move(0, 9, 9 + 7)
    benoit.write(0, "Lui. ")
    share(benoit)
    benoit.undo()
    benoit.undo()
    share(benoit)
    runs: list[Written] = []
    for step in documents.replay(room.document):
        runs = apply(runs, step.delta, step.user_id, step.came)
    state = documents.read_state(room.document)
    assert [tuple(run) for run in runs] == documents.written(room.document, state.state)
    assert state.text == "🌞 À moi. Début.\nFin.\n" and runs[0] == (9, ANNE)


def test_units_of_a_text(room: Room) -> None:
    (anne,) = enter(room, ANNE)
    anne.write(0, "🌞é")
    share(anne)
    assert units(anne.shown(), 0, 2) == [(100 + ANNE, 0, 3)]

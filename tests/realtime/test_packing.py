"""The log packed into chunks: the same lines, states that lie ever farther apart, and what is damaged by name."""

import random
import threading
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from hypothesis import given, settings
from hypothesis import strategies as st

from realtime import chunks, documents, history, packing, snapshots
from realtime.lines import Damaged, lines
from realtime.models import Chunk, Document, Snapshot, Update
from tests.realtime.test_processes import applied
from tests.thorough import tries

LINES = st.lists(
    st.tuples(
        st.none() | st.integers(1, 2**40),
        st.text(max_size=12),
        st.integers(-(10**6), 2**50),
        st.binary(max_size=40),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=tries(60, 300), deadline=None)
@given(st.integers(1, 2**40), LINES)
def test_lines_come_out_of_a_chunk_as_they_went_in(first, written):
    came = [
        chunks.Line(first + n, user_id, capacity, chunks.EPOCH + timedelta(microseconds=at), data)
        for n, (user_id, capacity, at, data) in enumerate(written)
    ]
    assert chunks.decode(chunks.encode(came)) == came


def test_every_flipped_bit_of_a_line_changes_its_sum():
    line = chunks.Line(7, 3, "member:1", datetime(2026, 11, 28, 12, tzinfo=UTC), b"\x01\x02abc")
    own = chunks.checksum(b"d" * 16, line)
    others = [
        chunks.checksum(b"e" * 16, line),
        chunks.checksum(b"d" * 16, chunks.Line(8, 3, line.capacity, line.at, line.data)),
        chunks.checksum(b"d" * 16, chunks.Line(7, None, line.capacity, line.at, line.data)),
        chunks.checksum(b"d" * 16, chunks.Line(7, 3, "member:2", line.at, line.data)),
        chunks.checksum(b"d" * 16, chunks.Line(7, 3, line.capacity, line.at + chunks.MICROSECOND, line.data)),
        *(chunks.checksum(b"d" * 16, chunks.Line(7, 3, line.capacity, line.at, bad)) for bad in flipped(line.data)),
    ]
    assert own not in others


def flipped(data):
    return [data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :] for at in range(len(data)) for bit in range(8)]


def test_states_lie_ever_farther_apart_the_further_back():
    kept = []
    for sequence in range(500, 260_001, 500):
        kept.append(sequence)
        gone = snapshots.spare(kept)
        kept = [kept_one for kept_one in kept if kept_one not in gone]
    assert kept[-2:] == [259_500, 260_000]
    assert len(kept) < 35
    # From any line the nearest state before it is near.
    assert all(later - earlier <= 500 + earlier // 4 for earlier, later in pairwise(kept))


@pytest.fixture
def small(monkeypatch):
    """Chunks and states of few lines, so that a short text has many."""
    monkeypatch.setattr(packing, "LINES", 20)
    monkeypatch.setattr(snapshots, "EVERY", 5)


def long_text(edits=130):
    """A document of many lines, and its text after each."""
    chance = random.Random(4)
    document = documents.create_document(kind="test", ops=[{"insert": "Début."}])
    texts = ["", "Début.", "Début.\n"]
    for number in range(edits):
        at = chance.randrange(len(texts[-1]))
        ops = [{"retain": at}, {"insert": chance.choice(["é", "😀 ", f"<{number}>"])}]
        if chance.random() < 0.3 and at > 3:
            ops = [{"retain": at - 2}, {"delete": 1}]
        documents.edit(document.pk, actor=None, ops=ops)
        texts.append(applied(texts[-1], ops))
    assert documents.read_state(document.pk).text == texts[-1]
    return document.pk, texts


@pytest.mark.django_db
def test_a_packed_log_is_the_same_log_and_plays_to_any_point(small):
    document, texts = long_text()
    before = list(lines(document))
    assert packing.pack_all() == 6
    assert list(lines(document)) == before
    assert Update.objects.filter(document_id=document).count() < 20
    assert [history.state_at(document, sequence).text for sequence in range(len(texts))] == texts
    for after, upto in ((0, 5), (19, 21), (3, 90), (118, 132), (131, 132)):
        text = texts[after]
        for step in history.steps(document, after, upto):
            text = applied(text, step.delta)
            assert text == texts[step.sequence]
        assert text == texts[upto]
    assert documents.edit(document, actor=None, ops=[{"insert": "encore "}]) == len(texts)
    assert packing.pack_all() == 0
    assert call("check_documents", "--replay") == "1 documents hold\n"


@pytest.mark.django_db
def test_what_opening_reads_is_not_packed_and_the_tail_stays_short(small, django_assert_max_num_queries):
    document, _ = long_text()
    packing.pack_all()
    oldest_of_latest = Snapshot.objects.order_by("-sequence")[snapshots.LATEST - 1].sequence
    assert Chunk.objects.order_by("-last").first().last <= oldest_of_latest
    with django_assert_max_num_queries(5):
        documents.load(document)


@pytest.mark.django_db
def test_a_heavy_log_is_packed_by_its_bytes(small, monkeypatch):
    monkeypatch.setattr(packing, "WEIGHT", 150)
    document, texts = long_text(30)
    packing.pack_all()
    assert Chunk.objects.count() >= 2
    assert all(chunk.last - chunk.first < 19 for chunk in Chunk.objects.all())
    assert history.state_at(document, 9).text == texts[9]


@pytest.mark.django_db(transaction=True)
def test_F17_two_that_pack_one_document_at_once_have_one_effect(small):
    """Threads with connections of their own, as two processes have; each round ends what the one before left."""
    document, texts = long_text(60)
    before = list(lines(document))
    raised = []
    for _ in range(tries(10, 200)):
        barrier = threading.Barrier(2)

        def pack(barrier=barrier):
            try:
                barrier.wait()
                packing.pack(document)
            except BaseException as error:
                raised.append(error)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=pack) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert list(lines(document)) == before
        # Back to rows, for the next round.
        for line in before:
            Update.objects.get_or_create(
                document_id=document,
                sequence=line.sequence,
                defaults={
                    **{name: value for name, value in vars(line).items() if name != "sequence"},
                    "checksum": chunks.checksum(document.bytes, line),
                },
            )
        firsts = list(Chunk.objects.order_by("first").values_list("first", "last"))
        assert firsts == [(1, 20), (21, 40)]
        Chunk.objects.all().delete()
    assert not raised
    assert history.state_at(document, 33).text == texts[33]


@pytest.mark.django_db
def test_a_chunk_that_the_database_gives_back_otherwise_takes_no_row_with_it(small, monkeypatch):
    document, _ = long_text(60)
    monkeypatch.setattr(Chunk, "refresh_from_db", lambda self: setattr(self, "data", self.data[:-1] + b"x"))
    with pytest.raises(Damaged):
        packing.pack(document)
    assert not Chunk.objects.exists()
    assert Update.objects.filter(document_id=document).count() == Document.objects.get(pk=document).sequence


def call(*arguments):
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def flip(model, pk, column):
    """One bit, as a disk may do it: past the ORM."""
    value = bytes(getattr(model.objects.get(pk=pk), column))
    # A deletion can be as short as that.
    at = min(9, len(value) - 1)
    bad = value[:at] + bytes([value[at] ^ 16]) + value[at + 1 :]
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(model._meta.db_table)
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [bad, pk])


@pytest.mark.django_db
def test_F21_a_damaged_state_is_named_and_the_document_opens_from_the_one_before(small):
    document, texts = long_text()
    packing.pack_all()
    latest = Snapshot.objects.order_by("-sequence").first()
    flip(Snapshot, latest.pk, "state")
    assert documents.read_state(document).text == texts[-1]
    with pytest.raises(CommandError, match=rf"{document}: the state after line {latest.sequence} is damaged$"):
        call("check_documents")
    Snapshot.objects.all().delete()
    assert documents.read_state(document).text == texts[-1], "the log alone gives the text"


@pytest.mark.django_db
def test_F21_a_damaged_chunk_is_named_and_nothing_else_is_lost(small):
    document, texts = long_text()
    packing.pack_all()
    for chunk in Chunk.objects.filter(first__in=(21, 61)):
        flip(Chunk, chunk.pk, "data")
    assert documents.read_state(document).text == texts[-1]
    assert history.state_at(document, 20).text == texts[20]
    assert history.state_at(document, 96).text == texts[96], "from a state behind it"
    with pytest.raises(Damaged, match="chunk of lines 21 to 40"):
        list(history.steps(document, 20, 45))
    with pytest.raises(CommandError) as found:
        call("check_documents")
    assert str(found.value).splitlines() == [
        f"document {document}: the chunk of lines {first} to {first + 19} is damaged" for first in (21, 61)
    ]


@pytest.mark.parametrize("sequence", [50, 132])
@pytest.mark.django_db
def test_F21_a_flipped_bit_of_a_line_is_named_and_the_line_read_as_it_was(small, sequence):
    document, texts = long_text()
    Snapshot.objects.all().delete()
    before = list(lines(document))
    row = Update.objects.get(document_id=document, sequence=sequence)
    flip(Update, row.pk, "data")
    with pytest.raises(CommandError, match=rf"line {sequence} is damaged$"):
        call("check_documents")
    assert list(lines(document)) == before
    assert documents.read_state(document).text == texts[-1]
    Update.objects.filter(pk=row.pk).update(data=row.data, checksum=row.checksum ^ 1 << 7)
    assert list(lines(document)) == before


@pytest.mark.django_db
def test_F21_packing_puts_a_flipped_bit_right(small):
    document, _ = long_text()
    before = list(lines(document))
    flip(Update, Update.objects.get(document_id=document, sequence=50).pk, "data")
    assert packing.pack_all() == 6
    assert list(lines(document)) == before
    assert call("check_documents") == "1 documents hold\n"


@pytest.mark.django_db
def test_F21_a_line_that_is_damaged_beyond_that_or_missing_is_named(small):
    document, _ = long_text()
    row = Update.objects.get(document_id=document, sequence=50)
    Update.objects.filter(pk=row.pk).update(data=bytes(row.data)[::-1])
    with pytest.raises(CommandError, match=r"line 50 is damaged$"):
        call("check_documents")
    assert packing.pack_all() == 2, "what is before it"
    with pytest.raises(Damaged):
        packing.pack(document)
    row.delete()
    with pytest.raises(CommandError, match=r"line 50 is damaged$"):
        call("check_documents")


@pytest.mark.django_db
def test_F21_a_state_that_is_not_what_the_log_gives_is_found_by_replaying(small):
    long_text(40)
    wrong, right = Snapshot.objects.order_by("sequence")[:2]
    Snapshot.objects.filter(pk=wrong.pk).update(state=right.state, digest=right.digest)
    assert call("check_documents") == "1 documents hold\n"
    with pytest.raises(CommandError, match=f"the state after line {wrong.sequence}, which is not what the log gives"):
        call("check_documents", "--replay")

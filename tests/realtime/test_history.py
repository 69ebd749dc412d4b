"""A text at each line of its log, and the steps between: equal to what the log gives when it is read from its start."""

import pytest

from realtime import documents, history
from tests.realtime.test_processes import applied

pytestmark = pytest.mark.django_db


def written():
    """A document of a few lines, and its text after each of them."""
    document = documents.create_document(kind="test", ops=[{"insert": "Début 😀."}])
    texts = ["", "Début 😀.", "Début 😀.\n"]
    for ops in (
        [{"retain": 7}, {"insert": "é"}],
        [{"delete": 3}],
        [{"retain": 1}, {"retain": 2, "attributes": {"bold": True}}],
    ):
        texts.append(applied(texts[-1], ops))
        documents.edit(document.pk, actor=None, ops=ops)
    return document.pk, texts


def test_each_line_has_its_state():
    document, texts = written()
    assert [history.state_at(document, sequence).text for sequence in range(len(texts))] == texts
    last = history.state_at(document, len(texts) - 1)
    now = documents.read_state(document)
    assert (last.sequence, last.text, last.ops) == (now.sequence, now.text, now.ops)
    assert any(op.get("attributes", {}).get("bold") for op in last.ops)
    assert not any(op.get("attributes", {}).get("bold") for op in history.state_at(document, len(texts) - 2).ops)


@pytest.mark.parametrize("after", range(6))
def test_the_steps_after_any_line_lead_from_its_state_to_the_last(after):
    document, texts = written()
    text = texts[after]
    for step in history.steps(document, after):
        assert step.text_length_before == len(text)
        text = applied(text, step.delta)
        assert text == texts[step.sequence]
    assert text == texts[-1]
    assert [step.sequence for step in history.steps(document, 1, 3)] == [2, 3]


def test_a_line_that_is_not_there_is_refused():
    document, texts = written()
    for sequence in (-1, len(texts)):
        with pytest.raises(history.NotInLog):
            history.state_at(document, sequence)

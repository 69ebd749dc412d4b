"""`python -m bench.texts NAME ARGUMENTS`: what a process with our database prepares or measures, told as JSON."""

import json
import random
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

import django

from bench.measuring import in_turns, middle, worst

POINTS = 25


def typed(documents: str, keystrokes: str) -> dict[str, Any]:
    """So many texts, each the outcome of so many keystrokes: as many small pieces as where people wrote them."""
    from pycrdt import Doc, Text

    from bench.site import KIND
    from realtime import documents as store
    from realtime.positions import Mirror
    from tests.realtime.traces import invented, patch

    doc: Doc = Doc()
    text = doc.get("body", type=Text)
    mirror = Mirror()
    for edit in invented(int(keystrokes)).edits:
        with doc.transaction():
            for at, deleted, inserted in edit:
                patch(text, mirror, at, deleted, inserted)
    state = doc.get_update()
    made = []
    for _ in range(int(documents)):
        document = store.create_document(kind=KIND)
        replica = store.load(document.pk)
        change = replica.integrate(state)
        assert change is not None
        store.append(document, replica, [(None, change)])
        made.append(str(document.pk))
    return {"documents": made, "text_bytes": len(mirror.text.encode()), "state_bytes": len(state)}


def kept(document: str) -> dict[str, Any]:
    """What opening and playing a text takes, before and after its log is packed, and how much is stored of it."""
    from pycrdt import Doc, Text

    from realtime import documents, history, lines, packing
    from realtime.models import Chunk, Document, Snapshot, Update

    key = UUID(document)
    sequence = Document.objects.get(pk=key).sequence
    state = documents.read_state(key).state
    updates = [line.data for line in lines.lines(key)]
    chance = random.Random(3)
    points = sorted(chance.randrange(1, sequence + 1) for _ in range(POINTS))

    def bare(*parts: bytes) -> Callable[[], object]:
        def apply() -> object:
            doc: Doc = Doc()
            text = doc.get("body", type=Text)
            for part in parts:
                doc.apply_update(part)
            return str(text)

        return apply

    found: dict[str, Any] = {"lines": sequence, "log_bytes": sum(map(len, updates)), "state_bytes": len(state)}
    begun = time.perf_counter()
    found["chunks"] = packing.pack_all()
    found["pack_s"] = round(time.perf_counter() - begun, 2)
    found["open"] = in_turns({"open": lambda: documents.load(key), "pycrdt-state": bare(state)})
    whole = in_turns({"pycrdt-log": bare(*updates)}, repeats=2)["pycrdt-log"]
    times = []
    for point in points:
        begun = time.perf_counter()
        history.state_at(key, point)
        times.append((time.perf_counter() - begun) * 1000)
    found["state_at"] = {"p50_ms": middle(sorted(times)), "p95_ms": worst(sorted(times)), "log_ms": middle(whole)}
    begun = time.perf_counter()
    played = sum(1 for _ in history.steps(key, max(0, sequence - 2000), sequence))
    found["steps_per_s"] = round(played / (time.perf_counter() - begun))
    rows, chunks, states = (model.objects.filter(document=key) for model in (Update, Chunk, Snapshot))
    found |= {
        "rows": rows.count(),
        "row_bytes": _octets(rows.values_list("data", flat=True)),
        "chunk_bytes": _octets(chunks.values_list("data", flat=True)),
        "states": states.count(),
        "states_bytes": _octets(states.values_list("state", flat=True)),
    }
    return found


def _octets(values: Iterable[bytes]) -> int:
    return sum(len(bytes(value)) for value in values)


if __name__ == "__main__":
    django.setup()
    json.dump({"typed": typed, "kept": kept}[sys.argv[1]](*sys.argv[2:]), sys.stdout)

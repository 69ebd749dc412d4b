"""A document, its log (in rows, and packed), whose client ids are whose, where words come from, states to load from."""

import uuid

from django.db import models


class Document(models.Model):
    """A shared text. `sequence` is that of its latest update; whoever writes holds this row until the commit.

    `Words` holds what was written up to and with line `worded`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    writable = models.BooleanField(default=True)
    sequence = models.PositiveBigIntegerField(default=0)
    worded = models.PositiveBigIntegerField(default=0)
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Update(models.Model):
    """One integrated Yjs update (v1 encoding); never changed, and removed only once a chunk holds it."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="updates")
    sequence = models.PositiveBigIntegerField()
    data = models.BinaryField()
    user_id = models.BigIntegerField(null=True)
    capacity = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    checksum = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "sequence"], name="update_sequence_once")]
        ordering = ["document", "sequence"]

    def __str__(self) -> str:
        return f"{self.document_id}#{self.sequence}"


class Chunk(models.Model):
    """The lines `first` to `last` of a log, packed (realtime/chunks.py). With the rows they are the whole log."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="chunks")
    first = models.PositiveBigIntegerField()
    last = models.PositiveBigIntegerField()
    data = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "first"], name="chunk_once")]
        ordering = ["document", "first"]

    def __str__(self) -> str:
        return f"{self.document_id}#{self.first}-{self.last}"


class ClientBinding(models.Model):
    """Whose a Yjs client id is in a document, written before its first update counts. Without user: the server's."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="bindings")
    client = models.BigIntegerField()
    user_id = models.BigIntegerField(null=True)
    capacity = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "client"], name="client_bound_once")]

    def __str__(self) -> str:
        return f"{self.document_id}/{self.client}"


class Snapshot(models.Model):
    """The whole state after `sequence`, compressed: loading starts here. The log is complete without it."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="snapshots")
    sequence = models.PositiveBigIntegerField()
    state = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "sequence"], name="snapshot_once")]

    def __str__(self) -> str:
        return f"{self.document_id}@{self.sequence}"


class Words(models.Model):
    """What the units `clock` to `end` (excluded) of a client said, also once they are deleted: see contents.py."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="words")
    client = models.BigIntegerField()
    clock = models.PositiveBigIntegerField()
    end = models.PositiveBigIntegerField()
    words = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "client", "clock"], name="words_once")]

    def __str__(self) -> str:
        return f"{self.document_id}/{self.client}:{self.clock}-{self.end}"


class Origin(models.Model):
    """Units that line `sequence` made anew from others (moved, undone, restored): which those were, and which first.

    Whoever wrote the first ones wrote these. Units are (client, clock), `length` of them.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="origins")
    sequence = models.PositiveBigIntegerField()
    client = models.BigIntegerField()
    clock = models.PositiveBigIntegerField()
    length = models.PositiveBigIntegerField()
    from_client = models.BigIntegerField()
    from_clock = models.PositiveBigIntegerField()
    first_client = models.BigIntegerField()
    first_clock = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "client", "clock"], name="origin_once")]
        indexes = [models.Index(fields=["document", "sequence"], name="origin_by_line")]

    def __str__(self) -> str:
        return f"{self.document_id}/{self.client}:{self.clock} from {self.first_client}:{self.first_clock}"

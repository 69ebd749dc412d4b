"""The form of the two files that are counted: each uploaded now, or earlier and carried along by the page."""

import zlib
from base64 import b85decode, b85encode
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from voting.domain.counting_files import LARGEST

RULE, POLL = "rule", "poll"
LONGEST_NAME = 120


@dataclass(frozen=True)
class Given:
    """A file that is sent again; `name` is what its owner called it.

    As text it would grow on its way, since browsers send each line feed of a field as two characters: packed, a file
    that was small enough stays so.
    """

    name: str
    content: bytes

    @property
    def packed(self) -> str:
        return b85encode(zlib.compress(self.content)).decode()


def unpacked(packed: str) -> bytes | None:
    """What was packed, up to a byte more than may be; None where this is not what the page wrote."""
    unpacking = zlib.decompressobj()
    try:
        content = unpacking.decompress(b85decode(packed), LARGEST + 1)
    except (ValueError, zlib.error):
        return None
    return content if unpacking.eof or len(content) > LARGEST else None


class FilesForm(forms.Form):
    """`rule` and `poll` are uploads; `rule_packed`, `rule_name` and so on are what the page carried along."""

    rule = forms.FileField(
        label=gettext_lazy("Rule"),
        help_text=gettext_lazy("A file of the format consult-rule/1."),
        required=False,
        allow_empty_file=True,
    )
    poll = forms.FileField(
        label=gettext_lazy("Poll"),
        help_text=gettext_lazy("A file of the format consult-poll/1."),
        required=False,
        allow_empty_file=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (RULE, POLL):
            self.fields[name].widget.attrs["accept"] = ".json,application/json"
        self._contents: dict[str, tuple[str, bytes]] = {}
        self._refused: set[str] = set()

    def clean(self) -> dict[str, Any]:
        for name in (RULE, POLL):
            upload: UploadedFile | None = self.cleaned_data.get(name)
            if upload is not None:
                # Read by `content`, once it is known to be no larger than it may be.
                self._contents[name] = (upload.name or "", b"")
            elif (carried := unpacked(str(self.data.get(f"{name}_packed", "")))) is not None:
                self._contents[name] = (str(self.data.get(f"{name}_name", "")), carried)
            elif name not in self.errors:
                self.add_error(name, _("Choose a file."))
        return self.cleaned_data

    @property
    def is_too_large(self) -> bool:
        """Both together."""
        return sum(self._size(name) for name in self._contents) > LARGEST

    def content(self, name: str) -> bytes:
        called, content = self._contents[name]
        upload = self.cleaned_data.get(name)
        if upload is not None and not content:
            content = upload.read()
            self._contents[name] = (called, content)
        return content

    def refuse(self, name: str, sentence: str) -> None:
        """What is wrong with this file, which is then not carried along."""
        self._refused.add(name)
        self.add_error(name, sentence)

    def refuse_as_too_large(self) -> None:
        """Tells it of the larger one; neither has been read."""
        larger = max(self._contents, key=self._size)
        self._refused |= {RULE, POLL}
        self.add_error(larger, _("The files are larger than 2.5 MB together. The command line has no limit."))

    @property
    def given(self) -> dict[str, Given]:
        """What the page carries along: the files that nothing is known to be wrong with."""
        return {
            name: Given(called[:LONGEST_NAME], self.content(name))
            for name, (called, _content) in self._contents.items()
            if name not in self._refused
        }

    def slots(self) -> list[tuple[forms.BoundField, Given | None]]:
        """Each field with what stands in it."""
        given = self.given
        return [(self[name], given.get(name)) for name in (RULE, POLL)]

    def _size(self, name: str) -> int:
        upload = self.cleaned_data.get(name)
        return (upload.size or 0) if upload is not None else len(self._contents[name][1])

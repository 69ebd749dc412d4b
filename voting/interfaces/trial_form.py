"""The form of the poll files that a rule is tried on: several at once."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from voting.domain.counting_files import LARGEST
from voting.interfaces.files_form import LONGEST_NAME

MOST_FILES = 20


class Several(forms.FileInput):
    allow_multiple_selected = True


class SeveralField(forms.FileField):
    """Each of the files checked as one is."""

    widget = Several

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = data if isinstance(data, list | tuple) else [data]
        return [file for each in given or [None] if (file := super(SeveralField, self).clean(each, initial))]


class TrialForm(forms.Form):
    """`polls` are uploads of consult-poll/1 or consult-record/1."""

    polls = SeveralField(
        label=gettext_lazy("Files of polls"),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Choose a file.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["polls"].widget.attrs["accept"] = ".json,application/json"
        self.is_too_large = False

    def clean_polls(self) -> list[UploadedFile]:
        files: list[UploadedFile] = self.cleaned_data["polls"]
        if sum(file.size or 0 for file in files) > LARGEST:
            self.is_too_large = True
            raise forms.ValidationError(_("The files are larger than 2.5 MB together. Try fewer at once."))
        if len(files) > MOST_FILES:
            told = _("At most %(count)d files are tried at once.") % {"count": MOST_FILES}
            raise forms.ValidationError(told)
        return files

    def names(self) -> list[str]:
        return [(file.name or "")[:LONGEST_NAME] for file in self.cleaned_data["polls"]]

    def contents(self) -> list[bytes]:
        return [file.read() for file in self.cleaned_data["polls"]]

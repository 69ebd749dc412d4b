"""The page that imports a register: choose the file, see what would become of each row, confirm."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alliance.domain import queries
from alliance.domain.errors import Refused
from alliance.domain.importing import guess_columns, import_partners
from alliance.domain.tables import Table, decode, read_table
from alliance.interfaces.forms.partners import ImportForm
from alliance.interfaces.pages import show
from alliance.interfaces.requests import ActorRequest

LARGEST_FILE = 1_000_000


@require_http_methods(["GET", "HEAD", "POST"])
def partners_import(request: ActorRequest) -> HttpResponse:
    """Each POST shows the report of a dry run, until one confirms. The table travels in the form: nothing is kept."""
    club = queries.present_club(request.actor)
    request.actor.capacity_for("alliance.admit_partners", club)
    assert club is not None
    if request.method != "POST":
        return show(request, "alliance/partners_import.html", {"place": "partners"}, form=ImportForm(club=club))
    upload = request.FILES.get("file")
    if upload and (upload.size or 0) > LARGEST_FILE:
        message = _("The file is larger than 1 MB: cut it into several.")
        return render(request, "422.html", {"fields": {"file": [message]}}, status=413)

    form = ImportForm(request.POST.copy(), request.FILES, club=club)
    is_done = False
    report, table = None, Table([], [])
    try:
        if upload:
            form.data["table"] = decode(upload.read())  # type: ignore[index]
        table = read_table(form.data.get("table", ""))
        columns = form.chosen_columns or guess_columns(table.headings)
        form.show_columns(table.headings, columns)
        if form.is_valid():
            is_done = request.POST.get("confirm") == "yes"
            report = import_partners(
                actor=request.actor,
                club=club,
                table=table,
                columns=columns,
                category=form.category_chosen,
                country=form.cleaned_data["country"],
                admit=form.cleaned_data["admit"],
                accept_homonyms=form.cleaned_data["accept_homonyms"],
                dry_run=not is_done,
            )
    except Refused as refused:
        form.is_valid()
        is_done = False
        for name, sentences in refused.fields.items():
            for sentence in sentences:
                field = "column-name" if name == "columns" else name
                form.add_error(field if field in form.fields else None, sentence)
    context = {"place": "partners", "report": report, "is_done": is_done, "rows": len(table.rows)}
    return show(request, "alliance/partners_import.html", context, form=form)

"""Taking in what a device saved to a file, where nothing else brings it here."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from densach.core.access import access
from densach.core.errors import DomainError
from densach.people.http import Role, person_of, staff

from ..errors import RecordFileTooLong
from ..formats.carried import read_file
from ..forms import RecordsForm
from ..services import carrying
from ..services.carrying import Line, TakenIn
from ..text.verbs import IN_WORDS

MOST_MB = 5  # as it is brought, packed
SHOWN = 200  # events of one person on the page; those that were refused come first
OUTCOMES = {"taken": _("taken in"), "known": _("was here already"), "refused": _("not taken in")}


@dataclass(frozen=True, slots=True)
class Shown:
    """One event in words."""

    line: Line

    @property
    def did(self) -> str:
        """What the person did."""
        return str(IN_WORDS.get(self.line.verb, _("an entry that cannot be read")))

    @property
    def outcome(self) -> str:
        """What became of it."""
        return str(OUTCOMES[self.line.answer.outcome])

    @property
    def why(self) -> str:
        """Why it was not taken in."""
        return self.line.answer.why


@access(staff(Role.TEACHER, Role.ADMINISTRATOR))
@never_cache
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Choose a file; then see, person by person and entry by entry, what became of it."""
    form = RecordsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > MOST_MB * 1_000_000:
                raise RecordFileTooLong(file=file.name, megabytes=MOST_MB)
            taken = carrying.take_in(
                actor=person_of(request),
                parts=read_file(file.read(), name=file.name),
                file_name=file.name,
                at=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error("file", str(refusal))
        else:
            people = [(one, _shown(one)) for one in taken]
            return render(request, "records/carried.html", {"people": people, "shown": SHOWN})
    status = 400 if form.errors else 200
    return render(request, "records/carry.html", {"form": form}, status=status)


def _shown(one: TakenIn) -> list[Shown]:
    order = {"refused": 0, "taken": 1, "known": 2}
    lines = sorted(one.lines, key=lambda line: order[line.answer.outcome])
    return [Shown(line) for line in lines[:SHOWN]]

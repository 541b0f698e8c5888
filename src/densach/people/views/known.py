"""“Của tôi”: what the program knows of a person, to read, to take along, to delete.

For the person, and for who answers for a child.
"""

import tempfile

from django.contrib import messages
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
)
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from densach.core.access import access, signed_in
from densach.people.http import person_of
from densach.people.models import Person
from densach.people.permissions import is_guardian
from densach.people.queries import known
from densach.people.queries.parts import part_named, parts
from densach.people.queries.taking_along import tables, write

IN_MEMORY = 4_000_000  # bytes; what is longer waits on the disk


@access(signed_in)
@never_cache
@require_http_methods(["GET", "POST"])
def known_about(request: HttpRequest, username: str = "") -> HttpResponse:
    """Part by part: what, why, how long; `?dang=json` to take along. POST deletes (`part`, `thing`)."""
    actor, person = person_of(request), _person_or_404(request, username)
    if request.method == "POST":
        return _delete(request, actor, person)
    about = known.known_about(person)
    if request.GET.get("dang") == "json":
        answer = JsonResponse(
            about.as_json(), json_dumps_params={"ensure_ascii": False, "indent": 2}
        )
        answer["Content-Disposition"] = f'attachment; filename="densach-{person.username}.json"'
        return answer
    lines = [
        (part, part.counted(person), part.things(person) if part.things else []) for part in parts()
    ]
    context = {
        "known": about,
        "lines": lines,
        "person": person,
        "is_me": actor.pk == person.pk,
        "wards": about.wards if actor.pk == person.pk else [],
    }
    return render(request, "people/known.html", context)


@access(signed_in)
@never_cache
@require_safe
def take_along(request: HttpRequest, username: str = "") -> HttpResponseBase:
    """Everything as one zip, made while it is asked for."""
    person = _person_or_404(request, username)
    about, at = known.known_about(person), timezone.now()
    context = {"known": about, "person": person, "tables": tables(about), "at": at}
    page = render_to_string("people/known_file.html", context, request)
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    write(file, known=about, page=page)
    file.seek(0)
    name = f"densach-{person.username}-{timezone.localdate(at)}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


def _person_or_404(request: HttpRequest, username: str) -> Person:
    """The person themselves, or a child for whom they answer; others are not even there."""
    actor = person_of(request)
    if not username:
        return actor
    person = Person.objects.filter(username=username).first()
    if person is None or not (person.pk == actor.pk or is_guardian(actor, person)):
        raise Http404
    return person


def _delete(request: HttpRequest, actor: Person, person: Person) -> HttpResponse:
    name, thing = request.POST.get("part", ""), request.POST.get("thing", "")
    part = part_named(name)
    if part is None or part.wipe is None:
        raise Http404
    try:
        count = part.wipe(actor=actor, person=person, thing=thing, at=timezone.now())
    except ValueError as error:
        raise Http404 from error
    done = ngettext("%(count)d entry is deleted.", "%(count)d entries are deleted.", count)
    messages.success(
        request, done % {"count": count} if count else _("Nothing was left to delete.")
    )
    if actor.pk == person.pk:
        return redirect("people:known")
    return redirect("people:known_ward", person.username)

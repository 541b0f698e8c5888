"""Keys of programs: made, shown once, ended, by whoever runs the installation."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from densach.core.access import access
from densach.core.errors import DomainError
from densach.people.http import person_of, public_address, viewer_of
from densach.records.forms import KeyForm
from densach.records.models import Client
from densach.records.permissions import can_keep_keys
from densach.records.queries import clients as queries
from densach.records.services import clients

A_PAGE = 50


def keepers(request: HttpRequest) -> bool:
    """Who may keep keys of programs."""
    person = viewer_of(request)
    return person is not None and can_keep_keys(person)


@access(keepers)
@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    """All keys, a page of them."""
    page = Paginator(queries.clients(), A_PAGE).get_page(request.GET.get("page"))
    rows = [(client, queries.scopes_of(client)) for client in page]
    return render(request, "records/keys.html", {"rows": rows, "page": page})


@access(keepers)
@never_cache
@require_http_methods(["GET", "POST"])
def new_key(request: HttpRequest) -> HttpResponse:
    """Make a key. A POST that answers with the page itself: the secret is known only now."""
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            client, secret = clients.make_client(
                actor=person_of(request), at=timezone.now(), **form.cleaned_data
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            addresses = [public_address(request, path) for path in ("/xapi/", "/xapi/1.0.3/")]
            context = {"client": client, "secret": secret, "addresses": addresses}
            return render(request, "records/key_made.html", context)
    status = 400 if form.errors else 200
    return render(request, "records/key_form.html", {"form": form}, status=status)


@access(keepers)
@require_GET
def key(request: HttpRequest, pk: int) -> HttpResponse:
    """One key: what it may do, since when, and the button that ends it."""
    client = get_object_or_404(queries.clients(), pk=pk)
    context = {"client": client, "scopes": queries.scopes_of(client)}
    return render(request, "records/key.html", context)


@access(keepers)
@require_POST
def end_key(request: HttpRequest, pk: int) -> HttpResponse:
    """The key opens nothing any more."""
    client = get_object_or_404(Client, pk=pk)
    clients.end_client(actor=person_of(request), client=client, at=timezone.now())
    messages.success(request, _("The key of “%(name)s” is ended.") % {"name": client.name})
    return redirect("records:keys")

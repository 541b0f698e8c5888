"""What this room shows on pages of the library."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from densach.library.models import Shelf, Work
from densach.library.permissions import can_catalogue
from densach.people.http import viewer_of

from ..queries.reviews import voices_of


def reviews_of_work(request: Any, work: Work) -> str:
    """The newest reviews below a work, and the way to write one."""
    assert isinstance(request, HttpRequest)
    viewer = viewer_of(request)
    context = {"work": work, "voices": voices_of(work, viewer=viewer), "viewer": viewer}
    return render_to_string("community/_reviews.html", context, request=request)


def stall_of_shelf(request: Any, shelf: Shelf) -> str:
    """For librarians, below a shelf's text: lay it out."""
    viewer = viewer_of(request)
    if viewer is None or not can_catalogue(viewer, shelf.organization):
        return ""
    return render_to_string("community/_lay_out.html", {"shelf": shelf}, request=request)

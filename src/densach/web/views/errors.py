"""Calm pages for what went wrong: what, and what to do now. Fragments and JSON get the same words."""

from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _

from densach.core.errors import DomainError
from densach.core.http import problem_json, wants_fragment

TOO_BIG = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 when too much was sent at once."""
    if isinstance(exception, TOO_BIG):
        return too_large(request)
    return _page(
        request,
        HTTPStatus.BAD_REQUEST,
        _("This address or form cannot be read"),
        _("A part of it is missing or damaged. Go back, check what you typed, and send it again."),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """403: signed in, but this is for others."""
    return _page(
        request,
        HTTPStatus.FORBIDDEN,
        _("This page is for other people's work"),
        _("Your account has no right to it. Ask your administrator if you need it."),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """404: also for what exists but is hidden from the viewer."""
    return _page(
        request,
        HTTPStatus.NOT_FOUND,
        _("There is nothing at this address"),
        _("It may have moved or been taken away, or a letter is missing. Search for it below."),
    )


def too_large(request: HttpRequest) -> HttpResponse:
    """413: nothing of it was kept."""
    return _page(
        request,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        _("That is too much at once"),
        _("Nothing was kept. Send fewer files, or put them into a folder and let the server's "
          "administrator run “densach import”."),
    )  # fmt: skip


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403: a form that is too old, or a browser without cookies."""
    return _page(
        request,
        HTTPStatus.FORBIDDEN,
        _("This form was open for too long"),
        _("Nothing was changed. Go back, reload the page, and send the form again. "
          "The browser must accept cookies."),
    )  # fmt: skip


def server_error(request: HttpRequest) -> HttpResponse:
    """500: rendered without database, because that may be what failed."""
    heading = _("Something broke on our side")
    advice = _("It is not your fault, and what you wrote before is kept. Try again in a minute; "
               "if it stays, tell the library's administrator what you were doing.")  # fmt: skip
    if wants_fragment(request):
        return _fragment(request, HTTPStatus.INTERNAL_SERVER_ERROR, heading, advice)
    context = {"heading": heading, "advice": advice, "language": _language(request)}
    text = loader.get_template("web/broken.html").render(context)
    return HttpResponse(text, status=HTTPStatus.INTERNAL_SERVER_ERROR)


def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The sentence of a rule that said no, where no form shows it."""
    if "application/json" in request.headers.get("Accept", ""):
        return problem_json(error)
    heading = str(error.message) % error.facts
    response = _page(request, HTTPStatus(error.status), heading, str(error.advice) % error.facts)
    if seconds := error.facts.get("seconds"):
        response.headers["Retry-After"] = str(seconds)
    return response


def _page(request: HttpRequest, status: HTTPStatus, heading: str, advice: str) -> HttpResponse:
    accepts = request.headers.get("Accept", "")
    if accepts.startswith("application/json"):
        return JsonResponse({"title": heading, "detail": advice, "status": status}, status=status)
    if wants_fragment(request):
        return _fragment(request, status, heading, advice)
    context = {"heading": heading, "advice": advice, "status": status.value}
    return render(request, "web/refused.html", context, status=status)


def _fragment(request: HttpRequest, status: HTTPStatus, heading: str, advice: str) -> HttpResponse:
    context = {"tone": "stop", "title": heading, "text": advice}
    return render(request, "components/note.html", context, status=status)


def _language(request: HttpRequest) -> str:
    return getattr(request, "LANGUAGE_CODE", "vi")

"""Django says that somebody signed in or out: their list of devices follows."""

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest  # noqa: TID251 - the signals of sign-in carry a request
from django.utils import timezone

from .models import Person
from .services import sessions


@receiver(user_logged_in)
def remember_device(sender: object, request: HttpRequest, user: object, **_others: object) -> None:  # noqa: ARG001
    """One line in the person's list of devices."""
    if not isinstance(user, Person):
        return
    if not request.session.session_key:
        request.session.save()
    key = request.session.session_key
    assert key is not None, "a saved session has a key"
    sessions.note_session(
        person=user,
        session_key=key,
        user_agent=request.META.get("HTTP_USER_AGENT", ""),
        home=getattr(request, "densach_home", None),
        at=timezone.now(),
    )


@receiver(user_logged_out)
def forget_device(sender: object, request: HttpRequest, user: object, **_others: object) -> None:  # noqa: ARG001
    """The line goes."""
    if user is not None and request.session.session_key:
        sessions.forget_session(session_key=request.session.session_key)

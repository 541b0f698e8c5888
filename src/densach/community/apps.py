"""Django's entry to the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunityConfig(AppConfig):
    name = "densach.community"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what acts mean, what is known of people, and show reviews on pages of works."""
        from densach.core import audit, slots
        from densach.people.queries import add_part

        from .queries import told
        from .views import parts

        audit.describe(
            {
                "community.review_decided": _("decided on a review of “%(subject)s”"),
                "community.post_decided": _("decided on a post in “%(subject)s”"),
                "community.club_founded": _("founded the club “%(subject)s”"),
                "community.club_changed": _("changed the club “%(subject)s”"),
                "community.club_closed": _("closed the club “%(subject)s”"),
                "community.challenge_set": _("set the challenge “%(subject)s”"),
                "community.challenge_ended": _("ended the challenge “%(subject)s”"),
                "community.exhibition_set_up": _("set up the exhibition “%(subject)s”"),
                "community.exhibition_taken_down": _("took down the exhibition “%(subject)s”"),
            }
        )
        add_part("reviews", _("Reviews"), told.reviews)
        add_part("clubs", _("Clubs and what was said there"), told.clubs)
        add_part("challenges", _("Reading challenges"), told.challenges)
        slots.fill("library.work", parts.reviews_of_work)
        slots.fill("library.shelf", parts.stall_of_shelf)

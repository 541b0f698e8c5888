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
        from .services.wiping import wipe_posts, wipe_reviews
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
        add_part(
            "reviews", _("Reviews"), told.reviews, things=told.reviews_made, wipe=wipe_reviews,
            why=_("They help others to choose a book."), kept=told.KEPT,
            wipe_label=_("Delete all my reviews"),
        )  # fmt: skip
        add_part(
            "clubs", _("Clubs and what was said there"), told.clubs, things=told.posts_made,
            why=_("You read and talk with the others of the club."), wipe=wipe_posts,
            kept=_("Until you leave the club or take your words back, or a year after the club was closed."),
            wipe_label=_("Delete all I said in clubs"),
        )  # fmt: skip
        add_part(
            "challenges", _("Reading challenges"), told.challenges,
            why=_("What you read counts towards the common goal; others see the sum only."),
            kept=_("Until you take part no longer."),
        )  # fmt: skip
        slots.fill("library.work", parts.reviews_of_work)
        slots.fill("library.shelf", parts.stall_of_shelf)

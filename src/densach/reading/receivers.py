"""What happens to books changes where people are in them."""

from collections.abc import Callable
from uuid import UUID

from django.dispatch import receiver

from densach.library.signals import edition_renewed

from .services.following import follow_release


@receiver(edition_renewed)
def follow(
    edition_id: UUID, follow: Callable[[str, int], tuple[str, int]], **_others: object
) -> None:
    """Readers of a book that was renewed find themselves at the same words."""
    follow_release(edition_id=edition_id, follow=follow)

"""What this room knows of a person, told to that person."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from densach.people.models import Person
from densach.people.queries.parts import Thing

from ..models import ChallengeMember, ClubMember, ClubPost

KEPT = _("As long as the account lives, or until you delete it.")
MOST_THINGS = 50
LETTERS = 80


def reviews_made(person: Person) -> list[Thing]:
    """The newest reviews, to be deleted one by one. One query."""
    rows = person.reviews.select_related("work").order_by("-updated_at")[:MOST_THINGS]
    return [Thing(str(row.pk), row.work.title, row.text[:LETTERS]) for row in rows]


def posts_made(person: Person) -> list[Thing]:
    """The newest words said in clubs, to be deleted one by one. One query."""
    rows = (
        ClubPost.objects.filter(person=person).select_related("club").order_by("-created_at", "-pk")
    )
    return [Thing(str(row.pk), row.club.name, row.text[:LETTERS]) for row in rows[:MOST_THINGS]]


def reviews(person: Person) -> list[dict[str, Any]]:
    """What they said of works. One query."""
    rows = person.reviews.select_related("work").order_by("created_at")
    return [
        {
            "title": row.work.title,
            "stars": row.stars,
            "words": row.text,
            "state": row.state,
            "at": row.created_at.isoformat(),
        }
        for row in rows
    ]


def clubs(person: Person) -> list[dict[str, Any]]:
    """The clubs they are in and what they said there. Two queries."""
    rows = ClubMember.objects.filter(person=person).select_related("club").order_by("joined_at")
    posts = ClubPost.objects.filter(person=person).select_related("club").order_by("created_at")
    return [
        *({"club": row.club.name, "at": row.joined_at.isoformat()} for row in rows),
        *(
            {
                "club": post.club.name,
                "words": post.text,
                "state": post.state,
                "at": post.created_at.isoformat(),
            }
            for post in posts
        ),
    ]


def challenges(person: Person) -> list[dict[str, Any]]:
    """The challenges they take part in. One query."""
    rows = ChallengeMember.objects.filter(person=person).select_related("challenge")
    return [
        {"challenge": row.challenge.title, "at": row.joined_at.isoformat()}
        for row in rows.order_by("joined_at")
    ]

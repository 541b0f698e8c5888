"""Reads about people, organisations, administrative units and the log."""

from densach.people.permissions import path_covers, paths_of, roles_of, under

from .belonging import (
    audience_terms,
    holds_any,
    installation,
    organizations_where,
    premises,
)
from .known import known_about
from .parts import add_part
from .units import UnitHit, units_meant, units_named

__all__ = [
    "UnitHit",
    "add_part",
    "audience_terms",
    "holds_any",
    "installation",
    "known_about",
    "organizations_where",
    "path_covers",
    "paths_of",
    "premises",
    "roles_of",
    "under",
    "units_meant",
    "units_named",
]

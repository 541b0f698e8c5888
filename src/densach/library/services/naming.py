"""Slugs, keys and agents: how works and people are named in addresses and found again."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Model
from django.utils.text import slugify

from densach.search.text import fold_key, name_key

from ..models import Agent, Subject

SLUG_LETTERS = 80


def slug_of(text: str) -> str:
    """`Truyện Kiều` → `truyen-kieu`; at least one letter, at most SLUG_LETTERS."""
    return slugify(fold_key(text))[:SLUG_LETTERS].strip("-") or "khong-ten"


def free_slugs(model: type[Model], wanted: Sequence[str]) -> list[str]:
    """A slug nobody has for each of `wanted`, in order: `kieu`, `kieu-2`, … One query at least."""
    stems = list(dict.fromkeys(wanted))
    taken = set(model._default_manager.filter(slug__in=stems).values_list("slug", flat=True))
    found = []
    for stem in wanted:
        slug, turn = stem, 1
        while slug in taken:
            turn = _next_turn(model, stem, turn, taken)
            slug = f"{stem}-{turn}"
        taken.add(slug)
        found.append(slug)
    return found


def _next_turn(model: type[Model], stem: str, turn: int, taken: set[str]) -> int:
    """The next number behind `stem`; asks the database once, then counts."""
    if turn == 1:
        begun = model._default_manager.filter(slug__startswith=f"{stem}-")
        taken.update(begun.values_list("slug", flat=True)[:5000])
    return turn + 1


def agents_named(names: Iterable[tuple[str, str]], *, at: datetime) -> dict[str, Agent]:
    """Agents for (name, sort name) pairs by their key, made where they are missing.

    Where several have the key (An and Ân), the one spelled alike is taken, else the oldest.
    """
    wanted = {name_key(name): (name, sort) for name, sort in names if name_key(name)}
    found: dict[str, Agent] = {}
    for agent in Agent.objects.filter(key__in=list(wanted)).order_by("created_at", "slug"):
        if agent.key not in found or _spelling(agent.name) == _spelling(wanted[agent.key][0]):
            found[agent.key] = agent
    missing = [key for key in wanted if key not in found]
    slugs = free_slugs(Agent, [slug_of(wanted[key][0]) for key in missing])
    for key, slug in zip(missing, slugs, strict=True):
        name, sort = wanted[key]
        found[key] = Agent(
            name=name[:300],
            sort_name=sort[:300],
            key=key[:300],
            slug=slug,
            created_at=at,
            updated_at=at,
        )
    Agent.objects.bulk_create([found[key] for key in missing])
    return found


def agent_spelled(agent: Agent, name: str, *, at: datetime) -> Agent:
    """The agent whom a cataloguer means who wrote `name`; its key is that of `agent`.

    One that is spelled so; else `agent` itself, which gets the new spelling while no work names it
    any more; else a new one, since another person may be called almost the same.
    """
    if _spelling(agent.name) == _spelling(name):
        return agent
    for other in Agent.objects.filter(key=agent.key):
        if _spelling(other.name) == _spelling(name):
            return other
    if agent.works.exists():
        (slug,) = free_slugs(Agent, [slug_of(name)])
        return Agent.objects.create(
            name=name[:300], key=agent.key, slug=slug, created_at=at, updated_at=at
        )
    agent.name, agent.sort_name, agent.updated_at = name[:300], "", at
    agent.save(update_fields=["name", "sort_name", "updated_at"])
    return agent


def _spelling(name: str) -> list[str]:
    """The words of a name with their marks, in any order: `Verne, Jules` is `Jules Verne`."""
    plain = unicodedata.normalize("NFC", name).replace(",", " ")
    return sorted(plain.casefold().split())


def subjects_named(names: Iterable[str]) -> dict[str, Subject]:
    """Subjects for headings by their key, made where they are missing."""
    wanted = {fold_key(name)[:255]: name.strip()[:255] for name in names if fold_key(name)}
    found = {subject.key: subject for subject in Subject.objects.filter(key__in=list(wanted))}
    missing = [key for key in wanted if key not in found]
    slugs = free_slugs(Subject, [slug_of(wanted[key]) for key in missing])
    Subject.objects.bulk_create(
        [Subject(name=wanted[k], key=k, slug=s) for k, s in zip(missing, slugs, strict=True)],
        ignore_conflicts=True,
    )
    found.update({s.key: s for s in Subject.objects.filter(key__in=missing)} if missing else {})
    return found

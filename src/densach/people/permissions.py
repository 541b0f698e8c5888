"""Who may see and change persons, organisations and what they did.

Children first: a pupil is seen by herself, her guardians, the teachers of her own classes and the
administrators of her school or of an organisation above it. Nobody else, not even by searching.
Guardians are seen by themselves and by who looks after, or teaches, every child of theirs.
Staff are seen by themselves and by those administrators. Each predicate has a queryset face.

A role holds for its organisation and all under it, but for teachers: being a teacher of the school
opens only the classes where the role is held in the class itself.
"""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from .models import Device, DeviceKey, Guardianship, Membership, Organization, Person

Role = Membership.Role

# May look after people and places under them.
KEEPERS = (Role.ADMINISTRATOR,)
# Whoever can use power with a stolen account is reset only by those who stand above all of it.
POWERFUL = (Role.TEACHER, Role.LIBRARIAN, Role.OFFICER, Role.MANAGER, Role.ADMINISTRATOR)


def roles_of(person: Person) -> list[tuple[str, str]]:
    """(role, path of the organisation) for each role held now. One query, kept on the instance."""
    kept: list[tuple[str, str]] | None = getattr(person, "_roles", None)
    if kept is None:
        kept = list(
            Membership.objects.filter(
                person=person, ended_at__isnull=True, organization__closed_at__isnull=True
            ).values_list("role", "organization__path")
        )
        person._roles = kept  # type: ignore[attr-defined]  # noqa: SLF001 - a cache for one request
    return kept


def paths_of(person: Person, roles: Collection[str]) -> list[str]:
    """The paths where `person` holds one of `roles`; paths under another of them are left out."""
    paths = sorted({path for role, path in roles_of(person) if role in roles})
    return [
        path
        for path in paths
        if not any(path != other and path.startswith(other) for other in paths)
    ]


def path_covers(person: Person, roles: Collection[str], organization: Organization) -> bool:
    """Whether `person` holds one of `roles` in `organization` or above it."""
    if person.is_superuser and person.is_active:
        return True
    return person.is_active and any(
        organization.path.startswith(path) for path in paths_of(person, roles)
    )


def under(paths: Collection[str], field: str = "path") -> Q:
    """The rows whose `field` (a path) lies at or under one of `paths`."""
    found = Q(pk__in=[])
    for path in paths:
        found |= Q(**{f"{field}__startswith": path})
    return found


# Organisations


def can_manage(actor: Person, organization: Organization) -> bool:
    """Rename it, close it, make parts of it, look after its people."""
    return path_covers(actor, KEEPERS, organization)


def managed_by(actor: Person) -> Q:
    """The organisations for which `can_manage` is true."""
    if not actor.is_active:
        return Q(pk__in=[])
    return Q() if actor.is_superuser else under(paths_of(actor, KEEPERS))


def can_found_root(actor: Person) -> bool:
    """Make an organisation that stands under none: only who runs the installation."""
    return actor.is_active and actor.is_superuser


# Persons


def can_see(actor: Person, person: Person) -> bool:
    """Whether `actor` may see the page of `person` and their name in a list."""
    return Person.objects.filter(seen_by(actor), pk=person.pk).exists()


def seen_by(actor: Person) -> Q:
    """The persons for whom `can_see` is true."""
    if not actor.is_active:
        return Q(pk__in=[])
    if actor.is_superuser:
        return Q()
    return Q(pk=actor.pk) | _kept_by(actor) | _taught_by(actor) | _warded_by(actor)


def can_change(actor: Person, person: Person) -> bool:
    """Correct the name and other facts of `person`: an administrator who stands above them.

    For people who hold power elsewhere too it takes somebody above all of it: else a school could
    take over the account of an officer who also teaches there.
    """
    if not actor.is_active or actor.is_superuser:
        return actor.is_active
    if person.is_superuser:
        return False
    return Person.objects.filter(changed_by(actor), pk=person.pk).exists()


def changed_by(actor: Person) -> Q:
    """The persons for whom `can_change` is true."""
    if not actor.is_active:
        return Q(pk__in=[])
    if actor.is_superuser:
        return Q()
    paths = paths_of(actor, KEEPERS)
    elsewhere = _active().filter(person=OuterRef("pk"), role__in=POWERFUL)
    elsewhere = elsewhere.exclude(under(paths, "organization__path"))
    return _kept_by(actor) & Q(is_superuser=False) & ~Q(Exists(elsewhere))


def can_hand_card(actor: Person, person: Person) -> bool:
    """Print a sign-in card: who may change the person, and teachers for the pupils they teach."""
    if can_change(actor, person):
        return True
    return actor.is_active and Person.objects.filter(carded_by(actor), pk=person.pk).exists()


def carded_by(actor: Person) -> Q:
    """The persons for whom `can_hand_card` is true."""
    if not actor.is_active:
        return Q(pk__in=[])
    if actor.is_superuser:
        return Q()  # an empty Q vanishes in an “or”, so it must stand alone
    powerful = _active().filter(person=OuterRef("pk"), role__in=POWERFUL)
    pupils = _taught_by(actor) & Q(is_superuser=False) & ~Q(Exists(powerful))
    return changed_by(actor) | pupils


def teaches(actor: Person, organization: Organization) -> bool:
    """Whether `actor` is a teacher of this very class."""
    return (
        actor.is_active
        and organization.kind == Organization.Kind.CLASS
        and (Role.TEACHER, organization.path) in roles_of(actor)
    )


def can_erase(actor: Person, person: Person) -> bool:
    """Delete somebody's account and data: who may change them, and the person without roles."""
    if can_change(actor, person):
        return actor.pk != person.pk or not roles_of(person)
    return actor.pk == person.pk and not person.is_superuser and not roles_of(person)


def can_ask_erasure(actor: Person, person: Person) -> bool:
    """Ask for it: the person, or a guardian of a child."""
    return actor.pk == person.pk or is_guardian(actor, person)


def is_guardian(actor: Person, person: Person) -> bool:
    """Whether `actor` answers for the child `person` now."""
    return Guardianship.objects.filter(
        guardian=actor, child=person, ended_at__isnull=True, guardian__is_active=True
    ).exists()


def can_read_log(actor: Person) -> bool:
    """See what staff did under the organisations one administers."""
    return actor.is_active and (actor.is_superuser or bool(paths_of(actor, KEEPERS)))


def _active() -> QuerySet[Membership]:
    return Membership.objects.filter(ended_at__isnull=True)


def _kept_by(actor: Person) -> Q:
    """Who belongs under the actor's places, and guardians all of whose children do."""
    paths = paths_of(actor, KEEPERS)
    if not paths:
        return Q(pk__in=[])
    held = _active().filter(under(paths, "organization__path"), person=OuterRef("pk"))
    return Q(Exists(held)) | _guardians_of(_active().filter(under(paths, "organization__path")))


def _guardians_of(memberships: QuerySet[Membership]) -> Q:
    """People without any role who answer for children, each of whom holds one of `memberships`.

    Parents stand in no organisation, so whoever looks after all their children looks after them. A
    child in another school, or a role of their own, takes them out of these hands.
    """
    ties = Guardianship.objects.filter(guardian=OuterRef("pk"), ended_at__isnull=True)
    children = memberships.filter(person=OuterRef("child"))
    of_others = ties.filter(~Exists(children))
    has_role = _active().filter(person=OuterRef("pk"))
    return Q(Exists(ties)) & ~Q(Exists(of_others)) & ~Q(Exists(has_role)) & Q(is_superuser=False)


def _taught_by(actor: Person) -> Q:
    """Learners of the classes in which `actor` teaches, and guardians all of whose children are."""
    paths = [path for role, path in roles_of(actor) if role == Role.TEACHER]
    if not paths:
        return Q(pk__in=[])
    taught = _active().filter(
        organization__kind=Organization.Kind.CLASS,
        organization__path__in=paths,
        role=Role.LEARNER,
    )
    return Q(Exists(taught.filter(person=OuterRef("pk")))) | _guardians_of(taught)


def _warded_by(actor: Person) -> Q:
    wards = Guardianship.objects.filter(guardian=actor, child=OuterRef("pk"), ended_at__isnull=True)
    return Q(Exists(wards))


def keeps(actor: Person, person: Person) -> bool:
    """Whether `actor` administers an organisation to which `person` belongs."""
    if not actor.is_active or actor.is_superuser:
        return actor.is_active
    return Person.objects.filter(_kept_by(actor), pk=person.pk).exists()


# Class cards and PINs: for people without power over others, by who looks after them


def without_power() -> Q:
    """People who cannot see or change others by a role: whom a card or PIN alone may let in."""
    powerful = _active().filter(person=OuterRef("pk"), role__in=POWERFUL)
    return Q(is_superuser=False) & ~Q(Exists(powerful))


def needs_password(person: Person) -> bool:
    """Whether a PIN or a class card does not suffice, since `person` can see or change others."""
    return person.is_superuser or any(role in POWERFUL for role, _path in roles_of(person))


def can_hand_class_card(actor: Person, person: Person) -> bool:
    """Print or end the class card of `person`."""
    return actor.is_active and Person.objects.filter(class_carded_by(actor), pk=person.pk).exists()


def class_carded_by(actor: Person) -> Q:
    """The persons for whom `can_hand_class_card` is true."""
    return without_power() & carded_by(actor)


def can_set_pin(actor: Person, person: Person) -> bool:
    """Set or take away a PIN: everybody their own, guardians, who may print the class card."""
    if actor.pk == person.pk:
        return actor.is_active
    return actor.is_active and Person.objects.filter(pinned_by(actor), pk=person.pk).exists()


def pinned_by(actor: Person) -> Q:
    """The others for whom `can_set_pin` is true."""
    return without_power() & (class_carded_by(actor) | _warded_by(actor))


# Devices


def can_end_device(actor: Person, device: Device) -> bool:
    """End a lost device: who administers its school, or may print a card for somebody at home there."""
    return actor.is_active and Device.objects.filter(ended_by(actor), pk=device.pk).exists()


def ended_by(actor: Person) -> Q:
    """The devices for which `can_end_device` is true."""
    if not actor.is_active:
        return Q(pk__in=[])
    if actor.is_superuser:
        return Q()
    people = Person.objects.filter(carded_by(actor)).exclude(pk=actor.pk)
    homes = DeviceKey.objects.filter(
        device=OuterRef("pk"), ended_at__isnull=True, person__in=people
    )
    return under(paths_of(actor, KEEPERS), "organization__path") | Q(Exists(homes))


def can_name_device(actor: Person, device: Device) -> bool:
    """Name a device: who is at home there, and who may end it."""
    at_home = DeviceKey.objects.filter(device=device, person=actor, ended_at__isnull=True)
    return actor.is_active and (at_home.exists() or can_end_device(actor, device))

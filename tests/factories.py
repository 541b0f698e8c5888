"""One plain factory per model. Rows come out complete and valid; say only what the test is about."""

from datetime import UTC, datetime

import factory

from densach.library.models import Edition, Shelf, Work
from densach.people.models import AdminUnit, Guardianship, Membership, Organization, Person
from densach.people.text import sort_key
from densach.search.text import fold_key

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 8 in the morning in Việt Nam
PASSWORD = "đèn dầu soi sách"


class AdminUnitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AdminUnit
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"{90000 + n}")
    name = factory.Sequence(lambda n: f"Suối Mây {n}")
    full_name = factory.LazyAttribute(lambda unit: f"Xã {unit.name}")
    name_key = factory.LazyAttribute(lambda unit: fold_key(unit.name))
    level = AdminUnit.Level.COMMUNE


class OrganizationFactory(factory.django.DjangoModelFactory):
    """A root organisation; `parent=` puts it under another one, with the right path."""

    class Meta:
        model = Organization

    number = factory.Sequence(lambda n: 100_000 + n)
    name = factory.Sequence(lambda n: f"Trường {n}")
    name_key = factory.LazyAttribute(lambda organization: fold_key(organization.name))
    kind = Organization.Kind.SCHOOL
    parent = None
    created_at = updated_at = MONDAY

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        organization = model_class(*args, **kwargs)
        above = organization.parent.path if organization.parent else ""
        organization.path = f"{above}{organization.pk.hex}/"
        organization.save(force_insert=True)
        return organization


class PersonFactory(factory.django.DjangoModelFactory):
    """Somebody without a role or password; `password=True` gives them PASSWORD."""

    class Meta:
        model = Person

    username = factory.Sequence(lambda n: f"nguoi.{n}")
    full_name = "Nguyễn Văn An"
    name_key = factory.LazyAttribute(lambda person: fold_key(person.full_name))
    sort_key = factory.LazyAttribute(lambda person: sort_key(person.full_name))
    created_at = updated_at = MONDAY

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        password = kwargs.pop("password", False)
        person = model_class(*args, **kwargs)
        if password:
            person.set_password(PASSWORD if password is True else password)
        else:
            person.set_unusable_password()
        person.save(force_insert=True)
        return person


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    person = factory.SubFactory(PersonFactory)
    organization = factory.SubFactory(OrganizationFactory)
    role = Membership.Role.LEARNER
    created_at = updated_at = MONDAY


class GuardianshipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Guardianship

    guardian = factory.SubFactory(PersonFactory)
    child = factory.SubFactory(PersonFactory)
    created_at = updated_at = MONDAY


def person_with(role, organization=None, **facts):
    """Somebody who holds `role` in `organization` (a school of its own, if not given)."""
    person = PersonFactory(**facts)
    MembershipFactory(person=person, role=role, organization=organization or OrganizationFactory())
    return person


class WorkFactory(factory.django.DjangoModelFactory):
    """A work of no organisation, without edition, as a record alone."""

    class Meta:
        model = Work

    number = factory.Sequence(lambda n: 5_000_000 + n)
    slug = factory.Sequence(lambda n: f"tac-pham-{n}")
    title = factory.Sequence(lambda n: f"Tác phẩm {n}")
    title_key = factory.LazyAttribute(lambda work: fold_key(work.title))
    created_at = updated_at = MONDAY


class EditionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Edition

    work = factory.SubFactory(WorkFactory)
    created_at = updated_at = MONDAY


class ShelfFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Shelf

    title = factory.Sequence(lambda n: f"Kệ {n}")
    slug = factory.Sequence(lambda n: f"ke-{n}")
    created_at = updated_at = MONDAY

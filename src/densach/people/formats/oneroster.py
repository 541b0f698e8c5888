"""OneRoster 1.1 CSV (1EdTech): a zip of tables that pupil information systems give out."""

import csv
import io
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator

from .rosters import Line
from .tables import UnreadableTable, decoded

_ROLES = {
    "student": "LEARNER",
    "teacher": "TEACHER",
    "aide": "TEACHER",
    "administrator": "ADMINISTRATOR",
}
_LARGEST = 50 * 1024 * 1024  # bytes of one table, unpacked

Row = dict[str, str]


def is_oneroster(content: bytes) -> bool:
    """Whether `content` is a zip with the table of users."""
    if not content.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as bundle:
            return "users.csv" in bundle.namelist()
    except zipfile.BadZipFile:
        return False


def oneroster_lines(content: bytes) -> Iterator[Line]:
    """Active users that we have a role for, each with the class they are most in.

    Surname and middle name stand before the given name, as Vietnamese names do. Roles without
    an account of their own here (parents, relatives) are left out. Raises UnreadableTable.
    """
    tables = _tables(content)
    groups = _groups(tables)
    for number, user in enumerate(tables["users"], start=2):
        role = _ROLES.get(user.get("role", "").lower())
        if role is None or user.get("status", "active").lower() == "tobedeleted":
            continue
        parts = [user.get(part, "") for part in ("familyName", "middleName", "givenName")]
        yield Line(
            number=number,
            full_name=" ".join(filter(None, parts)),
            group=groups.get(user.get("sourcedId", ""), "") if role == "LEARNER" else "",
            role=role,
            phone=user.get("phone", "") or user.get("sms", ""),
            email=user.get("email", ""),
            username=user.get("username", ""),
            identifier=user.get("identifier", "") or user.get("sourcedId", ""),
        )


def _tables(content: bytes) -> dict[str, list[Row]]:
    tables: dict[str, list[Row]] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as bundle:
            for name in ("users", "classes", "courses", "enrollments"):
                if f"{name}.csv" not in bundle.namelist():
                    tables[name] = []
                    continue
                with bundle.open(f"{name}.csv") as part:
                    text = decoded(part.read(_LARGEST))
                tables[name] = list(csv.DictReader(io.StringIO(text, newline="")))
    except (zipfile.BadZipFile, csv.Error) as error:
        raise UnreadableTable from error
    return tables


def _groups(tables: dict[str, list[Row]]) -> dict[str, str]:
    """User → class (8A), out of lessons such as “Ngữ văn 8A” of the course “Ngữ văn”."""
    courses = {row["sourcedId"]: row.get("title", "") for row in tables["courses"]}
    names = {}
    for row in tables["classes"]:
        title, course = row.get("title", ""), courses.get(row.get("courseSourcedId", ""), "")
        rest = title.replace(course, "").strip(" -–:") if course else title
        names[row["sourcedId"]] = rest or title
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for row in tables["enrollments"]:
        name = names.get(row.get("classSourcedId", ""))
        if name and row.get("role", "").lower() == "student":
            seen[row["userSourcedId"]][name] += 1
    return {user: counts.most_common(1)[0][0] for user, counts in seen.items()}

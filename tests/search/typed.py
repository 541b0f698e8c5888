"""What people type, from the cheapest to the dearest: the queries by which speed is measured."""

import random
from dataclasses import dataclass

from densach.search.queries import Query
from tests.search.generated import TERMS, Maker, plain

FREQUENT = [
    "học",
    "sách",
    "của",
    "và",
    "các",
    "cho",
    "trong",
    "có",
    "là",
    "những",
    "người",
    "được",
    "với",
    "không",
    "một",
    "này",
    "đến",
    "từ",
    "về",
    "năm",
    "nước",
    "con",
    "nhà",
    "lớp",
    "trường",
    "tập",
    "giáo",
    "việt",
    "nam",
    "văn",
]


@dataclass(frozen=True)
class Typed:
    """A query and the class it is reported in."""

    group: str
    query: Query


def typed() -> list[Typed]:
    """313 queries: single frequent words, beginnings, terms, names, filters, pages, newest first."""
    chance = random.Random(5)
    maker = Maker(99)
    sample = [maker.document(number) for number in range(2000)]
    found = [Typed("frequent", Query(word)) for word in FREQUENT[:30]]
    found += [Typed("frequent", Query(plain(word))) for word in FREQUENT[:10]]
    found += [Typed("letter", Query(letter)) for letter in "hstnvtdcblmkgpqx"]
    beginnings = "ho th ng tr ch nh ph gi kh hoc s sac toan l tin h tieng v truy d duong t"
    found += [Typed("beginning", Query(word)) for word in beginnings.split()]
    found += [Typed("term", Query(term)) for term in chance.sample(TERMS, 40)]
    found += [Typed("term", Query(plain(term))) for term in chance.sample(TERMS, 30)]
    found += [Typed("two", Query(" ".join(chance.sample(FREQUENT, 2)))) for _ in range(20)]
    for _ in range(40):
        document = chance.choice(sample)
        words = f"{document.title} {document.other}".split()
        start = chance.randrange(max(1, len(words) - 6))
        found.append(Typed("six", Query(" ".join(words[start : start + 6]))))
    people = [document.people[0] for document in sample if document.people]
    found += [Typed("name", Query(name)) for name in chance.sample(people, 30)]
    narrow = (
        {"filters": (("kind", "BOOK"),)},
        {"filters": (("language", "en"),)},
        {"filters": (("level", "PRIMARY"), ("kind", "TEXTBOOK"))},
        {"years": (2015, 2026)},
    )
    for _ in range(30):
        text = chance.choice(FREQUENT + TERMS[:40])
        found.append(Typed("filter", Query(text, **chance.choice(narrow))))
    several = FREQUENT[:8] + chance.sample(TERMS, 7)
    found += [Typed("page 2", Query(text, page=2)) for text in several]
    found += [Typed("page 50", Query(text, page=50)) for text in several]
    found += [Typed("newest", Query(text, sort="newest")) for text in several]
    return found

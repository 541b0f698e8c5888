"""What is known of activities: the definitions that statements bring, merged."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from densach.records.models import Activity
from densach.records.text.keys import key

MAPS = ("name", "description", "extensions")  # merged entry by entry, the newer wins


def define(found: Iterable[Mapping[str, Mapping[str, Any]]], *, at: datetime) -> None:
    """Merge definitions by IRI into what is known. At most two queries.

    Rows are written in the order of their keys, so that two writers never wait for each other in a
    circle.
    """
    wanted: dict[str, dict[str, Any]] = {}
    for definitions in found:
        for iri, definition in definitions.items():
            wanted[iri] = merged(wanted.get(iri, {}), definition)
    keys = {key(iri): iri for iri in wanted}
    known = {
        row.key: json.loads(row.definition) for row in Activity.objects.filter(key__in=list(keys))
    }
    rows = []
    for one, iri in sorted(keys.items()):
        whole = merged(known.get(one, {}), wanted[iri])
        if one not in known or whole != known[one]:
            text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
            rows.append(Activity(key=one, iri=iri, definition=text, updated_at=at))
    Activity.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["definition", "updated_at"],
    )


def merged(known: Mapping[str, Any], newer: Mapping[str, Any]) -> dict[str, Any]:
    """`known` with what `newer` adds or says otherwise."""
    whole = {**known, **newer}
    for part in MAPS:
        if part in known and part in newer:
            whole[part] = {**known[part], **newer[part]}
    return whole

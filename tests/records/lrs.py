"""Speaking to the store as a program would."""

import base64
import json
from uuid import uuid4

from django.test import Client as Browser

from densach.records.services.clients import make_client
from tests.factories import MONDAY

JSON = "application/json"


def statement(**others):
    """A whole statement, right in both versions; `others` replace properties, None takes one away."""
    one = {
        "actor": {"mbox": "mailto:lan@example.org", "name": "Lan"},
        "verb": {"id": "https://example.org/verbs/read", "display": {"vi": "đã đọc"}},
        "object": {"id": "https://example.org/books/1"},
    }
    return {name: value for name, value in {**one, **others}.items() if value is not None}


def new_id():
    return str(uuid4())


class Program:
    """A program with a key; `base` decides what a request without version is answered with."""

    def __init__(self, *scopes, organization=None, version="2.0.0", base="/xapi/", name="Moodle"):
        self.row, self.secret = make_client(
            actor=None, name=name, scopes=scopes or ["all"], organization=organization, at=MONDAY
        )
        token = base64.b64encode(f"{self.row.key}:{self.secret}".encode()).decode()
        self.headers = {"Authorization": f"Basic {token}", "X-Experience-API-Version": version}
        self.base, self.browser = base, Browser()

    def ask(self, method, path, data=None, /, *, headers=None, content_type=JSON, **query):
        query = {n: json.dumps(v) if isinstance(v, dict) else str(v) for n, v in query.items()}
        body = (
            data if isinstance(data, bytes) else b"" if data is None else json.dumps(data).encode()
        )
        whole = {**self.headers, **(headers or {})}
        whole = {name: value for name, value in whole.items() if value is not None}
        return self.browser.generic(
            method,
            self.base + path,
            body,
            content_type=content_type,
            headers=whole,
            query_params=query,
        )

    def send(self, *statements, **others):
        """POST one or several; the answer."""
        data = statements[0] if len(statements) == 1 else list(statements)
        return self.ask("POST", "statements", data, **others)

    def find(self, **query):
        """Ids of the statements that fit, in the order they came back."""
        answer = self.ask("GET", "statements", **query)
        assert answer.status_code == 200, answer.content
        return [one["id"] for one in answer.json()["statements"]]

    def one(self, id_, **query):
        return self.ask("GET", "statements", statementId=id_, **query)

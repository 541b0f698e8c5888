"""What has changed, and the words that ordering needs. The index itself lies in files."""

from django.db import models


class SearchRow(models.Model):
    """A document's words, for ordering candidates: a derived copy, written by the indexer.

    `words`: exact forms of title, people, subjects and further words; blanks inside, tabs between.
    """

    number = models.BigIntegerField(primary_key=True)
    key = models.CharField(max_length=64, db_index=True)
    title = models.TextField()
    words = models.TextField()

    def __str__(self) -> str:
        return self.title


class SearchChange(models.Model):
    """Documents that changed, written in the transaction that changed them.

    `seq` is given by an indexer once the row is visible, since ids become visible out of order on
    PostgreSQL; rows with one `seq` are one batch. `mark` lets a bulk writer note that it has
    applied the row ahead of its turn. Deleted when every living machine has passed it.
    """

    keys = models.TextField()  # one a line
    mark = models.CharField(max_length=40, blank=True)
    seq = models.BigIntegerField(null=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.seq}: {self.keys[:40]}"


class SearchStream(models.Model):
    """The one row that numbers changes. An index made from another stream is rebuilt.

    `stream` is new with each database, so an index beside a restored database finds out.
    """

    stream = models.CharField(max_length=32)
    last = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.stream}: {self.last}"


class SearchMachine(models.Model):
    """How far the index of one machine has come. A machine away for a week is forgotten."""

    machine = models.CharField(primary_key=True, max_length=32)
    position = models.BigIntegerField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.machine}: {self.position}"

"""What happened to people; sent after commit, with identifiers only."""

from django.dispatch import Signal

# sender: Person; kwargs: person_id (UUID). Everything in the database that referred to the person
# is gone or emptied by then; who keeps something of theirs elsewhere (files, index) deletes it now.
person_erased = Signal()

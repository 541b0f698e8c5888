"""What happened in the library; sent after commit."""

from django.dispatch import Signal

# sender: Edition; kwargs: edition_id (UUID), follow: (place, offset) → (place, offset), at. A newer
# release took the place of the edition's files: who keeps places in it leads them to where the same
# words stand now.
edition_renewed = Signal()

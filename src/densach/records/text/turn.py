"""The name of the lock that orders statements."""

# Any number that no other part of the program locks by; it names “the next statement”.
TURN = 0x7861_7069

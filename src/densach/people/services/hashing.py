"""How passwords are hashed: Argon2id, sized for a box on which a class signs in at once."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class BoxArgon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB, 2 passes, 1 lane: OWASP's first recommendation (Password Storage).

    Django's own measure is 100 MiB a sign-in. Eight at once would take 800 MiB, more than a school's
    box has to spare, and forty children at the beginning of a lesson would wait for each other.
    """

    time_cost = 2
    memory_cost = 19_456  # KiB
    parallelism = 1

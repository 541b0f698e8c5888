"""Short lists of codes that works carry, with the words people read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a work is, as a reader would say it."""

    BOOK = "BOOK", _("Book")
    PICTURE_BOOK = "PICTURE_BOOK", _("Picture book")
    AUDIO_BOOK = "AUDIO_BOOK", _("Audio book")
    VIDEO = "VIDEO", _("Video")
    DOCUMENT = "DOCUMENT", _("Document")
    TEXTBOOK = "TEXTBOOK", _("Textbook")
    PERIODICAL = "PERIODICAL", _("Newspaper, magazine")
    MUSIC = "MUSIC", _("Music")
    MAP = "MAP", _("Map")
    OTHER = "OTHER", _("Other")


class Level(models.TextChoices):
    """For whom. Grades are those of the Vietnamese school (Law on Education 2019, article 28)."""

    EARLY = "EARLY", _("Before school")
    PRIMARY = "PRIMARY", _("Grades 1 to 5")
    LOWER = "LOWER", _("Grades 6 to 9")
    UPPER = "UPPER", _("Grades 10 to 12")
    ADULT = "ADULT", _("Adults")
    HIGHER = "HIGHER", _("Higher education")
    UNKNOWN = "", _("Not said")


class Audience(models.TextChoices):
    """Who may read the files of a work. The record itself is seen by whoever may read it."""

    PUBLIC = "PUBLIC", _("Everyone")
    SIGNED_IN = "SIGNED_IN", _("Everyone with an account")
    ORGANIZATION = "ORGANIZATION", _("Members of the organisation")
    PREMISES = "PREMISES", _("On the premises only")

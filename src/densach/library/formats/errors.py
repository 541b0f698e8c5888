"""Why a file is not taken. Each says what is wrong and what to do; the caller names the file."""

from django.utils.translation import gettext_lazy as _

from densach.core.errors import DomainError


class Unreadable(DomainError):
    """Base of all refusals of a file. Subclasses live beside the format that raises them."""

    code = "library.unreadable"
    status = 422
    message = _("This file cannot be read.")
    advice = _("Open it on your computer to see whether it is whole, then send it again.")


class BeyondOurParsers(Unreadable):
    """A reader stumbled over something that none of its rules foresees; the log says over what."""

    code = "library.beyond_our_parsers"
    message = _("This file holds something that the program could not make sense of.")
    advice = _("Open it in the program it was made with, save it anew, then send it again.")


class LongerThanAnyBook(Unreadable):
    """One document of text beyond what a book can be: a log, a dump, an attack."""

    code = "library.longer_than_any_book"
    message = _("This file has more than %(limit_mb)d MB of text, more than any book.")
    advice = _("Split it into several files, then send them again.")


class EmptyFile(Unreadable):
    """No bytes, or nothing but blanks."""

    code = "library.empty_file"
    message = _("This file is empty.")
    advice = _("Perhaps copying it was interrupted. Send it again.")


class NothingToRead(Unreadable):
    """A whole file that holds neither text nor pictures."""

    code = "library.nothing_to_read"
    message = _("There is neither text nor a picture in this file.")
    advice = _("Open it on your computer to see what it holds, then send the right file.")


class UnknownFormat(Unreadable):
    """Bytes that nothing here knows."""

    code = "library.unknown_format"
    message = _("The library does not know this kind of file.")
    advice = _("Save it as PDF, EPUB, DOCX or plain text, then send it again.")


class NeedsAnotherForm(Unreadable):
    """A kind of file that has to be turned into another first; `kind` is a name people know."""

    code = "library.needs_another_form"
    message = _("Files of this kind cannot be read here: %(kind)s.")
    advice = _("Turn it into %(form)s with the program it was made with, then send that.")


class PagesElsewhere(Unreadable):
    """A description of scanned pages that lie in other files; `kind` is ALTO, METS, IIIF."""

    code = "library.pages_elsewhere"
    message = _("This file (%(kind)s) only describes scanned pages; the pages are not in it.")
    advice = _("Send the pages themselves: as a PDF, or as pictures in one folder or zip.")


class ForLearning(Unreadable):
    """Questions or a course, which a learning platform plays; `kind` is a name people know."""

    code = "library.for_learning"
    message = _("This file (%(kind)s) holds questions or a course, not a work to read.")
    advice = _(
        "Keep it for the learning platform it was made for. To have it read here, print it into a PDF."
    )


class ListOfFeeds(Unreadable):
    """OPML: addresses of feeds, as feed readers keep them."""

    code = "library.list_of_feeds"
    message = _("This file lists addresses of feeds (OPML), not works.")
    advice = _("Bring in the address of an OPDS catalogue by itself.")


class OtherMarkup(Unreadable):
    """XML or JSON of a kind that holds neither a text nor records that are known here."""

    code = "library.other_markup"
    message = _("This %(kind)s file is neither a book nor a list of books that is known here.")
    advice = _(
        "A list of books: export it as MARC 21, Dublin Core or a table (CSV, Excel). "
        "A text: save it as EPUB, DOCX or PDF."
    )


class Mislabelled(Unreadable):
    """A page or a text under the name of a book: what a site sends when it will not send the book."""

    code = "library.mislabelled"
    message = _("This file is called %(suffix)s, but inside it is only a web page or a text.")
    advice = _("The download perhaps asked for signing in. Get the file again, or name it .html.")


class ProgramFile(Unreadable):
    """A program, whatever its name says."""

    code = "library.program_file"
    message = _("This file is a computer program, not a book.")
    advice = _("Do not start it if you do not know where it is from.")


class SubtitlesAlone(Unreadable):
    """Subtitles without the film that they belong to."""

    code = "library.subtitles_alone"
    message = _("These are subtitles without a film or recording.")
    advice = _("Put them into one folder with the recording, under the same name.")


class RecordsNotAWork(Unreadable):
    """A list of catalogue records where a work is wanted."""

    code = "library.records_not_a_work"
    message = _("This file is a list of records, not a work to read.")
    advice = _("Import it as catalogue records.")


class ProtectedBook(Unreadable):
    """A book under digital rights management: its text is encrypted."""

    code = "library.protected_book"
    message = _("This book is copy-protected (DRM): its text is encrypted.")
    advice = _("Ask the publisher for a copy without protection; the library may not break it.")


class NotABookAlone(Unreadable):
    """A zip with several files that should go in one by one."""

    code = "library.not_a_book_alone"
    message = _("This zip holds %(count)d separate files, not one book.")
    advice = _("Import it as a folder: each file then gets a line of its own.")


class NoSuchPart(DomainError):
    """The reading copy has no such chapter or resource."""

    code = "library.no_such_part"
    status = 404
    message = _("This book has no part called “%(name)s”.")
    advice = _("Open the book's contents and choose from there.")

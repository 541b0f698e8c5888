"""Why a catalogue record is not taken, in sentences. The caller adds which record it is."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from densach.core.errors import DomainError


class BadRecord(DomainError):
    """Base of all refusals of one record. The rest of the file goes on."""

    code = "library.record_unreadable"
    status = 422
    message = _("This record cannot be read.")
    advice: ClassVar[Promise | str] = _("Mend it in the record form, or have it sent again.")


class RecordCutOff(BadRecord):
    code = "library.record_cut_off"
    message = _("The record stops in the middle: there is no end mark after %(found)d bytes.")
    advice = _("The file was probably cut off on its way; fetch it again.")


class NotALeader(BadRecord):
    code = "library.record_leader"
    message = _("The record does not begin with a MARC leader (24 characters, first its length).")


class WrongLength(BadRecord):
    code = "library.record_length"
    message = _("The leader says the record is %(said)d bytes long, but it has %(found)d.")


class WrongBaseAddress(BadRecord):
    code = "library.record_base_address"
    message = _(
        "The leader says the fields begin at byte %(said)d, but the directory does not end there."
    )


class WrongDirectory(BadRecord):
    code = "library.record_directory"
    message = _(
        "The directory entry of field %(tag)s does not fit the field: place or length is wrong."
    )


class WrongIndicators(BadRecord):
    code = "library.record_indicators"
    message = _("Field %(tag)s does not begin with two indicators and a subfield code.")


class WrongTag(BadRecord):
    code = "library.record_tag"
    message = _("The field name “%(tag)s” is not three letters or digits.")


class WrongText(BadRecord):
    code = "library.record_text"
    message = _(
        "Field %(tag)s has bytes that are neither UTF-8 nor MARC-8, the first at byte %(place)d of the field."
    )
    advice = _("Save the file in UTF-8 in the program it comes from, or mend the record here.")


class NoTitle(BadRecord):
    code = "library.record_no_title"
    message = _("The record has no title (field 245).")
    advice = _("Add field 245 in the record form, or leave the record out.")


class ListedWithoutTitle(BadRecord):
    """An entry of a list (RIS, BibTeX, OPDS …), which is mended where it comes from."""

    code = "library.entry_no_title"
    message = _("The entry has no title.")
    advice = _("Add the title in the program it comes from and send the list again.")


class NotAWork(BadRecord):
    code = "library.record_not_a_work"
    message = _("This is a record of an authority, a holding or a community, not of a work.")
    advice = _("Import the file with the bibliographic records.")


class LooksLikeUnimarc(BadRecord):
    code = "library.record_unimarc"
    message = _("The record is in UNIMARC (title in field 200); here MARC 21 is read.")
    advice = _("Export it as MARC 21, or convert it with a program such as usemarcon or MarcEdit.")


class TooLong(BadRecord):
    code = "library.record_too_long"
    message = _("No end of a record within %(limit)d bytes.")


class WrongRow(BadRecord):
    """Base of what is wrong with a row of a table; `row` counts as the person sees it."""

    code = "library.row_unreadable"
    message = _("Row %(row)d cannot be read.")
    advice = _("Correct the row in the table and import the table again; what is here stays.")


class RowWithoutTitle(WrongRow):
    code = "library.row_without_title"
    message = _("Row %(row)d: there is no title in it.")


class RowWithWrongYear(WrongRow):
    code = "library.row_year"
    message = _("Row %(row)d: “%(text)s” is not a year.")


class RowTooLong(WrongRow):
    code = "library.row_too_long"
    message = _("Row %(row)d: it has %(cells)d cells, but the header has %(columns)d columns.")


class RowQuotesOpen(WrongRow):
    code = "library.row_quotes_open"
    message = _("Row %(row)d: a quotation mark is opened in it and never closed.")


class RowQuotesWrong(WrongRow):
    code = "library.row_quotes_wrong"
    message = _("Row %(row)d: its quotation marks do not match.")


class BracesOpen(WrongRow):
    code = "library.braces_open"
    message = _("Line %(row)d: its curly braces are not closed.")
    advice = _("Close them in the file and import it again; what is here stays.")


class NotAList(DomainError):
    """The whole file is not what its name says, or holds no record."""

    code = "library.not_a_catalogue_file"
    status = 422
    message = _("No catalogue record was found in this file.")
    advice = _("Send MARC 21 (.mrc), MARCXML, Dublin Core, RIS, BibTeX, or a table (CSV, Excel).")


class NoHeader(NotAList):
    code = "library.table_without_header"
    message = _("The table has no column for the title in its first rows.")
    advice = _("Put a row with the names of the columns on top: nhan đề, tác giả, năm, NXB, ISBN.")


class LooksLikeRoster(NotAList):
    code = "library.roster_not_books"
    message = _("This table lists classes, terms or people of a school (OneRoster), not books.")
    advice = _("People are brought in on the page of people, from a list of their own.")


class BrokenMarkup(NotAList):
    code = "library.markup_broken"
    message = _("The XML or JSON is not well formed from line %(line)d on.")
    advice = _("What stood before that line was taken. Have the file made again.")


class ForbiddenMarkup(NotAList):
    code = "library.markup_forbidden"
    message = _(
        "The XML declares entities of its own or is nested too deeply, which is not read for safety."
    )
    advice = _("Save the file without a DOCTYPE.")


class LooksLikeOnix(NotAList):
    code = "library.onix_not_read"
    message = _("This is an ONIX file, the book trade's format, which is not read here.")
    advice = _("Ask the publisher for MARC 21 or a table (CSV, Excel) of the same books.")


class LooksLikeNews(NotAList):
    code = "library.feed_without_works"
    message = _("This feed lists news or pages, not works of a library.")
    advice = _("Look for the address of the OPDS catalogue; it often ends in /opds.")

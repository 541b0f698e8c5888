"""XML and HTML of strangers: entities, depth and mistakes."""

import pytest

from densach.core import markup
from densach.core.markup import BrokenMarkup, HostileMarkup

pytestmark = pytest.mark.usefixtures("english")

LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<l>&b;</l>"""
OUTSIDE = b"""<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><l>&a;</l>"""


def test_wellformed_xml_is_parsed_without_comments():
    root = markup.xml(b"<a><!-- no --><b>ch\xe1\xbb\xaf</b></a>")

    assert [child.tag for child in root] == ["b"]
    assert root[0].text == "chữ"


@pytest.mark.parametrize(
    "data",
    [LAUGHS, OUTSIDE, OUTSIDE.decode().encode("utf-16"), b"<a>" * 1000 + b"</a>" * 1000],
    ids=["laughs", "outside", "outside in UTF-16", "deep"],
)
def test_attacks_are_refused(data):
    with pytest.raises(HostileMarkup) as refusal:
        markup.xml(data)

    assert str(refusal.value).startswith("This file declares XML entities or is nested deeper")


def test_depth_is_allowed_where_it_is_asked_for():
    assert markup.xml(b"<a>" * 500 + b"</a>" * 500, deep=True).tag == "a"


def test_a_mistake_is_told_with_its_line():
    with pytest.raises(BrokenMarkup) as refusal:
        markup.xml(b"<a>\n<b>\n</a>")

    assert str(refusal.value) == (
        "The XML of this file has a mistake at line 3. "
        "Make the file again with the program it came from, then send it again."
    )


def test_names_of_html_need_no_declaration():
    assert markup.xml(b"<p>a&nbsp;b&hellip;&amp;&nothing;</p>").text == "a\xa0b…&&nothing;"


def test_html_of_any_kind_gives_a_tree_or_nothing():
    root = markup.html(b"<p>m\xe1\xbb\x99t<p>hai<b>")

    assert "".join(root.itertext()) == "mộthai"
    assert markup.html(b"") is None


@pytest.mark.parametrize(
    "piece",
    [
        "&#xD800;",
        "&#55296",
        "&#57343;",
        "&#1;",
        "&#x1f;",
        "&#xFFFE;",
        "\x0b",
        "\ufffe",
        "&#0;",
        "&#x0D800 ",
    ],
)
def test_characters_that_no_xml_may_hold_are_left_out(piece):
    root = markup.html(f"<p title='a{piece}'>b{piece}c</p>".encode())
    paragraph = root.find(".//p")

    paragraph.set("title", paragraph.get("title"))  # neither refused to give nor to take
    assert paragraph.text.replace(" ", "") == "bc"


@pytest.mark.parametrize(
    ("piece", "text"), [("&#7899;", "ớ"), ("&#x1EA1;", "ạ"), ("&#10;", "\n"), ("&#128512;", "😀")]
)
def test_other_references_stay(piece, text):
    assert markup.html(f"<p>{piece}</p>".encode()).find(".//p").text == text


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.0" encoding="utf"?><a t="x&#xD800;\xff">b & c</a>',
        b'<?xml version="1.0" encoding="iso-8859-1"?><a t="x">b & c\xe9</a>',
        '<?xml version="1.0" encoding="utf-16"?><a t="x">b & c</a>'.encode("utf-16"),
    ],
    ids=["unknown encoding", "declared encoding", "UTF-16"],
)
def test_mended_xml_can_be_used_whatever_was_in_it(data):
    root = markup.mended_xml(data)

    assert root.get("t").startswith("x")
    assert root.text.startswith("b ")


def test_a_tag_with_thousands_of_attributes_is_refused():
    many = " ".join(f'a{number}="1"' for number in range(5000))

    with pytest.raises(HostileMarkup):
        markup.html(f"<p {many}>x</p>".encode())


def test_a_picture_in_its_tag_is_not():
    picture = "iVBORw0KGgo=\n" * 20_000

    assert (
        markup.html(f'<p><img src="data:image/png;base64,{picture}" alt="x"></p>'.encode())
        is not None
    )


@pytest.mark.parametrize("data", [b"", b"<?xml version='1.0'", b"no markup", b"<?xml?>"])
def test_nothing_cannot_be_mended(data):
    with pytest.raises(BrokenMarkup):
        markup.mended_xml(data)

"""Tags and filters of all pages. They are builtins: no `{% load %}` is needed.

{% asset "reader" %}           style sheets, script and what it imports, for the head
{% icon "find" %}              an icon of drawings/symbols.svg (`i-find`); {% icon "find" "s" %} small
{% motif card.motif %} {% lamp lit %} {% logo %}
{% slot "library.work" work %} parts that rooms above put here, see core/slots.py
{% query page=2 kind="" %}     the address' query with changes; an empty value takes one away
{{ 1234|vn_number }}           1.234
{{ work.size_bytes|vn_size }}  0,4 MB
{{ work.minutes|vn_minutes }}  2 giờ 10 phút
{{ run.started_at|vn_day }} |vn_moment |vn_ago
{{ person|person_initial }}    M
{{ work.title|cover_class }}   k3
{{ work.language|language_label }}
{{ title|fold_mark:words }}    <mark> around the words, found without regard to accents
"""

from collections.abc import Mapping
from typing import Any

from django import template
from django.forms import BoundField
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from densach.core import slots
from densach.library.queries.cards import cover_class

from .. import assets, drawings, languages, marking, wording

register = template.Library()

register.filter("vn_number", wording.number)
register.filter("vn_size", wording.size)
register.filter("vn_minutes", wording.minutes)
register.filter("vn_day", wording.day)
register.filter("vn_moment", wording.moment)
register.filter("vn_ago", wording.ago)
register.filter("given_name", wording.given_name)
register.filter("language_label", languages.language_name)
register.filter("fold_mark", marking.fold_mark)
register.filter("cover_class", cover_class)


@register.simple_tag
def asset(name: str) -> SafeString:
    """Links and scripts of one entry; see `assets.asset`."""
    found = assets.asset(name)
    styles = format_html_join(
        "\n", '<link rel="stylesheet" href="{}">', ((u,) for u in found.styles)
    )
    preloads = format_html_join(
        "\n", '<link rel="modulepreload" href="{}">', ((u,) for u in found.preloads)
    )
    script = found.script
    scripts = format_html('<script type="module" src="{}"></script>', script) if script else ""
    return format_html_join("\n", "{}", ((part,) for part in (styles, preloads, scripts) if part))


@register.simple_tag
def preload_fonts(name: str) -> SafeString:
    """Asks for the fonts of an entry before the style sheet is read."""
    link = '<link rel="preload" as="font" type="font/woff2" crossorigin href="{}">'
    return format_html_join("\n", link, ((url,) for url in assets.asset(name).fonts))


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """An icon; `size` "s" is the small one, beside small text."""
    return drawings.drawing(f"i-{name}", f"i i-{size}" if size else "i")


@register.simple_tag
def drawing(name: str) -> SafeString:
    """Any drawing by its full name; for the style guide."""
    return drawings.drawing(name, "i" if name.startswith("i-") else "")


@register.simple_tag
def motif(name: str) -> SafeString:
    """The drawing of a cover without picture: song, qua, la, trong, vai, trang."""
    return drawings.drawing(f"m-{name}")


@register.simple_tag
def lamp(lit: object) -> SafeString:
    """One of the seven lamps."""
    return drawings.drawing("f-on" if lit else "f-off")


@register.simple_tag
def logo() -> SafeString:
    """The sign of Đèn Sách."""
    return drawings.drawing("logo")


@register.simple_tag(takes_context=True)
def slot(context: Context, name: str, subject: object = None) -> SafeString:
    """What rooms above show at the place `name` of a page about `subject`."""
    return slots.shown(name, context["request"], subject)


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: object) -> str:
    """`?q=…&page=2`: the present query with `changes`; `page` goes unless it is named."""
    values = context["request"].GET.copy()
    values.pop("page", None)
    for key, value in changes.items():
        if value in ("", None):
            values.pop(key, None)
        else:
            values[key] = str(value)
    return f"?{values.urlencode()}"


@register.filter
def person_initial(person: object) -> str:
    """The letter of an avatar, from a person or a name."""
    return wording.person_initial(str(person))


@register.filter
def percent(part: float, whole: float) -> int:
    """`part` of `whole` in hundredths, whole, between 0 and 100; 0 where there is no whole."""
    return min(100, max(0, round(100 * part / whole))) if whole else 0


@register.filter
def attributes(field: BoundField, extra: str = "") -> SafeString:
    """A form field's control with the ids of its hint and error, so that both are read aloud.

    `extra` is `name=value` pairs parted by `;`, for what the form does not say itself.
    """
    described = [f"{field.auto_id}-hint"] if field.help_text else []
    described += [f"{field.auto_id}-err"] if field.errors else []
    attrs: dict[str, str | bool] = {}
    for pair in filter(None, extra.split(";")):
        name, _equals, value = pair.partition("=")
        attrs[name] = value
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if field.errors:
        attrs["aria-invalid"] = "true"
    return field.as_widget(attrs=attrs)


@register.filter
def get_item(mapping: Mapping[Any, Any], key: object) -> object:
    """`mapping[key]`, or nothing."""
    return mapping.get(key, "")


class ReadBlock(template.Node):
    """{% read_block "body_class" as body %}: what the page put into a block, before it is shown.

    The frame depends on the class of the body, which the page says in a block.
    """

    def __init__(self, block: str, variable: str) -> None:
        self.block, self.variable = block, variable

    def render(self, context: Context) -> str:
        blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
        block = blocks.get_block(self.block) if blocks else None
        nodes = block.nodelist if block is not None else None
        context[self.variable] = nodes.render(context).strip() if nodes is not None else ""
        return ""


@register.tag
def read_block(_parser: Parser, token: Token) -> ReadBlock:
    _tag, block, _as, variable = token.split_contents()
    return ReadBlock(block.strip("\"'"), variable)


@register.simple_tag
def cover(card: object, size: str = "", *, later: bool = False) -> SafeString:
    """The cover of a card (anything with title, people, cover_url, cover_class, motif).

    A drawn cover, with the picture laid over it where there is one: it stays when the picture does
    not come. `size` "s" is the small one of a row. `later` lets `ds-cover` fetch the picture when the
    cover is seen, so that it costs nothing to those who never scroll there.
    """
    title, url = str(getattr(card, "title", "")), getattr(card, "cover_url", None)
    classes = f"cover {getattr(card, 'cover_class', '') or cover_class(title)}"
    classes += " s" if size == "s" else " long" if len(title) > LONG_TITLE else ""
    pattern = "" if url and not later else motif(getattr(card, "motif", "") or "song")
    name = "" if size == "s" else _name(title, str(getattr(card, "people", "")))
    hidden = mark_safe(' aria-hidden="true"') if size == "s" else ""
    later_url = format_html(' data-cover="{}"', url) if url and later else ""
    picture = format_html(SMALL if size == "s" else PICTURE, url) if url and not later else ""
    return format_html(
        '<span class="{}"{}{}>{}{}{}</span>', classes, hidden, later_url, pattern, name, picture
    )


LONG_TITLE = 17
PICTURE = '<img src="{}" alt="" loading="lazy" decoding="async" width="240" height="332">'
SMALL = '<img src="{}?w=104" alt="" loading="lazy" decoding="async" width="52" height="72">'


def _name(title: str, people: str) -> SafeString:
    by = format_html(" <em>{}</em>", people) if people else ""
    return format_html('<span class="name"><b>{}</b>{}</span>', conditional_escape(title), by)

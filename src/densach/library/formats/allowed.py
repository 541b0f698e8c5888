"""What may stand in a chapter: elements, attributes, styles. All else is unwrapped or dropped."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Kept under their own name. Landmarks of a page (main, nav, header …) are renamed below, so that
# a chapter never adds landmarks to the page that it is shown in.
HTML = _words(
    "a abbr address article aside b bdi bdo blockquote br caption cite code col colgroup data dd "
    "del details dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark "
    "ol p pre q rb rp rt rtc ruby s samp section small span strong sub summary sup table tbody "
    "td tfoot th thead time tr u ul var wbr audio video source track"
)
RENAMED = {
    "acronym": "abbr",
    "big": "span",
    "body": "div",
    "center": "div",
    "dir": "ul",
    "font": "span",
    "footer": "div",
    "header": "div",
    "hgroup": "div",
    "html": "div",
    "listing": "pre",
    "main": "div",
    "menu": "ul",
    "nav": "div",
    "strike": "s",
    "tt": "code",
    "xmp": "pre",
}
# After these the text goes on in a new line.
BLOCKS = _words(
    "p div section article h1 h2 h3 h4 h5 h6 li tr dt dd blockquote figcaption figure pre table "
    "caption aside br hr header footer nav main body hgroup center"
)
# Gone with all that is in them.
DROPPED = _words(
    "script style template iframe frame frameset applet embed link meta base title head input "
    "select option optgroup textarea datalist output progress meter param area map noframes "
    "noembed plaintext foreignobject animate animatemotion animatetransform set handler listener "
    "annotation annotation-xml mglyph malignmark maction trigger"
)
SVG = _words(
    "svg g path rect circle ellipse line polyline polygon text tspan textpath defs symbol use "
    "image clippath mask pattern lineargradient radialgradient stop marker title desc switch a "
    "filter feblend fecolormatrix fecomponenttransfer fecomposite feflood fefunca fefuncb "
    "fefuncg fefuncr fegaussianblur femerge femergenode femorphology feoffset feturbulence "
    "fedropshadow fetile feconvolvematrix fediffuselighting fespecularlighting fedistantlight "
    "fepointlight fespotlight fedisplacementmap"
)
MATHML = _words(
    "math mi mn mo ms mtext mspace mrow mfrac msqrt mroot mstyle merror mpadded mphantom mfenced "
    "menclose msub msup msubsup munder mover munderover mmultiscripts mprescripts none mtable "
    "mtr mlabeledtr mtd maligngroup semantics mstack mlongdiv msgroup msrow "
    "mscarries mscarry msline"
)

# `id`, `class`, `style` and `href` are looked at one by one.
GLOBAL = frozenset({"id", "class", "style", "lang", "dir", "title", "role"})
OF_ELEMENT = {
    "a": frozenset({"href"}),
    "img": frozenset({"src", "alt", "width", "height", "loading"}),
    "td": frozenset({"colspan", "rowspan", "headers"}),
    "th": frozenset({"colspan", "rowspan", "headers", "scope", "abbr"}),
    "ol": frozenset({"start", "type", "reversed"}),
    "ul": frozenset({"type"}),
    "li": frozenset({"value"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "time": frozenset({"datetime"}),
    "data": frozenset({"value"}),
    "details": frozenset({"open"}),
    "audio": frozenset({"src", "controls", "loop"}),
    "video": frozenset({"src", "controls", "loop", "poster", "width", "height"}),
    "source": frozenset({"src"}),
    "track": frozenset({"src", "kind", "srclang", "label"}),
}
# Presentation attributes and geometry of SVG; `href` is looked at by itself.
SVG_ATTRIBUTES = _words(
    "viewbox width height x y x1 y1 x2 y2 cx cy r rx ry fx fy fr d points transform fill "
    "fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin "
    "stroke-miterlimit stroke-dasharray stroke-dashoffset opacity clip-path clip-rule mask "
    "marker-start marker-mid marker-end offset stop-color stop-opacity gradientunits "
    "gradienttransform spreadmethod patternunits patterncontentunits patterntransform "
    "preserveaspectratio markerwidth markerheight markerunits refx refy orient font-family "
    "font-size font-style font-weight text-anchor dominant-baseline baseline-shift "
    "letter-spacing word-spacing textlength lengthadjust dx dy rotate startoffset method "
    "spacing clippathunits maskunits maskcontentunits filter filterunits primitiveunits in in2 "
    "result mode type values stddeviation operator radius k1 k2 k3 k4 flood-color "
    "flood-opacity tablevalues slope intercept amplitude exponent basefrequency numoctaves "
    "seed stitchtiles visibility display color vector-effect paint-order overflow version "
    "xmlns href src alt pathlength surfacescale specularexponent specularconstant "
    "diffuseconstant lighting-color azimuth elevation z scale xchannelselector "
    "ychannelselector kernelmatrix order divisor bias edgemode writing-mode direction"
)
MATHML_ATTRIBUTES = _words(
    "display displaystyle scriptlevel mathvariant mathsize mathcolor mathbackground form fence "
    "separator separators open close stretchy symmetric maxsize minsize largeop movablelimits "
    "accent accentunder lspace rspace width height depth voffset linethickness bevelled "
    "numalign denomalign notation columnalign rowalign columnspacing rowspacing columnlines "
    "rowlines frame framespacing columnspan rowspan side align alttext xmlns subscriptshift "
    "superscriptshift equalrows equalcolumns linebreak indentalign"
)

# epub:type → role of DPUB-ARIA 1.1, where it helps to read: notes, their way back, page marks.
ROLES = {
    "noteref": "doc-noteref",
    "footnote": "doc-footnote",
    "endnote": "doc-footnote",
    "rearnote": "doc-footnote",
    "note": "doc-footnote",
    "endnotes": "doc-endnotes",
    "rearnotes": "doc-endnotes",
    "backlink": "doc-backlink",
    "referrer": "doc-backlink",
    "pagebreak": "doc-pagebreak",
    "epigraph": "doc-epigraph",
    "dedication": "doc-dedication",
    "pullquote": "doc-pullquote",
    "tip": "doc-tip",
    "glossref": "doc-glossref",
}
KEPT_ROLES = frozenset(ROLES.values()) | {"img", "presentation", "none", "math"}

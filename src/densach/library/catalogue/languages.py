"""Language codes of catalogues (MARC, ISO 639-2) and what everything else here speaks, BCP 47.

A BCP 47 tag takes the shortest code: two letters where ISO 639-1 has them, else three. The pairs are
facts of ISO 639-2 (both its bibliographic and its terminologic codes) and of the MARC code list,
whose discontinued codes old records still carry.
"""

import re

_PAIRS = """
aar:aa abk:ab afr:af aka:ak alb:sq amh:am ara:ar arg:an arm:hy asm:as ava:av ave:ae aym:ay
aze:az bak:ba bam:bm baq:eu bel:be ben:bn bih:bh bis:bi bod:bo bos:bs bre:br bul:bg bur:my
cat:ca ces:cs cha:ch che:ce chi:zh chu:cu chv:cv cor:kw cos:co cre:cr cym:cy cze:cs dan:da
deu:de div:dv dut:nl dzo:dz ell:el eng:en epo:eo est:et eus:eu ewe:ee fao:fo fas:fa fij:fj
fin:fi fra:fr fre:fr fry:fy ful:ff geo:ka ger:de gla:gd gle:ga glg:gl glv:gv gre:el grn:gn
guj:gu hat:ht hau:ha hbs:sh heb:he her:hz hin:hi hmo:ho hrv:hr hun:hu hye:hy ibo:ig ice:is
ido:io iii:ii iku:iu ile:ie ina:ia ind:id ipk:ik isl:is ita:it jav:jv jpn:ja kal:kl kan:kn
kas:ks kat:ka kau:kr kaz:kk khm:km kik:ki kin:rw kir:ky kom:kv kon:kg kor:ko kua:kj kur:ku
lao:lo lat:la lav:lv lim:li lin:ln lit:lt ltz:lb lub:lu lug:lg mac:mk mah:mh mal:ml mao:mi
mar:mr may:ms mkd:mk mlg:mg mlt:mt mon:mn mri:mi msa:ms mya:my nau:na nav:nv nbl:nr nde:nd
ndo:ng nep:ne nld:nl nno:nn nob:nb nor:no nya:ny oci:oc oji:oj ori:or orm:om oss:os pan:pa
per:fa pli:pi pol:pl por:pt pus:ps que:qu roh:rm ron:ro rum:ro run:rn rus:ru sag:sg san:sa
sin:si slk:sk slo:sk slv:sl sme:se smo:sm sna:sn snd:sd som:so sot:st spa:es sqi:sq srd:sc
srp:sr ssw:ss sun:su swa:sw swe:sv tah:ty tam:ta tat:tt tel:te tgk:tg tgl:tl tha:th tib:bo
tir:ti ton:to tsn:tn tso:ts tuk:tk tur:tr twi:tw uig:ug ukr:uk urd:ur uzb:uz ven:ve vie:vi
vol:vo wel:cy wln:wa wol:wo xho:xh yid:yi yor:yo zha:za zho:zh zul:zu
"""
_DISCONTINUED = """
cam:km esk:iu esp:eo eth:gez far:fo fri:fy gag:gl gal:om gua:gn int:ia iri:ga lan:oc lap:se
max:gv mla:mg mol:ro sao:sm scc:sr scr:hr sho:sn snh:si sso:st swz:ss tag:tl taj:tg tar:tt
tsw:tn
"""
_BCP47: dict[str, str] = dict(pair.split(":") for pair in (_PAIRS + _DISCONTINUED).split())
# several languages, undetermined, no linguistic content, not coded
_SAYS_NOTHING = frozenset({"", "mul", "und", "zxx", "mis", "|||", "n/a", "xxx"})
_MARC: dict[str, str] = {
    tag: code
    for code, tag in (pair.split(":") for pair in _PAIRS.split())
    # of the two ISO 639-2 codes MARC has the bibliographic one, which is not the terminologic one
    if code
    not in frozenset(
        [
            "sqi",
            "hye",
            "eus",
            "mya",
            "zho",
            "ces",
            "nld",
            "fra",
            "kat",
            "deu",
            "ell",
            "isl",
            "mkd",
            "mri",
            "msa",
            "fas",
            "ron",
            "slk",
            "bod",
            "cym",
        ]
    )
}
_LETTERS = 3  # of a code in ISO 639-2
_TAG = re.compile(r"([A-Za-z]{2,3})((?:[-_][A-Za-z0-9]{1,8})*)")
_NAMES = {
    "tiếng việt": "vi", "việt": "vi", "vietnamese": "vi", "tiếng anh": "en", "anh": "en", "english": "en",
    "tiếng pháp": "fr", "pháp": "fr", "french": "fr", "tiếng nga": "ru", "nga": "ru", "russian": "ru",
    "tiếng trung": "zh", "trung": "zh", "tiếng trung quốc": "zh", "chinese": "zh", "tiếng hán": "lzh",
    "tiếng nhật": "ja", "nhật": "ja", "japanese": "ja", "tiếng hàn": "ko", "korean": "ko",
    "tiếng đức": "de", "đức": "de", "german": "de", "tiếng tây ban nha": "es", "spanish": "es",
    "tiếng lào": "lo", "lao": "lo", "tiếng khmer": "km", "khmer": "km", "tiếng thái": "th", "thai": "th",
    "tiếng mông": "hmn", "h'mông": "hmn", "tiếng h'mông": "hmn",
}  # fmt: skip


def from_marc(code: str) -> str:
    """The BCP 47 tag of a MARC or ISO 639-2 code (`vie` → `vi`, `hmn` → `hmn`); empty where it says nothing."""
    code = code.strip().lower()
    if code in _SAYS_NOTHING or not re.fullmatch("[a-z]{3}", code):
        return ""
    return _BCP47.get(code, code)


def to_marc(tag: str) -> str:
    """The three-letter MARC code of a BCP 47 tag; `und` where it is empty or has none."""
    base = tag.replace("_", "-").split("-")[0].lower()
    return _MARC.get(base, base if len(base) == _LETTERS else "und")


def from_words(text: str) -> str:
    """The tag behind what people and programs write: `vi-VN`, `vie`, `Tiếng Việt`; empty if unknown."""
    text = text.strip()
    if known := _NAMES.get(text.lower()):
        return known
    match = _TAG.fullmatch(text)
    if not match:
        return ""
    base, rest = match[1].lower(), match[2].replace("_", "-")
    base = from_marc(base) if len(base) == _LETTERS else base
    return base + rest if base else ""

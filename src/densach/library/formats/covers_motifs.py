"""What drawn covers are made of: the eight palettes and six motifs of the style guide.

Motifs are drawn on 130 × 112; `var(--m1)`, `var(--m2)`, `var(--bg)` stand for the colours.
"""

from typing import NamedTuple


class Palette(NamedTuple):
    """Colours of one cover: ground, two of the motif, the ground of the name, the letters."""

    ground: str
    first: str
    second: str
    name: str
    ink: str


PALETTES = {
    1: Palette("#22407c", "#f6dfa6", "#7fa0e6", "#162a51", "#fff8e8"),
    2: Palette("#8a5a10", "#f3bd4a", "#a9c069", "#5a3a0a", "#fff8e8"),
    3: Palette("#9c3517", "#ffd9a8", "#e99a72", "#65220f", "#fff8e8"),
    4: Palette("#1f6148", "#8fd0a8", "#d9b878", "#143f2f", "#fff8e8"),
    5: Palette("#6d2145", "#ffd98a", "#f0a9c6", "#47152d", "#fff8e8"),
    6: Palette("#e9dfc8", "#8b99ae", "#b0a387", "#f6efde", "#1c2733"),
    7: Palette("#33414f", "#f0d9a4", "#8fa6b8", "#212a33", "#fff8e8"),
    8: Palette("#15606b", "#ffd98a", "#84cdd3", "#0e3e46", "#fff8e8"),
}

MOTIFS = {
    "song": (
        '<circle cx="92" cy="42" r="25" fill="var(--m1)"/>'
        '<g fill="none" stroke="var(--m2)" stroke-width="2" opacity=".8">'
        '<path d="M0 82c22-14 43-14 65 0s43 14 65 0M0 94c22-14 43-14 65 0s43 14 65 0M0 '
        '106c22-14 43-14 65 0s43 14 65 0"/></g>'
    ),
    "qua": (
        '<path d="M-4 18C30 6 80 6 134 22" fill="none" stroke="#000" stroke-opacity=".5" '
        'stroke-width="5"/>'
        '<g stroke="#000" stroke-opacity=".5" stroke-width="2.500" fill="none">'
        '<path d="M36 11v22M98 13v40M68 10v14"/></g><g fill="var(--m1)">'
        '<circle cx="36" cy="50" r="18"/><circle cx="98" cy="73" r="21"/>'
        '<circle cx="68" cy="36" r="13"/></g><g fill="var(--m2)">'
        '<path d="M36 32c8-10 18-10 24-6-4 8-14 12-24 6zM98 52c-9-9-19-8-24-3 5 8 15 10 24 3z'
        'M98 14c8-8 18-8 24-4-4 8-14 11-24 4z"/></g><g fill="#fff" opacity=".4">'
        '<circle cx="30" cy="44" r="4"/><circle cx="91" cy="66" r="5"/></g>'
    ),
    "la": (
        '<g fill="var(--m1)"><path d="M65 92C52 76 50 58 65 32c15 26 13 44 0 60z"/>'
        '<path d="M58 94C38 88 28 74 28 52c20 4 30 20 30 42zM72 94c20-6 30-20 30-42-20 4-30 '
        '20-30 42z" opacity=".75"/></g>'
        '<path d="M14 102h102" stroke="var(--m2)" stroke-width="5"/>'
        '<circle cx="104" cy="22" r="9" fill="var(--m2)"/>'
    ),
    "trong": (
        '<g fill="none" stroke="var(--m2)"><circle cx="65" cy="56" r="21" stroke-width="2"/>'
        '<circle cx="65" cy="56" r="29" stroke-width="5" stroke-dasharray="2 4.070"/>'
        '<circle cx="65" cy="56" r="37" stroke-width="2"/>'
        '<circle cx="65" cy="56" r="44" stroke-width="6" stroke-dasharray="7 4.520"/>'
        '<circle cx="65" cy="56" r="51" stroke-width="2"/></g>'
        '<path d="M65 39l1.900 9.800 6.600-7.500-3.200 9.400 9.400-3.200-7.500 6.600 9.800 '
        "1.900-9.800 1.900 7.500 6.600-9.400-3.200 3.200 9.400-6.600-7.500-1.900 "
        "9.800-1.900-9.800-6.600 7.500 3.200-9.400-9.400 3.200 7.500-6.600-9.800-1.900 "
        '9.800-1.900-7.500-6.600 9.400 3.200-3.200-9.400 6.600 7.500z" fill="var(--m1)"/>'
    ),
    "vai": (
        '<g fill="none" stroke="var(--m2)" stroke-width="3">'
        '<path d="M-5 14L8 1l13 13L34 1l13 13L60 1l13 13L86 1l13 13L112 1l13 13 13-13M-5 '
        '106l13-13 13 13 13-13 13 13 13-13 13 13 13-13 13 13 13-13 13 13 13-13"/></g>'
        '<g fill="var(--m1)"><path d="M65 24l30 30-30 30-30-30z"/>'
        '<path d="M12 40l14 14-14 14L-2 54zM118 40l14 14-14 14-14-14z" opacity=".8"/></g>'
        '<path d="M65 36l18 18-18 18-18-18z" fill="var(--bg)"/>'
        '<path d="M65 46l8 8-8 8-8-8z" fill="var(--m2)"/>'
    ),
    "trang": (
        '<path d="M18 16h98v10H18z" fill="#1c2733" opacity=".85"/><g fill="var(--m2)">'
        '<path d="M18 36h28v4H18zM18 46h28v4H18zM18 56h28v4H18zM18 66h28v4H18zM18 76h28v4H18z'
        '"/><path d="M18 90h98v4H18zM18 99h70v4H18z"/></g>'
        '<path d="M52 36h64v44H52z" fill="var(--m1)"/>'
    ),
}

"""Lines of plain text become paragraphs: wrapped prose is joined, verse keeps its lines."""

import re
from collections.abc import Iterator
from html import escape
from statistics import mean, median

BLOCK = re.compile(r"\n[ \t\u3000]*\n+")
WRAPPED = (50, 90)  # letters of a line in files wrapped by programs
FULL = 0.72  # of the usual width: a shorter line in the middle was broken on purpose
LONG_LINE = 100  # longer lines are whole paragraphs
INDENT = re.compile(r"[ \t\u3000\xa0]{2,}|\t")
RULE = re.compile(r"[\s*\-_=~•.#+]{3,}")


def paragraphs(text: str) -> Iterator[str]:
    """HTML of the paragraphs of `text`, one by one."""
    width = _wrap_width(text)
    for block in BLOCK.split(text):
        lines = [line.rstrip() for line in block.split("\n") if line.strip()]
        if not lines:
            continue
        if len(lines) == 1 and RULE.fullmatch(lines[0].strip()):
            yield "<hr>\n"
            continue
        for group in _groups(lines, width):
            yield _paragraph(group, width)


def _wrap_width(text: str) -> int:
    """The width at which a program broke the lines of `text`; 0 where nobody did."""
    lengths = []
    for block in BLOCK.split(text[:400_000]):
        lines = [len(line.rstrip()) for line in block.split("\n") if line.strip()]
        lengths += lines[:-1]
    if len(lengths) < 5:  # noqa: PLR2004 - too few to tell
        return 0
    lengths.sort()
    usual, most = median(lengths), lengths[int(len(lengths) * 0.97)]
    low, high = WRAPPED
    return most if low <= usual and most <= high and usual > most * FULL else 0


def _groups(lines: list[str], width: int) -> Iterator[list[str]]:
    """Paragraphs within a block: at indents in wrapped text, at each long line elsewhere."""
    group: list[str] = []
    for line in lines:
        starts = bool(width and INDENT.match(line) and group and not INDENT.match(group[-1]))
        alone = not width and len(line) > LONG_LINE
        if group and (starts or alone or (not width and len(group[-1]) > LONG_LINE)):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _paragraph(lines: list[str], width: int) -> str:
    if len(lines) > 1 and width and _is_prose(lines, width):
        text = " ".join(line.strip() for line in lines)
        return f"<p>{escape(_dehyphened(text))}</p>\n"
    return f"<p>{'<br>'.join(escape(line.strip()) for line in lines)}</p>\n"


def _is_prose(lines: list[str], width: int) -> bool:
    return mean(len(line) for line in lines[:-1]) > width * FULL


def _dehyphened(text: str) -> str:
    """Words that were cut at the end of a line are left as they are: a hyphen may be meant."""
    return re.sub(r" {2,}", " ", text)

"""Small files for the tests, made on the spot: PDFs with any text, pictures, sound, zips."""

import io
import shutil
import subprocess
import wave
import zipfile

import pikepdf
from PIL import Image

HAS_FFMPEG = bool(shutil.which("ffmpeg") and shutil.which("ffprobe"))


def pdf_bytes(pages, *, info=None, lang="", edit=None, fonts_tell=True, **saving):
    """A PDF of `pages`, each a list of lines; any letters, since the font maps codes to them.

    `fonts_tell=False` leaves that map out for letters of the private area, as broken fonts do.
    """
    pdf = pikepdf.new()
    codes = {letter: 33 + n for n, letter in enumerate(sorted(set("".join(map("".join, pages)))))}
    assert len(codes) < 200, "one font has room for 200 letters"
    lines = "\n".join(
        f"<{code:02x}> <{(letter if fonts_tell else chr(0xE000 + code)).encode('utf-16-be').hex()}>"
        for letter, code in codes.items()
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <ff>"
        f" endcodespacerange {len(codes)} beginbfchar\n{lines}\nendbfchar endcmap end"
    )
    font = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica,
            FirstChar=33, LastChar=232, Widths=pikepdf.Array([600] * 200),
            ToUnicode=pdf.make_stream(cmap.encode()),
        )
    )  # fmt: skip
    for page in pages:
        new = pdf.add_blank_page(page_size=(420, 595))
        new.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        rows = "".join(
            f"BT /F1 12 Tf 40 {540 - 18 * row} Td <{bytes(codes[c] for c in line).hex()}> Tj ET\n"
            for row, line in enumerate(page)
        )
        new.Contents = pdf.make_stream(rows.encode())
    for key, value in (info or {}).items():
        pdf.docinfo[f"/{key}"] = value
    if lang:
        pdf.Root.Lang = pikepdf.String(lang)
    if edit:
        edit(pdf)
    out = io.BytesIO()
    pdf.save(out, **saving)
    return out.getvalue()


def scan_pdf(pictures):
    """A PDF whose pages are only pictures, as a scanner makes it."""
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=150)
    return out.getvalue()


def picture_bytes(size=(60, 40), colour="#22407c", form="JPEG", **saving):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, form, **saving)
    return out.getvalue()


def wav_bytes(seconds=1.0):
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\x00\x10" * int(8000 * seconds))
    return out.getvalue()


def zip_of(path, files):
    """A zip at `path` with `files`, name → bytes."""
    with zipfile.ZipFile(path, "w") as pack:
        for name, data in files.items():
            pack.writestr(name, data)
    return path


def ffmpeg(*words):
    subprocess.run(["ffmpeg", "-v", "error", "-y", *map(str, words)], check=True)


def film(path, *words, seconds=2):
    """A short film with sound, made by ffmpeg."""
    ffmpeg(
        "-f", "lavfi", "-i", f"testsrc=size=128x96:rate=10:duration={seconds}",
        "-f", "lavfi", "-i", f"sine=frequency=440:duration={seconds}", *words, path,
    )  # fmt: skip
    return path

"""Subtitles and transcripts: what is understood, what comes out, what is refused."""

import pytest
from django.utils.translation import override

from densach.library.formats import captions
from densach.library.formats.captions import Cue

SRT = (
    "1\r\n00:00:01,500 --> 00:00:04,000\r\n<i>Trăm năm</i> trong cõi\r\nngười ta\r\n\r\n"
    "2\r\n00:00:05,000 --> 00:00:06,000\r\nChữ tài\r\n"
)
VTT = (
    "WEBVTT\n\nNOTE một lời\n\nđầu\n00:01.500 --> 00:04.000 align:start\n"
    "<c.vang>Trăm năm</c> trong cõi\nngười ta\n"
)
ASS = (
    "[Events]\nFormat: Layer, Start, End, Text\n"
    "Dialogue: 0,0:00:01.50,0:00:04.00,{\\b1}Trăm năm{\\b0} trong cõi\\Nngười ta\n"
)
FIRST = Cue(1.5, 4.0, "Trăm năm trong cõi\nngười ta")


@pytest.mark.parametrize(
    "text",
    [
        SRT,
        SRT.replace(",", "."),
        SRT.replace("00:00:0", "0:0"),
        VTT,
        ASS,
        "\ufeff" + SRT,
        SRT.split("\r\n\r\n", maxsplit=1)[0].replace("1\r\n", "", 1),  # without a number
    ],
    ids=["srt", "dots", "short times", "vtt", "ass", "mark", "no numbers"],
)
def test_each_form_gives_the_same_first_line(text):
    assert captions.parse(text.replace("\r\n", "\n"), name="phim.srt")[0] == FIRST


def test_lines_of_an_lrc_last_until_the_next():
    cues = captions.parse("[ti:Bài hát]\n[00:01.00]Một\n[00:03.50][00:09.00]Hai\n", name="a.lrc")

    assert cues == [Cue(1, 3.5, "Một"), Cue(3.5, 9, "Hai"), Cue(9, 14, "Hai")]


def test_vtt_comes_out_escaped_and_in_order_of_time():
    text = (
        "2\n00:01:00,000 --> 00:01:02,000\n3 &lt; 5 & 7\n\n"
        "1\n00:00:01,000 --> 00:00:02,000\n<v Lan>Chào</v>\n"
    )

    vtt = captions.to_vtt(captions.parse(text, name="a.srt"))

    assert vtt == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nLan: Chào\n\n"
        "00:01:00.000 --> 00:01:02.000\n3 &lt; 5 &amp; 7\n"
    )


def test_there_and_back_loses_nothing():
    cues = captions.parse(SRT.replace("\r\n", "\n"), name="a.srt")

    assert captions.parse(captions.to_vtt(cues), name="a.vtt") == cues


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_any_unicode_form_becomes_nfc(encoding):
    decomposed = SRT.replace("ă", "a\u0306")

    caption, cues = captions.read_caption(decomposed.encode(encoding), name="phim.vi.srt")

    assert cues[0] == FIRST
    assert (caption.language, caption.vtt[:6]) == ("vi", "WEBVTT")


@pytest.mark.parametrize(
    ("name", "language", "stem"),
    [
        ("phim.vi.srt", "vi", "phim"),
        ("phim.vie.forced.srt", "vi", "phim.vie.forced"),
        ("phim.Vietnamese.vtt", "vi", "phim"),
        ("phim.zh-hant.ass", "zh-Hant", "phim"),
        ("phim.en_US.srt", "en-US", "phim"),
        ("loi-chao_vi.vtt", "vi", "loi-chao_vi"),
        ("phim.v2.srt", "", "phim.v2"),
        ("phim.srt", "", "phim"),
    ],
)
def test_the_name_tells_the_language(name, language, stem):
    assert captions.language_of(name) == language
    assert captions.stem_of(name) == stem


def test_parts_for_search_are_half_minutes():
    cues = [Cue(t, t + 5, f"câu {t}") for t in range(0, 60, 10)]

    parts = captions.parts_of(cues, track=2, title="Chương hai")

    assert [(part.place, part.text) for part in parts] == [
        ("t2@0", "câu 0 câu 10 câu 20"),
        ("t2@30", "câu 30 câu 40 câu 50"),
    ]


def test_a_file_without_times_is_refused_in_a_sentence():
    with pytest.raises(captions.NotCaptions) as refusal, override("en"):
        captions.read_caption("Chỉ là một bức thư.".encode(), name="thu.srt")

    with override("en"):
        assert str(refusal.value) == (
            "“thu.srt” holds no subtitles: there is no line with a time in it."
            " Send subtitles as SRT, VTT, ASS or LRC."
        )


def test_a_file_too_large_for_subtitles_is_refused():
    with pytest.raises(captions.CaptionsTooLong):
        captions.read_caption(b" " * (captions.MAX_BYTES + 1), name="phim.srt")

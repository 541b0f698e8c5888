"""Names of languages, by BCP 47 tag, in the language of the page.

The tags are those of the IANA registry (ISO 639). The list holds the languages that have speakers in
Viet Nam and those most taught or read here.
"""

from django.utils.translation import get_language

NAMES = {
    "vi": ("Tiếng Việt", "Vietnamese"),
    "en": ("Tiếng Anh", "English"),
    "fr": ("Tiếng Pháp", "French"),
    "zh": ("Tiếng Trung", "Chinese"),
    "ja": ("Tiếng Nhật", "Japanese"),
    "ko": ("Tiếng Hàn", "Korean"),
    "ru": ("Tiếng Nga", "Russian"),
    "de": ("Tiếng Đức", "German"),
    "es": ("Tiếng Tây Ban Nha", "Spanish"),
    "pt": ("Tiếng Bồ Đào Nha", "Portuguese"),
    "it": ("Tiếng Ý", "Italian"),
    "nl": ("Tiếng Hà Lan", "Dutch"),
    "pl": ("Tiếng Ba Lan", "Polish"),
    "cs": ("Tiếng Séc", "Czech"),
    "hu": ("Tiếng Hung-ga-ri", "Hungarian"),
    "sv": ("Tiếng Thuỵ Điển", "Swedish"),
    "fi": ("Tiếng Phần Lan", "Finnish"),
    "uk": ("Tiếng U-crai-na", "Ukrainian"),
    "el": ("Tiếng Hi Lạp", "Greek"),
    "la": ("Tiếng La-tinh", "Latin"),
    "sa": ("Tiếng Phạn", "Sanskrit"),
    "pi": ("Tiếng Pa-li", "Pali"),
    "ar": ("Tiếng Ả Rập", "Arabic"),
    "he": ("Tiếng Do Thái", "Hebrew"),
    "fa": ("Tiếng Ba Tư", "Persian"),
    "hi": ("Tiếng Hin-đi", "Hindi"),
    "id": ("Tiếng In-đô-nê-xi-a", "Indonesian"),
    "ms": ("Tiếng Mã Lai", "Malay"),
    "th": ("Tiếng Thái Lan", "Thai"),
    "lo": ("Tiếng Lào", "Lao"),
    "my": ("Tiếng Miến Điện", "Burmese"),
    "tr": ("Tiếng Thổ Nhĩ Kì", "Turkish"),
    "eo": ("Quốc tế ngữ", "Esperanto"),
    "km": ("Tiếng Khmer", "Khmer"),
    "hmn": ("Tiếng Mông", "Hmong"),
    "mww": ("Tiếng Mông Trắng", "White Hmong"),
    "hnj": ("Tiếng Mông Xanh", "Green Hmong"),
    "blt": ("Tiếng Thái Đen", "Tai Dam"),
    "twh": ("Tiếng Thái Trắng", "Tai Dón"),
    "tyr": ("Tiếng Thái Đỏ", "Tai Daeng"),
    "tai": ("Tiếng Thái", "Thái (Tai languages)"),
    "kjg": ("Tiếng Khơ Mú", "Khmu"),
    "tyz": ("Tiếng Tày", "Tày"),
    "nut": ("Tiếng Nùng", "Nùng"),
    "mtq": ("Tiếng Mường", "Mường"),
    "ium": ("Tiếng Dao", "Iu Mien (Dao)"),
    "rad": ("Tiếng Ê Đê", "Rade (Ê Đê)"),
    "jra": ("Tiếng Gia Rai", "Jarai"),
    "bdq": ("Tiếng Ba Na", "Bahnar"),
    "sed": ("Tiếng Xơ Đăng", "Sedang"),
    "kpm": ("Tiếng Cơ Ho", "Koho"),
    "cmo": ("Tiếng Mnông", "Mnong"),
    "hre": ("Tiếng Hrê", "Hre"),
    "sti": ("Tiếng Xtiêng", "Stieng"),
    "bru": ("Tiếng Bru – Vân Kiều", "Bru"),
    "ktv": ("Tiếng Cơ Tu", "Katu"),
    "cja": ("Tiếng Chăm (miền Tây)", "Western Cham"),
    "cjm": ("Tiếng Chăm", "Cham"),
    "rog": ("Tiếng Ra Glai", "Roglai"),
    "cje": ("Tiếng Chu Ru", "Chru"),
    "hni": ("Tiếng Hà Nhì", "Hani"),
    "lhu": ("Tiếng La Hủ", "Lahu"),
    "giq": ("Tiếng Cờ Lao", "Gelao"),
    "pcc": ("Tiếng Giáy", "Bouyei (Giáy)"),
    "und": ("Chưa rõ", "Not known"),
    "mul": ("Nhiều thứ tiếng", "Several languages"),
    "zxx": ("Không lời", "No words"),
}


def language_name(tag: str) -> str:
    """`Tiếng Việt` for `vi` and `vi-VN`, `Tiếng Anh (GB)` for `en-GB`.

    An unknown tag is shown as it is, empty as empty.
    """
    base, _dash, rest = tag.lower().partition("-")
    pair = NAMES.get(base)
    if pair is None:
        return tag
    name = pair[0] if (get_language() or "vi").startswith("vi") else pair[1]
    return f"{name} ({rest.upper()})" if rest and (base, rest) != ("vi", "vn") else name

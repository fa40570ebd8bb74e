"""How a name may be read aloud: the one module that knows pypinyin.

The library reads 单 解 仇 曾 as everyday words, so surnames come from a table of ours and every other reading is kept
too: a worker who types either finds the person. Loaded on first use, without its phrases (0.13 s instead of 0.47 s).
"""

import os
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

MOST_READINGS = 16
_PER_CHARACTER = 5
_UMLAUT = "ü"

# Surnames whose reading as a surname is not the everyday one; the everyday ones follow by themselves.
_SURNAMES = {
    "单": "shan", "解": "xie", "仇": "qiu", "曾": "zeng", "查": "zha", "盖": "ge", "区": "ou", "朴": "piao",
    "任": "ren", "尉": "wei", "燕": "yan", "华": "hua", "宁": "ning", "冼": "xian", "洗": "xian", "翟": "zhai",
    "纪": "ji", "葛": "ge", "柏": "bai", "种": "chong", "折": "she", "覃": "qin tan", "秘": "bi", "缪": "miao",
    "乐": "yue le", "员": "yun", "贠": "yun", "黑": "he", "那": "na", "句": "gou", "隗": "wei kui", "郇": "xun huan",
    "郗": "xi chi", "召": "shao", "应": "ying", "於": "yu", "车": "che", "都": "du", "牟": "mu mou", "祭": "zhai",
    "繁": "po", "卜": "bu", "谌": "chen shen", "逄": "pang", "佴": "nai", "盛": "sheng", "石": "shi", "哈": "ha",
    "俞": "yu", "干": "gan", "沈": "shen", "阚": "kan", "宓": "mi fu", "过": "guo", "贾": "jia", "万": "wan",
    "教": "jiao", "相": "xiang", "炅": "gui", "佘": "she", "嵇": "ji", "幺": "yao", "撒": "sa", "撖": "han",
    "重": "chong", "晟": "cheng", "藏": "zang", "长": "chang", "降": "jiang", "瞿": "qu", "雒": "luo", "訾": "zi",
    "麴": "qu", "曲": "qu", "适": "kuo", "郄": "qie xi", "粘": "nian", "幸": "xing", "仉": "zhang", "咸": "xian",
    "乜": "nie", "么": "yao", "眭": "sui", "强": "qiang", "色": "se", "妫": "gui", "芮": "rui", "厍": "she",
    "尹": "yin", "臧": "zang", "酆": "feng", "郦": "li", "虢": "guo", "亓": "qi", "逯": "lu", "戚": "qi",
    "费": "fei bi", "薄": "bo", "便": "pian", "陶": "tao", "褚": "chu", "行": "xing", "冯": "feng", "能": "nai",
    "钭": "tou", "晁": "chao", "尧": "yao", "率": "shuai", "占": "zhan", "曹": "cao", "塔": "ta",
}  # fmt: skip
_DOUBLE_SURNAMES = {
    "尉迟": "yu chi", "万俟": "mo qi", "令狐": "ling hu", "澹台": "tan tai", "长孙": "zhang sun", "鲜于": "xian yu",
    "单于": "chan yu", "皇甫": "huang fu", "宰父": "zai fu", "亓官": "qi guan", "公冶": "gong ye", "夏侯": "xia hou",
    "诸葛": "zhu ge", "司马": "si ma", "上官": "shang guan", "欧阳": "ou yang", "独孤": "du gu", "南宫": "nan gong",
    "慕容": "mu rong", "宇文": "yu wen", "闻人": "wen ren", "赫连": "he lian", "拓跋": "tuo ba", "淳于": "chun yu",
    "钟离": "zhong li", "申屠": "shen tu", "仲孙": "zhong sun", "轩辕": "xuan yuan", "端木": "duan mu",
    "百里": "bai li", "东郭": "dong guo", "太叔": "tai shu", "濮阳": "pu yang", "呼延": "hu yan", "乐正": "yue zheng",
    "漆雕": "qi diao", "公孙": "gong sun", "第五": "di wu", "哥舒": "ge shu", "纳兰": "na lan", "叶赫": "ye he",
}  # fmt: skip


@dataclass(frozen=True)
class Readings:
    """Every plausible reading of a name, the likeliest first, at most `MOST_READINGS`.

    Attributes:
        syllables: one tuple per reading (("shan", "xiong", "xin"), ...): lower-case ASCII, no tones, ü written both as
            v and as u.
        surname: how many syllables the surname has: 2 for 欧阳, else 1.
    """

    syllables: tuple[tuple[str, ...], ...]
    surname: int = 1

    @property
    def full(self) -> tuple[str, ...]:
        """Each reading in one word: shanxiongxin."""
        return _distinct("".join(reading) for reading in self.syllables)

    @property
    def initials(self) -> tuple[str, ...]:
        """First letters of each reading: sxx."""
        return _distinct("".join(syllable[0] for syllable in reading) for reading in self.syllables)

    @property
    def given(self) -> tuple[str, ...]:
        """Each reading without the surname, for those who type the given name only: xiongxin."""
        return _distinct("".join(reading[self.surname :]) for reading in self.syllables)

    @property
    def given_initials(self) -> tuple[str, ...]:
        """First letters without the surname: xx."""
        return _distinct("".join(sound[0] for sound in reading[self.surname :]) for reading in self.syllables)


def readings(name: str) -> Readings:
    """How a name may be read.

    Characters without a known reading, dots and blanks contribute nothing; Latin letters and digits stand for
    themselves. Combinations are bounded: those nearest to the likeliest reading are kept.
    """
    choices = [choice for choice in _choices(name) if choice]
    found: list[tuple[int, tuple[str, ...]]] = [(0, ())] if choices else []
    for choice in choices:
        longer = [(cost + extra, (*said, sound)) for cost, said in found for extra, sound in enumerate(choice)]
        found = sorted(longer, key=lambda item: item[0])[:MOST_READINGS]
    return Readings(tuple(said for _, said in found), 2 if name[:2] in _DOUBLE_SURNAMES else 1)


def homophone_key(name: str) -> str:
    """The likeliest reading, blanks between syllables: 文斌 and 文彬 are both "wen bin".

    A character nobody can read stands for itself, so that two rare names do not meet by accident.
    """
    spoken = (choice[0] if choice else char for char, choice in zip(name, _choices(name), strict=True))
    return " ".join(sound for sound in spoken if not _silent(sound))


def _choices(name: str) -> list[tuple[str, ...]]:
    """For each character its sounds, likeliest first; an empty tuple for those without any."""
    sounds = [_sounds(char) for char in name]
    double = _DOUBLE_SURNAMES.get(name[:2])
    if double:
        for place, sound in enumerate(double.split()):
            sounds[place] = _distinct((sound, *sounds[place]))[:_PER_CHARACTER]
    elif name[:1] in _SURNAMES:
        sounds[0] = _distinct((*_SURNAMES[name[0]].split(), *sounds[0]))[:_PER_CHARACTER]
    return sounds


@cache
def _sounds(char: str) -> tuple[str, ...]:
    if char.isascii():
        return (char.lower(),) if char.isalnum() else ()
    return _distinct(form for sound in _dictionary().get(ord(char), "").split(",") for form in _spelled(sound))[
        :_PER_CHARACTER
    ]


def _spelled(sound: str) -> tuple[str, ...]:
    """A reading with its tone mark taken off, in each way people type it: lǜ is lv and lu."""
    loose = unicodedata.normalize("NFD", sound)
    plain = unicodedata.normalize("NFC", "".join(c for c in loose if c == "\u0308" or not unicodedata.combining(c)))
    plain = plain.replace("ê", "e")
    if not plain or not plain.replace(_UMLAUT, "v").isascii():
        return ()
    return (plain.replace(_UMLAUT, "v"), plain.replace(_UMLAUT, "u")) if _UMLAUT in plain else (plain,)


def _distinct(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, words)))


def _silent(char: str) -> bool:
    return len(char) == 1 and not char.isalnum() and unicodedata.category(char)[0] in "PZSC" and char.isprintable()


@cache
def _dictionary() -> dict[int, str]:
    """Code point to readings with tones, from pypinyin, loaded without its phrases: names hold none."""
    before = os.environ.get("PYPINYIN_NO_PHRASES")
    os.environ["PYPINYIN_NO_PHRASES"] = "1"
    try:
        from pypinyin.constants import PINYIN_DICT
    finally:
        if before is None:
            del os.environ["PYPINYIN_NO_PHRASES"]
    return dict(PINYIN_DICT)

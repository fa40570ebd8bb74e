"""Words that stand only in offices' lists, beside those the code lists know: case types, states, grades, relations."""

from collections.abc import Mapping

from db.domain.codes import CodeList, list_name

_WORDS: dict[str, dict[str, str]] = {
    "case_type": {
        "death": "死亡 死亡类 独生子女死亡 独生子女死亡家庭 死亡家庭 失独 失独家庭 "
        "子女死亡 死亡型 死亡特扶 特扶死亡 独子死亡 独生子女死亡类",
        "disability": "伤残 伤残类 独生子女伤残 独生子女伤残家庭 伤残家庭 残疾 子女伤残 "
        "伤残型 残疾家庭 独生子女残疾 伤残特扶 特扶伤残 独子伤残 独女伤残 子女残疾 独生子女伤残类",
        "complication": "并发症 手术并发症 并发症类 节育手术并发症 手术并发症家庭 "
        "并发症人员 节育并发症 计划生育手术并发症 手术并发症人员",
    },
    "state": {
        "dead": "死亡 已死亡 去世 已故 亡 亡故 离世 死",
        "disabled": "伤残 残疾 残 病残",
        "alive": "存活 健在 健康 活 正常 在世",
    },
    "disability_grade": {
        "1": "一级 1级 壹级 一 Ⅰ Ⅰ级 I I级 I级残疾",
        "2": "二级 2级 贰级 二 Ⅱ Ⅱ级 II II级",
        "3": "三级 3级 叁级 三 Ⅲ Ⅲ级 III III级",
        "4": "四级 4级 肆级 四 Ⅳ Ⅳ级 IV IV级",
    },
    "sex": {"1": "男 男性 m male", "2": "女 女性 f female"},
    "relation": {
        "02": "户主 本人 本人或户主 申请人 户主本人 户主/本人 1",
        "10": "配偶 爱人 夫妻 妻子/丈夫 2",
        "11": "夫 丈夫 夫妻(夫)",
        "12": "妻 妻子 老婆 媳妇 夫妻(妻)",
        "20": "子 儿子 儿 长子 养子 继子 独子 次子 独生子 之子 子女 孩子",
        "30": "女 女儿 长女 养女 继女 独女 次女 独生女 之女",
        "51": "父 父亲",
        "52": "母 母亲",
    },
    "risk_level": {"normal": "一般 普通 正常", "focus": "重点 重点关注", "high": "高危 高风险 高"},
    "contact_preference": {"home": "上门 入户", "phone": "电话", "quiet": "不便打扰 不愿打扰 勿扰 不上门"},
    "housing_safety": {"good": "良好 好 安全", "hazard": "隐患 有隐患", "fixed": "已整改 整改"},
    "self_care": {
        "able": "自理 能自理 能 可自理 完全自理",
        "partial": "半失能 部分自理 半自理",
        "unable": "失能 不能自理 不能",
    },
    "grade": {"1a": "一级甲等 一级甲", "1b": "一级乙等 一级乙", "2": "二级 2级", "3": "三级 3级"},
    "mental_state": {"calm": "平稳", "low": "低落", "attention": "需关注", "intervene": "需干预"},
}
_FIRST: dict[str, dict[str, str]] = {
    name: {word.casefold(): code for code, words in table.items() for word in words.split()}
    for name, table in _WORDS.items()
}


class ListWords:
    """Code of a word and word of a code, from the code lists first and from the offices' own words second.

    Args:
        lists: all code lists by name.
    """

    def __init__(self, lists: Mapping[str, CodeList]) -> None:
        self._lists = lists
        self._shown: dict[tuple[str, str, str], str] = {}

    def code_of(self, entity: str, field: str, code_list: str, word: str) -> str:
        """The code `word` stands for in this field, "" when nobody knows it."""
        found = self._list(entity, field, code_list)
        code = found.code_of(word) if found else None
        if code:
            return code
        own = _FIRST.get(field, {}).get("".join(word.split()).casefold(), "")
        return own if own and (found is None or own in found) else ""

    def word_of(self, entity: str, field: str, code_list: str, code: str) -> str:
        """The word of a code; the code itself when no list knows it."""
        key = (entity, field, code)
        word = self._shown.get(key)
        if word is None:
            found = self._list(entity, field, code_list)
            own = next(iter(_WORDS.get(field, {}).get(code, code).split()), code)
            word = self._shown[key] = found.name_of(code) if found and code in found else own
        return word

    def _list(self, entity: str, field: str, code_list: str) -> CodeList | None:
        name = list_name(entity, field, code_list, self._lists)
        return self._lists[name] if name else None

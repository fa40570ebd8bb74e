"""Invented names as they are met in a township: by sex and decade, with the long, the rare and the compound ones."""

from dataclasses import dataclass
from datetime import date

from db.domain.identity import FEMALE, MALE
from desktop.desk.demo.dice import Dice


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_SURNAMES = (
    "王王王李李李张张张刘刘陈陈杨杨黄黄赵赵周周吴吴徐孙马朱胡郭何林罗高郑梁谢宋唐许邓韩冯曹彭曾肖田董袁蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖夏方白邹孟熊秦邱江尹薛段雷侯龙陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤"
)
_COMPOUND = ("欧阳", "欧阳", "司马", "上官", "诸葛", "皇甫", "令狐")

_MEN = _words(
    "建国 建平 建华 建军 建明 建新 建忠 建成 国平 国强 国华 国庆 国栋 国良 国兴 志强 志明 志华 志平 志远 志刚 "
    "文彬 文明 文林 文斌 文清 文生 德厚 德明 德胜 德成 德才 德旺 德兴 长庚 长生 长林 长明 长根 永年 永福 永明 "
    "永生 永祥 永昌 永林 怀远 怀德 怀仁 世安 世明 世昌 世雄 立本 立新 立平 正平 正华 正明 正清 桂生 水生 水根 "
    "木生 金生 金根 金水 金山 春生 春林 春明 秋生 冬生 福生 福林 福根 福来 贵生 贵林 贵才 根生 根宝 来福 有才 "
    "有福 有根 万福 家兴 家福 家旺 家明 兴旺 兴发 兴华 光明 光荣 光辉 光华 学文 学明 学军 学忠 忠良 忠诚 忠明 "
    "忠义 庆云 庆丰 庆林 庆生 大成 大明 大勇 先明 绍华 绍明 绍文 宗明 宗文 祖德 承业 承志 传福 传明 少华 少云 "
    "树生 树林 树清 云山 海清 海林 义平 礼明 宝林 宝山 宝根 石生 松林 新民 新华 和平 明生 明亮 明华 昌盛 昌明 "
    "远明 远志 达明 启明 启文 元生 元林 四清 成林 成贵 仁和 安民 顺生 顺林 细毛 满生 均平 伯年 仲明"
)
_MEN_SHORT = _words("平 勇 军 强 刚 明 忠 诚 伟 林 辉 斌 庆 云 松 海 涛 祥")
_WOMEN = _words(
    "秀兰 秀英 秀珍 秀华 秀云 秀梅 秀芳 秀琴 秀莲 桂英 桂兰 桂芳 桂香 桂珍 桂花 桂莲 玉兰 玉英 玉珍 玉梅 玉芳 "
    "玉华 玉莲 玉香 玉娥 月娥 月英 月华 月琴 月桂 素琴 素珍 素芳 素英 素兰 金花 金凤 金兰 金秀 金香 金娥 银花 "
    "银秀 春梅 春兰 春香 春英 春秀 秋菊 秋兰 秋英 冬梅 冬英 冬香 腊梅 腊英 凤英 凤兰 凤珍 凤仙 凤霞 凤娥 翠英 "
    "翠兰 翠莲 翠萍 美英 美珍 美华 美玲 美兰 淑珍 淑英 淑芳 淑华 淑兰 淑琴 惠珍 惠英 惠芳 惠兰 爱珍 爱英 爱华 "
    "爱莲 爱兰 荷英 菊英 菊香 菊花 莲英 莲香 莲芝 兰英 兰香 兰芝 梅英 梅香 梅芳 彩云 彩霞 彩凤 彩英 瑞英 瑞兰 "
    "满秀 满英 友珍 友英 水英 水秀 水莲 云英 云秀 云香 香莲 香兰 丽华 丽萍 丽娟 小英 小兰 小琴 红英 红梅 红霞 "
    "建英 国英 志英 志兰 文英 文秀 良英 连英 连秀 福英 福秀 贵英 贵珍 仁英 仁秀 全英 全秀 清秀 清莲 杏英 桃英 "
    "细妹 四妹 雪英 雪莲 竹英 定秀 家秀 德英 德珍 昌秀 新莲 喜英 喜珍"
)
_WOMEN_SHORT = _words("英 兰 芳 珍 霞 萍 琴 敏 静 玲 娟 红 群 艳 华 梅")
_SONS = _words(
    "伟 强 磊 勇 军 涛 斌 杰 鹏 浩 俊 峰 波 超 辉 亮 明 志鹏 志伟 晓峰 晓明 晓东 小军 小勇 小龙 海涛 海波 建波 "
    "文杰 俊杰 俊峰"
)
_SONS_LATE = _words("宇 帆 凯 毅 晨 鑫 洋 阳 家豪 家俊 子豪 浩然 宇航 宇轩 天宇 思远 嘉乐 志航 文韬 睿")
_DAUGHTERS = _words(
    "婷 静 丽 娟 敏 燕 艳 霞 芳 玲 慧 莉 娜 倩 颖 琳 丹 婷婷 丹丹 莉莉 晓燕 晓丽 小燕 小芳 海燕 雪梅 文静 丽娜 "
    "春燕 冬梅"
)
_DAUGHTERS_LATE = _words("雪 晶 璐 蕾 薇 雅婷 雅静 梦洁 梦婷 佳怡 佳慧 思琪 欣怡 雨欣 诗雨 可欣 紫涵 语嫣")

_OF_THE_DAY: tuple[tuple[int, int, str, str], ...] = (
    (1949, 1949, MALE, "解放 建国"),
    (1950, 1953, MALE, "援朝 和平 抗美"),
    (1954, 1957, MALE, "互助 合成"),
    (1958, 1960, MALE, "跃进 钢生"),
    (1966, 1972, MALE, "卫东 红兵 卫国"),
    (1966, 1972, FEMALE, "卫红 红卫 卫华"),
)
"""Given names of their years: a list in which nobody born in 1951 is called 援朝 looks made up."""
_LATE = 1996
_MISHEARD = frozenset(
    _words(
        "杨伟 吴有才 吴有福 吴德才 胡来福 胡来发 姚明 马云 马涛 李强 李鹏 李娜 王毅 王晨 刘洋 刘云山 陈云 陈毅 "
        "孙春兰 宋平 周强 张军"
    )
)
"""Names that a reader would take for a joke or for somebody known."""
_SHORT_NAMES, _DAY_NAMES, _COMPOUND_NAMES = 0.13, 0.2, 0.006

_PEOPLES: dict[str, tuple[str, str]] = {
    "05": ("阿依努尔·吐尔逊 古丽娜尔·买买提 帕提古丽·库尔班", "买买提·艾力 吐尔逊·库尔班 艾合买提·玉素甫"),
    "02": ("乌云其其格 萨仁高娃", "巴特尔 那顺巴雅尔"),
    "04": ("卓玛央金 次仁拉姆", "扎西顿珠 多吉次仁"),
    "07": ("阿西木呷·吉克", "吉克拉日 沙马拉格"),
}
LONGEST_NAME = "阿依夏木汗·买买提吐尔逊·艾合买提江·库尔班玉素甫·奥斯曼江"
"""Thirty characters: what a name on a form must bear."""
RARE = (("马", "𠅤"), ("陈", "䶮"), ("李", "㛃"), ("王", "𬭎锋"))
"""Characters that old systems lose: CJK Extension A and B, and one encoded in 2015."""


@dataclass(frozen=True)
class Named:
    """A person's name and people (GB/T 3304)."""

    name: str
    ethnic: str = "01"


def adult_name(dice: Dice, birth: date, sex: str, surname: str = "") -> str:
    """A name for somebody born between the thirties and the eighties."""
    surname = surname or any_surname(dice)
    while True:
        name = surname + _given(dice, birth.year, sex)
        if name not in _MISHEARD:
            return name


def any_surname(dice: Dice) -> str:
    """A surname, the common ones more often, a compound one now and then."""
    return dice.pick(_COMPOUND) if dice.chance(_COMPOUND_NAMES) else dice.pick(_SURNAMES)


def child_name(dice: Dice, birth: date, sex: str, surname: str) -> str:
    """A name for an only child born since the seventies, under the given surname."""
    early, late = (_SONS, _SONS_LATE) if sex == MALE else (_DAUGHTERS, _DAUGHTERS_LATE)
    while True:
        name = surname + dice.pick(late if birth.year >= _LATE else early)
        if name not in _MISHEARD:
            return name


def minority_couple(dice: Dice) -> tuple[Named, Named]:
    """A man and a woman of one people whose names are written their own way."""
    people = dice.weigh({"05": 4, "02": 2, "04": 2, "07": 1})
    women, men = _PEOPLES[people]
    return Named(dice.pick(men.split()), people), Named(dice.pick(women.split()), people)


def surname_of(named: Named) -> str:
    """The surname a child would bear; "" where names are made another way."""
    if named.ethnic in _PEOPLES:
        return ""
    return named.name[:2] if named.name[:2] in _COMPOUND else named.name[:1]


def _given(dice: Dice, year: int, sex: str) -> str:
    of_the_day = [names for first, last, who, names in _OF_THE_DAY if who == sex and first <= year <= last]
    if of_the_day and dice.chance(_DAY_NAMES):
        return dice.pick(of_the_day[0].split())
    short, long = (_MEN_SHORT, _MEN) if sex == MALE else (_WOMEN_SHORT, _WOMEN)
    return dice.pick(short) if dice.chance(_SHORT_NAMES) else dice.pick(long)

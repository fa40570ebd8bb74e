"""What each `--json` document holds: one table, from which `nuanxin help json` is made and which the tests hold true.

A key inside another is written with a dot, the members of a list with `[]`; `{}` stands for any key.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Key:
    """One key of a document.

    Attributes:
        path: `families[].last_contact.on`.
        kind: `text`, `number`, `flag`, `list`, `object`, `day`, `instant`, `code`, `id`; a `?` behind it: may be null.
        meaning: in Chinese.
    """

    path: str
    kind: str
    meaning: str


def _keys(text: str) -> tuple[Key, ...]:
    """One key a line: path, kind, meaning."""
    lines = (line.split(maxsplit=2) for line in text.strip().splitlines())
    return tuple(Key(path, kind, meaning) for path, kind, meaning in lines)


_LINE = """
{at}households number 户数
{at}persons number 服务对象人数
{at}children number 子女人数
{at}figures object 七项的数，按代码
{at}figures.{} object 一项
{at}figures.{}.total number 全部
{at}figures.{}.excluded number 不计入（本人不愿、外出等）
{at}figures.{}.covered number 已落实
{at}figures.{}.to_renew number 待续
{at}figures.{}.missing number 还没有落实
{at}figures.{}.rate_all text 占全部的百分比，没有分母为“—”
{at}figures.{}.rate_countable text 占应计的百分比
"""


def _line_at(at: str) -> str:
    return _LINE.replace("{at}", at).strip()


_RECORDED = """
entity code 记下的是什么
said text 一句话的结果
undo id 撤销用的批号
"""

_TRANSFERS = """
waiting list 等县里定的
waiting[].family_id id 家庭
waiting[].name text 家庭的姓名；转出 30 天以后隐去
waiting[].village text 村（社区）
waiting[].case_no text 档案编号
waiting[].before code 转出的乡镇
waiting[].after code 接收的乡镇
waiting[].before_name text 转出的乡镇的名称
waiting[].after_name text 接收的乡镇的名称
waiting[].state code open、granted、declined、withdrawn、sent_back
waiting[].word text 办到哪里
waiting[].sign code 记号
waiting[].asked text 谁、什么时候申请
waiting[].reason text 申请的原因
waiting[].settled text 什么时候定的
waiting[].settled_reason text 为什么这样定
waiting[].gone flag 已归别的乡镇
waiting[].readable flag 还可以查看
waiting[].came flag 从别的乡镇转来
settled list 定了的，最近的在前
settled[].family_id id 家庭
settled[].name text 家庭的姓名；转出 30 天以后隐去
settled[].village text 村（社区）
settled[].case_no text 档案编号
settled[].before code 转出的乡镇
settled[].after code 接收的乡镇
settled[].before_name text 转出的乡镇的名称
settled[].after_name text 接收的乡镇的名称
settled[].state code open、granted、declined、withdrawn、sent_back
settled[].word text 办到哪里
settled[].sign code 记号
settled[].asked text 谁、什么时候申请
settled[].reason text 申请的原因
settled[].settled text 什么时候定的
settled[].settled_reason text 为什么这样定
settled[].gone flag 已归别的乡镇
settled[].readable flag 还可以查看
settled[].came flag 从别的乡镇转来
townships list 可以选的乡镇
townships[].code code 代码
townships[].name text 名称
"""
_TRANSFERRED = """
family id 家庭
said text 一句话的结果
"""
_PLAN = """
name text 名字
title text 名称
source text 依据
changes number 有几处不同
differences list 各处不同
applied flag 换用了；只是预览则为否
"""

DOCUMENTS: dict[str, tuple[Key, ...]] = {
    "init": _keys("""
home text 档案所在的文件夹
role code township 或 county
org_code text 单位代码
org_name text 单位名称
profile text 地方设置
database text? 县级：数据库的地址，不带口令
recovery_sheet text? 恢复码单的文件
"""),
    "roster import": _keys("""
file text 文件名
kind code xlsx、xls 或 csv
sheet text 工作表
encoding text? CSV 的编码
columns list 各列的意思
columns[].column number 第几列，从 1 起
columns[].title text 列名
columns[].meaning code? 谁的什么，如 person.name；不读的列为空
dry_run flag 只看没有写
batch id? 批号，撤销用；没有写入则为空
created number 新增户数
changed number 更新户数
rows_read number 表里的全部行
rows_explained object 不是数据的行，按种类
rows_explained.{} number 行数
rows object 行数，按判断
rows.{} number 行数（cannot 不能写入、look 请看一眼、new 新增、changed 更新、same 无变化）
households object 户数，按判断
households.{} number 户数
will_write number 会写（或已写）的行
will_skip number 没有写的行
problems list 每一处问题
problems[].row number 第几行，从 1 起
problems[].cell text? 单元格，如 C7；说的是整行则为空
problems[].field code? 字段
problems[].sentence text 说明
problems[].severity code hard 不能写入、reason 要写理由、soft 请看一眼、note 说明
problems[].code code 问题的种类
problems[].verdict code 这一户的判断
missing list 在册而表里没有的户
missing[].id id 家庭
missing[].name text 户主
missing[].village text 村（社区）
new_villages list 表里新出现的村
"""),
    "roster undo": _keys("""
batch id 撤销的那一批
taken_back number 退回的条数
kept list 之后有人改过、没有退回的
kept[].entity code 种类
kept[].id id 记录
undo id 撤销这次撤销用的批号
"""),
    "roster export": _keys("""
file text 写到的文件
households number 户数
"""),
    "families": _keys("""
families list 家庭，按走访顺序
families[].id id 家庭
families[].case_no text? 档案编号
families[].head text 户主
families[].members list 健在成员的姓名
families[].township text 乡镇代码
families[].village text 村（社区）
families[].group text? 组
families[].case_type code 类别
families[].case_type_word text 类别的叫法
families[].status code 档案状态
families[].risk_level code 关注等级
families[].last_contact object? 最近一次联系
families[].last_contact.on day 日期
families[].last_contact.mode code 方式
families[].last_contact.outcome code 结果
families[].phone text? 电话，默认遮挡
families[].disputed flag 有没有两边不一致待核对
found number 找到的户数
households number 在册户数
persons number 在册人数
"""),
    "family": _keys("""
id id 家庭
as_of day 按哪一天
case_no text? 档案编号
case_type code 类别
case_type_word text 类别的叫法
status code 档案状态
village text 村（社区）
group text? 组
address text? 住址
risk_level code 关注等级
contact_preference code 慰问方式意愿
opened_on day 建档日期
persons list 成员
persons[].id id 成员
persons[].name text 姓名
persons[].relation code 与户主关系
persons[].relation_word text 关系的叫法
persons[].sex code 性别
persons[].birth_date text? 出生日期，可能只有年或年月
persons[].id_no text? 证件号码，默认遮挡
persons[].phone text? 电话，默认遮挡
persons[].alive flag 健在
persons[].is_target flag 帮扶对象
children list 子女
children[].id id 子女
children[].name text? 姓名
children[].state code 现状
children[].event_date day? 日期
children[].parents list 父母的记录号
items list 三项制度和四项制度
items[].item code 代码
items[].name text 名称
items[].state code ok、soon、miss、late、no、excl、na
items[].word text 现在怎样
items[].reason text? 为什么
items[].next_due day? 哪天前
contacts list 联系人
contacts[].id id 分派
contacts[].post code 岗位
contacts[].name text 姓名
contacts[].phone text? 电话，默认遮挡
contacts[].since day 起
contacts[].until day? 止
duties list 该办的事
duties[].rule code 规则
duties[].key text 这件事的固定代号
duties[].title text 什么事
duties[].due_by day 哪天前
duties[].state code upcoming、due、overdue
duties[].days_late number 逾期天数
duties[].reason text 为什么
visits list 走访，新的在前
visits[].id id 走访
visits[].on day 日期
visits[].category code 类别
visits[].mode code 方式
visits[].outcome code 结果
needs list 诉求
needs[].id id 诉求
needs[].request text 内容
needs[].status code 状态
needs[].raised_on day 提出日期
history list 最近的修改
history[].at instant 时间
history[].author text? 谁
history[].entity code 种类
history[].kind code 做了什么
history[].carried code open 未送出、sent 已送出、received 县级已收
history[].undo id 撤销用的批号
"""),
    "visit add": _keys("family id 家庭" + _RECORDED),
    **dict.fromkeys(
        ("need add", "need answer", "need close", "need follow-up", "event add", "aid add"),
        _keys("family id 家庭\nid id 记下的那一条" + _RECORDED),
    ),
    "contact assign": _keys("family id 家庭" + _RECORDED),
    "doctor sign": _keys("person id 本人" + _RECORDED),
    "green issue": _keys("person id 本人" + _RECORDED),
    "insured add": _keys("person id 本人\nproduct code 险种\nid id 参保" + _RECORDED),
    "stay add": _keys("person id 本人\nid id 住院" + _RECORDED),
    "stay discharge": _keys("id id 住院" + _RECORDED),
    "claim propose": _keys("""
person id 本人
stays list 各次住院，最近的在前
stays[].id id 住院
stays[].admitted_on day 入院
stays[].discharged_on day? 出院
stays[].hospital text? 医院
stays[].proposals list 每份保险能报多少
stays[].proposals[].insured id 参保
stays[].proposals[].product code 险种
stays[].proposals[].days number 建议天数
stays[].proposals[].amount number? 建议金额，单位分；险种没有写每日金额则为空
stays[].proposals[].left number? 这一期还剩几天；没有上限则为空
stays[].proposals[].cuts list 没有算进去的天数和原因
stays[].proposals[].cuts[].kind code over_limit、over_stay、outside、waiting、grade、in_hospital
stays[].proposals[].cuts[].days number 天数
stays[].proposals[].cuts[].reason text 原因
stays[].proposals[].doubt text? 先要核对什么
stays[].proposals[].sentence text 一句话
stays[].claims list 登记过的理赔
stays[].claims[].id id 理赔
stays[].claims[].insured id? 参保
stays[].claims[].days number 天数
stays[].claims[].amount number? 金额，单位分
stays[].claims[].submitted_on day? 提交
stays[].claims[].accepted_on day? 受理
stays[].claims[].paid_on day? 赔付
stays[].claims[].refused_on day? 拒赔
"""),
    "claim file": _keys("stay id 住院\nid id 理赔" + _RECORDED),
    "claim pay": _keys("id id 理赔" + _RECORDED),
    "coverage": _keys(
        f"""
as_of day 截至哪一天（按事实的日期）
items list 七项
items[].item code 代码
items[].name text 本地的叫法
total object 合计
{_line_at("total.")}
townships list 乡镇；乡镇的档案里只有自己
townships[].org_code text 代码
townships[].name text 名称
{_line_at("townships[].")}
townships[].villages list 各村；没有 --by village 时为空
townships[].villages[].village text 村（社区）
townships[].villages[].code text 村代码，没有代码则为村名
{_line_at("townships[].villages[].")}
behind list --item 要的名单
behind[].item code 代码
behind[].family_id id 家庭
behind[].family text 户主
behind[].village text 村（社区）
behind[].subject text 对象
behind[].state code 状态
behind[].reason text 为什么
explained list --explain 要的名单：谁没有落实、为什么；只看一户时已落实的也在内
explained[].item code 代码
explained[].family_id id 家庭
explained[].family text 户主
explained[].village text 村（社区）
explained[].unit code household 户、person 人
explained[].subject_id id 户或人
explained[].subject text 对象
explained[].state code 状态
explained[].covered flag 算不算已落实
explained[].reason text 为什么
explained[].since day? 从哪天起
explained[].until day? 最后一天
explained[].days number 到那天为止缺了多少天；没有缺为 0
explained[].responsible text 谁负责
explained[].evidence object? 依据的最近一条记录；没有为空
explained[].evidence.entity code 哪一种
explained[].evidence.record_id id 哪一条
explained[].evidence.on day 日期
explained[].evidence.words text 一句话
explained[].evidence.written_by text? 谁记的
explained[].evidence.written_on day? 哪天记的
explained[].source text 规则的出处
"""
    ),
    "duties": _keys("""
on day 哪一天
counts object 件数
counts.overdue number 已逾期
counts.due number 今天到期
counts.this_week number 七天内
counts.later number 更晚
duties list 该办的事，急的在前
duties[].stage code overdue、due、this_week
duties[].rule code 规则
duties[].key text 这件事的固定代号
duties[].family_id id? 家庭；单位自己的事为空
duties[].family text? 户主
duties[].village text? 村（社区）
duties[].subject text? 对象
duties[].title text 什么事
duties[].owner text? 谁去办
duties[].opens_on day 从哪天起可以办
duties[].due_by day 哪天前
duties[].state code upcoming、due、overdue
duties[].days_late number 逾期天数
duties[].reason text 为什么
duties[].action code 怎样算办了
quiet list 可能想安静的日子
quiet[].family_id id 家庭
quiet[].on day 日期
quiet[].sentence text 提示
"""),
    "registers": _keys("""
registers list 台账，按目录的顺序
registers[].key code 台账的固定名字
registers[].title text 本地的叫法
registers[].group text 哪一组
registers[].count number 条数
"""),
    "history": _keys("""
done list 做过的事，最近的在前
done[].undo id 批号，撤销用
done[].said text 做了什么
done[].at instant 什么时候
done[].author text? 谁
done[].touched text 动了哪些记录，各多少
done[].families list 哪几户，最多两户
done[].undone flag 已经撤销过
done[].can_undo flag 还能撤销
"""),
    "undo": _keys("""
said text 一句话的结果
undo id 批号，撤销这次撤销用
"""),
    "filters": _keys("""
filters list 存为常用的筛选
filters[].name text 名字
filters[].conditions list 条件，一句一个
filters[].families number 现在有几户
"""),
    "checks": _keys("""
families number 核对了多少户
counts object 各有多少处
counts.hard number 要改正的
counts.soft number 请看一眼的，可以写说明
counts.explained number 已说明的
findings list 看到的，要改正的在前
findings[].check code 核对项
findings[].level code hard、soft 或 explained
findings[].title text 核对什么
findings[].sentence text 看到的
findings[].family id? 家庭；属于本单位的为空
findings[].head text? 户主
findings[].village text? 村（社区）
findings[].entity code 哪一种记录
findings[].record id 记录
findings[].field code 先看哪一栏
findings[].explained text? 说明
"""),
    "explain": _keys(_RECORDED),
    "attach": _keys("family id 家庭" + _RECORDED),
    "attachments": _keys("""
attachments list 附件，最近添的在前
attachments[].id id 记录
attachments[].kind code 是什么
attachments[].on day? 哪天的
attachments[].caption text? 说明
attachments[].tags list 照片里有什么，代码
attachments[].media_type text 格式
attachments[].size number 字节
attachments[].sha256 text 内容的摘要
attachments[].subject code 属于什么：family、visit、activity、centre、claim
attachments[].subject_id id 属于哪一条
attachments[].family id? 家庭；属于本单位的为空
"""),
    "looks": _keys("""
looks list 谁看过，最近的在前；同一天同一样只占一条
looks[].at instant 最后一次的时间
looks[].author text 谁
looks[].said text 看了什么
looks[].family id? 家庭
looks[].times number 那天几次
"""),
    "register": _keys("""
key code 台账的固定名字
title text 本地的叫法
notes list 与任务数的比较等，一句一条
notes[].words text 一句话
notes[].state code? ok、soon、miss、na；没有则为空
columns list 列
columns[].key code 列的固定名字
columns[].title text 列名
rows list 各条
rows[].id id 记录
rows[].family id? 家庭；不属于哪一户则为空
rows[].cells list 各格的文字或数，按列的顺序；电话和证件号码遮挡
found number 条数
file text? 写到的 Excel 文件；里面的电话不遮挡
"""),
    "forms inspection": _keys("""
file text 写到的文件
as_of day 截至哪一天
villages number 几个村
"""),
    "forms visit": _keys("""
file text 写到的文件
pages number 页数
forms list 每张表，按文件里的顺序
forms[].serial text 编号
forms[].form_id id 表的身份，也在二维码里
forms[].family id? 家庭；空表为空
forms[].page number 从第几页起
forms[].reprint flag 以前印过，这次重印
"""),
    "enrol request": _keys("""
file text 申请文件
fingerprint text 要在电话里念的 12 位核对码
"""),
    "enrol approve": _keys("""
file text 批复文件
org_code text 乡镇代码
org_name text 乡镇名称
compared flag 给了 --fingerprint 并且一致
station_fingerprint text 乡镇的核对码
root_fingerprint text 县级的核对码，由县级念给乡镇
"""),
    "enrol accept": _keys("""
county_code text 县代码
county_name text 县级单位
compared flag 给了 --fingerprint 并且一致
root_fingerprint text 县级的核对码
"""),
    "package export": _keys("""
file text 上报包
package_no number 第几号
package_id id 包的身份
sha256 text 文件的摘要
bytes number 文件大小
changes number 里面的修改条数
copy text? U 盘上的那一份，已读回核对
files list 写出的包；内容太多时分成几个，上面说的是最后一个
files[].file text 上报包
files[].package_no number 第几号
files[].package_id id 包的身份
files[].sha256 text 文件的摘要
files[].bytes number 文件大小
files[].changes number 里面的修改条数
files[].copy text? U 盘上的那一份，已读回核对
fresh number 全部修改中第一次送出的
kinds list 各种记录
kinds[].entity code 种类
kinds[].new number 新增
kinds[].edited number 更新
recipient text 接收单位
"""),
    "package inspect": _keys("""
verified flag 签名、证书、收件人都验证过
refusal object? 第一处不对
refusal.code code 代码
refusal.sentence text 说明
claimed object? 包里自己写的；打不开则为空
claimed.sender text 发件单位
claimed.sender_code text 发件单位代码
claimed.recipient text 接收单位
claimed.purpose text 用途
claimed.package_no number 第几号
claimed.package_id id 包的身份
claimed.created_at instant 生成时间
claimed.changes number 修改条数
claimed.bytes number 解开后的大小
entries list 里面的文件
"""),
    "package import": _keys("""
applied flag 写入了；false 是预览
files list 每个文件的结果
files[].file_name text 文件名
files[].verdict code imported、duplicate、preview、refused
files[].sentence text 一句话的结果
files[].code code? 没有导入的原因代码
files[].org_code text 乡镇代码
files[].org_name text 乡镇
files[].package_no number 第几号
files[].package_id id 包的身份
files[].made_at text 生成时间
files[].changes number 里面的修改条数
files[].fresh number 新收下的
files[].repeated number 以前收到过的
files[].waiting number 在等更早修改的
files[].released number 等到了的
files[].rejected number 退回的
files[].records_new number 新增的记录
files[].records_changed number 更新的记录
files[].conflicts number 两边不一致的记录
files[].same_state flag? 县里看到的与乡镇一致；没有比对则为空
files[].old_key flag 包是用县里已停用的旧钥匙封的
files[].forked flag 同一台电脑的修改分成两支，可能有两台电脑用过同一份数据
files[].reasons list 退回的原因
files[].reasons[].count number 条数
files[].reasons[].reason text 原因
files[].parallel number 两边各改一处、已合在一起的记录
files[].settled number 原来两边不一致、这次定下的记录
files[].passed_on number 迟到修改：已转给接收的乡镇
files[].part number 分成几个包交时，这是第几个；不分为 1
files[].parts number 分成几个包交；不分为 1
files[].missing number 其余的包里还没有到的修改
files[].differing list 与乡镇不一样的记录；乡镇报来逐条摘要时才有
files[].differing[].entity text 哪一类
files[].differing[].id id 记录
files[].erased number 依法抹去、内容不再收下的修改
"""),
    "package return": _keys("""
returns list 写好的回执，每台电脑一份
returns[].file text 文件
returns[].package_no number 第几号
returns[].org_code text 乡镇代码
returns[].org_name text 乡镇
returns[].station_id id 哪台电脑
returns[].in_reply_to id? 回的是哪个上报包
returns[].seen_claim_ok flag 乡镇所说的进度属实；false 是县级数据恢复过
returns[].base number 从账上第几号之后
returns[].head number 到第几号
"""),
    "package receipt": _keys("""
applied flag 写入了；false 是预览
files list 每个文件的结果
files[].file_name text 文件名
files[].verdict code taken、readopted、nothing_new、stale、does_not_fit、duplicate、preview、refused
files[].sentence text 一句话的结果
files[].code code? 没有读入的原因代码
files[].county text 县
files[].package_no number 第几号回执
files[].package_id id 回执的身份
files[].made_at text 生成时间
files[].acknowledged number 县里收到的修改
files[].sent_back number 被退回的
files[].received number 由县里带来的
files[].unconfirmed number 县级恢复后要重新报送的
files[].conflicts number 两边不一致的记录
files[].same_state flag? 两边一致；还有修改没有上报时为空
files[].reasons list 退回的原因
files[].reasons[].count number 条数
files[].reasons[].reason text 原因
files[].new_keys flag 带来了新的密钥清单
files[].takes_out number 会不再在册的户数；不到一定比例为 0
files[].families number 那时在册的户数
files[].settled number 原来两边不一致、这次定下的记录
files[].moved_in number 由别的乡镇转来的户数
files[].moved_out number 转到别的乡镇的户数
files[].purged number 内容依法清除了的修改
files[].purged_unsent number 其中还没有上报过的
files[].part number 分成几份的回执，这是第几份；不分为 1
files[].parts number 回执分成几份；不分为 1
"""),
    "conflicts list": _keys("""
count number 待核对的处数
disputes list 待核对的
disputes[].family id 家庭
disputes[].name text 家庭
disputes[].village text 村（社区）
disputes[].entity code 哪类记录
disputes[].record id 哪条记录
disputes[].field code 哪一项
disputes[].title text 哪一项的名称
disputes[].before text 大家原来看到的
disputes[].sayings list 各种说法，本机的在前
disputes[].sayings[].no number 第几种
disputes[].sayings[].words text 说法
disputes[].sayings[].whose text 本机、县里、乡镇的名称或另一台电脑
disputes[].sayings[].by text 谁、什么时候
disputes[].sayings[].changes list 对应的修改
sent_back list 县里退回的
sent_back[].change id 哪条修改
sent_back[].family id 家庭
sent_back[].title text 原来想写什么
sent_back[].reason text 为什么退回
sent_back[].by text 谁写的
"""),
    "conflicts show": _keys("""
disputes list 这条记录待核对的
disputes[].entity code 哪类记录
disputes[].record id 哪条记录
disputes[].field code 哪一项
disputes[].title text 哪一项的名称
disputes[].before text 大家原来看到的
disputes[].sayings list 各种说法，本机的在前
disputes[].sayings[].no number 第几种
disputes[].sayings[].words text 说法
disputes[].sayings[].whose text 本机、县里、乡镇的名称或另一台电脑
disputes[].sayings[].by text 谁、什么时候
disputes[].sayings[].changes list 对应的修改
"""),
    "conflicts resolve": _keys("""
record id 哪条记录
field code 哪一项
said text 一句话的结果
undo id 撤销用的批号
"""),
    "duplicates list": _keys("""
count number 可能重复登记的件数
duplicates list 最像的在前
duplicates[].left id 一户
duplicates[].right id 另一户
duplicates[].left_org text 一户的乡镇代码
duplicates[].right_org text 另一户的乡镇代码
duplicates[].names text 可能是同一个人的
duplicates[].reasons text 为什么列出
duplicates[].people number 几个人
"""),
    "duplicates settle": _keys("""
answer code 怎么定：not_same、void、transfer
said text 一句话的结果
undo id 撤销用的批号；转档的不能撤销
"""),
    "purge list": _keys("""
purges list 申请和清除，等答复的在前
purges[].request id 哪条申请
purges[].state code asked 等答复，done 已清除，declined 不清除，withdrawn 已撤回
purges[].standing text 同上，文字
purges[].org_name text 乡镇
purges[].title text 清除谁；清除以后没有姓名
purges[].what text 整户、一位成员或一个附件
purges[].grounds text 依据
purges[].reason text 申请的理由；清除以后没有
purges[].asked text 谁、什么时候申请
purges[].decided text 谁、什么时候答复
purges[].answer text 答复的理由
purges[].went text 本机清除了多少
purges[].decides flag 登录的人能不能答复
purges[].withdraws flag 登录的人能不能撤回
to_destroy list 要人工销毁的原始包文件名
copies number 本机留着的旧档案，里面可能还有清除以前的内容
"""),
    "purge request": _keys("""
applied flag 已经申请；false 只是说明
request id 哪条申请；没有申请时是空的
would list 会清除什么，逐句
said text 一句话的结果
"""),
    "purge confirm": _keys("""
applied flag 已经清除；false 只是说明
type text 要照抄的一句
said text 一句话的结果
records number 清除的记录
changes number 内容没有了的修改
attachments number 删掉的附件文件；只在清除以后有
resealed number 改写的原始包；只在清除以后有
to_destroy list 要人工销毁的原始包；只在清除以后有
"""),
    "purge decline": _keys("""
request id 哪条申请
said text 一句话的结果
"""),
    "purge withdraw": _keys("""
request id 哪条申请
said text 一句话的结果
"""),
    "stations list": _keys("""
root_fingerprint text 县级核对码
manifest_version number 密钥清单第几版
keys_since day 现用密钥从哪天起
late number 停用的电脑交来、等着看的修改
stations list 登记过的电脑
stations[].station_id id 电脑的身份
stations[].org_code text 乡镇代码
stations[].org_name text 乡镇
stations[].serial number 证书号
stations[].since day 登记日期
stations[].in_force flag 可以上报；false 是已停用
stations[].stood_down text 什么时候、为什么停用
stations[].succeeded_by number 由哪个证书号的电脑接替；0 是没有
stations[].handed_in text 最近交来的包
stations[].answered text 最近回给它的
stations[].owed flag 最近的包还没有写回执
stations[].late number 停用后交来、等着看的修改
stations[].ends list 像有两台电脑时，两边各到哪里
"""),
    "stations revoke": _keys("""
station_id id 电脑的身份
manifest_version number 密钥清单第几版
said text 一句话的结果
"""),
    "stations rotate": _keys("""
applied flag 换了；false 只是说明
manifest_version number 密钥清单第几版
said text 一句话的结果
"""),
    "stations late": _keys("""
count number 等着看的修改
families list 按家庭
families[].family_id id 家庭
families[].org_name text 乡镇
families[].name text 家庭
families[].lines list 各条修改
families[].lines[].change id 哪条修改
families[].lines[].title text 做了什么
families[].lines[].what text 内容
families[].lines[].by text 谁、什么时候
"""),
    "transfer list": _keys(_TRANSFERS),
    "transfer request": _keys(_TRANSFERRED),
    "transfer withdraw": _keys(_TRANSFERRED),
    "transfer grant": _keys(_TRANSFERRED),
    "transfer decline": _keys(_TRANSFERRED),
    "stations accept": _keys("""
accepted number 采用了几条
left number 还等着看的
said text 一句话的结果
"""),
    "eligibility": _keys("""
on day 哪一天
persons list 帮扶对象，按走访顺序
persons[].person id 本人
persons[].name text 姓名
persons[].family id 家庭
persons[].village text 村（社区）
persons[].kind code? 类别
persons[].status code underage、ready、applied、publicised、confirmed、stopped、none、local
persons[].status_word text 状态的叫法
persons[].reason text 推算的依据
persons[].eligible_since day? 推算从哪天起可申报
persons[].notices list 进入达龄预告的日子
persons[].entitlement id? 登记的资格
persons[].first_year number? 起始年度
persons[].confirmed_on day? 确认日期
persons[].amount_fen number? 每月多少分；没有标准或不发则为空
persons[].amount_source text? 标准的依据
persons[].amount_verified flag? 标准核实过
persons[].check code? 本年年审：passed、pending、left、due、later
persons[].proposal text? 提议停止的原因
found number 人数
monthly_total_fen number 已确认的每月合计，分
"""),
    "death": _keys("""
person id 本人
on day 去世日期
known_on day 得知日期
title text 会怎样
parts list 停止、改动、接着要办、不变
parts[].title text 哪一部分
parts[].lines list 各条
applied flag 写入了；false 只是看
said text? 一句话的结果
undo id? 撤销用的批号
"""),
    "review": _keys("""
year number 年度
on day 年审日期
passing list 没有疑问、还没有登记的人
passing[].person id 本人
passing[].name text 姓名
passing[].family id 家庭
passing[].village text 村（社区）
passing[].head text 户主
passing[].kind code 类别
held list 要逐人定的人
held[].person id 本人
held[].name text 姓名
held[].family id 家庭
held[].village text 村（社区）
held[].head text 户主
held[].kind code 类别
held[].why text 为什么
applied flag 登记了；false 只是看
said text? 一句话的结果
undo id? 撤销用的批号
"""),
    "check": _keys("""
ok flag 全部完好
checks list 每一项检查
checks[].name code 名称
checks[].ok flag 完好
checks[].looked_at number 看了多少
checks[].faults number 有几处不对
checks[].first text? 第一处
checks[].notes list 不是错、但应该知道的
"""),
    "county move": _keys("""
database text 搬到的数据库的地址，不带口令
rows number 搬了多少行
changes number 修改条数
digests list 每个乡镇一项：两边相同的状态摘要
digests[].org_code text 乡镇代码
digests[].digest text SHA-256
kept_file text 原来的文件，仍然加密
"""),
    "ledger verify": _keys("""
ok flag 账完好
entries number 一共多少条
faults list 每个乡镇的第一处不对
faults[].org_code text 乡镇代码
faults[].no number 第几号
faults[].said text 哪里不对
"""),
    "profile list": _keys("""
chosen text 选的是哪一套
in_force text 现在用的底本；选的那套读不出来时是它的底本
own_changes number 本单位改过几处
trouble text? 选的那套为什么没有用上
profiles list 可以用的
profiles[].name text 名字
profiles[].title text 名称
profiles[].source text 依据
profiles[].kept flag 县里发来、存在档案里的
"""),
    "profile show": _keys("""
name text 名字
title text 名称
source text 依据
region text 地区
groups list 各组叫法、规则和清单
groups[].key code 组
groups[].title text 组名
groups[].lines list 各条
groups[].lines[].id text 固定名字
groups[].lines[].title text 内容
groups[].lines[].value text 现在
groups[].lines[].since day? 从哪天起；一直如此则为空
groups[].lines[].source text 依据
groups[].lines[].own flag 本单位改过
groups[].lines[].later list 已定下以后改的
groups[].lines[].later[].since day 从哪天起
groups[].lines[].later[].value text 改成什么
"""),
    "profile use": _keys(_PLAN),
    "profile import": _keys(_PLAN),
    "profile check": _keys("""
name text 名字
title text 名称
source text 依据
extends text? 底本
rules number 自己的规则条数
"""),
    "demo": _keys("""
home text 档案所在的文件夹
households number 户数
persons number 人数
seed number 种子
"""),
    "tour": _keys("""
folder text 文件夹
files list 留下的文件
"""),
    "help json": _keys("""
exit_codes object 退出码
exit_codes.{} text 意思
commands object 各命令的 JSON
commands.{} list 各键
commands.{}[].path text 键的位置
commands.{}[].kind text 类型，后面有问号的可能为空
commands.{}[].meaning text 意思
"""),
}
EXIT_CODES = {"0": "办好了", "1": "程序出了错", "2": "命令写得不对", "3": "没有办，原因和代码写在标准错误里"}


def described() -> dict[str, Any]:
    """The table as `nuanxin help json --json` prints it."""
    commands = {
        name: [{"path": key.path, "kind": key.kind, "meaning": key.meaning} for key in keys]
        for name, keys in DOCUMENTS.items()
    }
    return {"exit_codes": EXIT_CODES, "commands": commands}

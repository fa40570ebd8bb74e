"""What the documents of the daily work hold: lists, families, registers, paper, rules."""

from desktop.cli.document_keys import RECORDED, Key, keys_of

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


_PLAN = """
name text 名字
title text 名称
source text 依据
changes number 有几处不同
differences list 各处不同
applied flag 换用了；只是预览则为否
"""


WORK: dict[str, tuple[Key, ...]] = {
    "init": keys_of("""
home text 档案所在的文件夹
role code township 或 county
org_code text 单位代码
org_name text 单位名称
profile text 地方设置
database text? 县级：数据库的地址，不带口令
recovery_sheet text? 恢复码单的文件
"""),
    "roster import": keys_of("""
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
    "roster undo": keys_of("""
batch id 撤销的那一批
taken_back number 退回的条数
kept list 之后有人改过、没有退回的
kept[].entity code 种类
kept[].id id 记录
undo id 撤销这次撤销用的批号
"""),
    "roster export": keys_of("""
file text 写到的文件
households number 户数
"""),
    "families": keys_of("""
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
    "family": keys_of("""
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
history[].carried code open 未送出、sent 已送出、received 县级已收、back 县级退回
history[].package_no number 第几号包带走的；0 是还没有
history[].reason_back text 为什么退回
history[].parallel flag 和别人同时改了同一条（并行修改）
history[].signed code proved 有本人签名、unproved 没有、misfit 签名不符、untold 说不上
history[].new_key flag 从这次登录起换了签名钥匙
history[].undo id 撤销用的批号
"""),
    "visit add": keys_of("family id 家庭" + RECORDED),
    **dict.fromkeys(
        ("need add", "need answer", "need close", "need follow-up", "event add", "aid add"),
        keys_of("family id 家庭\nid id 记下的那一条" + RECORDED),
    ),
    "contact assign": keys_of("family id 家庭" + RECORDED),
    "doctor sign": keys_of("person id 本人" + RECORDED),
    "green issue": keys_of("person id 本人" + RECORDED),
    "insured add": keys_of("person id 本人\nproduct code 险种\nid id 参保" + RECORDED),
    "stay add": keys_of("person id 本人\nid id 住院" + RECORDED),
    "stay discharge": keys_of("id id 住院" + RECORDED),
    "claim propose": keys_of("""
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
    "claim file": keys_of("stay id 住院\nid id 理赔" + RECORDED),
    "claim pay": keys_of("id id 理赔" + RECORDED),
    "coverage": keys_of(
        f"""
as_of day 截至哪一天（按事实的日期）；有 --as-reported 时是那个月的最后一天，当月则是今天
items list 七项
items[].item code 代码
items[].name text 本地的叫法
total object 合计
{_line_at("total.")}
counties list 上级的档案里：各县
counties[].code text 代码
counties[].name text 名称
{_line_at("counties[].")}
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
as_reported object? 有 --as-reported 时：上面的数按当月上报时县里知道的算，这里列出现在知道的同一天的数；否则为空
as_reported.month text 月份
as_reported.said text 用的是哪个时间，一句话
as_reported.changed number 后来补报或更正、数字因此不同的户
as_reported.now object 现在知道的合计
{_line_at("as_reported.now.")}
as_reported.townships list 各乡镇
as_reported.townships[].org_code text 代码
as_reported.townships[].name text 名称
as_reported.townships[].package_no number 算作这个月的最后一个包是第几号；0 是没有，按以前的包
as_reported.townships[].changed number 后来补报或更正的户
as_reported.townships[].overtaken flag 后面月份的包先到，这个月的内容随它算，不在这里
as_reported.townships[].now object 现在知道的数
{_line_at("as_reported.townships[].now.")}
"""
    ),
    "duties": keys_of("""
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
    "registers": keys_of("""
registers list 台账，按目录的顺序
registers[].key code 台账的固定名字
registers[].title text 本地的叫法
registers[].group text 哪一组
registers[].count number 条数
"""),
    "history": keys_of("""
done list 做过的事，最近的在前
done[].undo id 批号，撤销用
done[].said text 做了什么
done[].at instant 什么时候
done[].author text? 谁
done[].touched text 动了哪些记录，各多少
done[].families list 哪几户，最多两户
done[].undone flag 已经撤销过
done[].can_undo flag 还能撤销
done[].signed code proved 有本人签名、unproved 没有、misfit 签名不符、untold 说不上
done[].new_key flag 从这次登录起换了签名钥匙
"""),
    "undo": keys_of("""
said text 一句话的结果
undo id 批号，撤销这次撤销用
"""),
    "filters": keys_of("""
filters list 存为常用的筛选
filters[].name text 名字
filters[].conditions list 条件，一句一个
filters[].families number 现在有几户
"""),
    "checks": keys_of("""
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
    "explain": keys_of(RECORDED),
    "attach": keys_of("family id 家庭" + RECORDED),
    "attachments": keys_of("""
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
    "looks": keys_of("""
looks list 谁看过，最近的在前；同一天同一样只占一条
looks[].at instant 最后一次的时间
looks[].author text 谁
looks[].said text 看了什么
looks[].family id? 家庭
looks[].times number 那天几次
"""),
    "register": keys_of("""
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
    "forms inspection": keys_of("""
file text 写到的文件
as_of day 截至哪一天
villages number 几个村
"""),
    "forms visit": keys_of("""
file text 写到的文件
pages number 页数
forms list 每张表，按文件里的顺序
forms[].serial text 编号
forms[].form_id id 表的身份，也在二维码里
forms[].family id? 家庭；空表为空
forms[].page number 从第几页起
forms[].reprint flag 以前印过，这次重印
"""),
    "eligibility": keys_of("""
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
    "death": keys_of("""
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
    "review": keys_of("""
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
    "check": keys_of("""
ok flag 全部完好
checks list 每一项检查
checks[].name code 名称
checks[].ok flag 完好
checks[].looked_at number 看了多少
checks[].faults number 有几处不对
checks[].first text? 第一处
checks[].notes list 不是错、但应该知道的
"""),
    "backup make": keys_of("""
path text 写到哪里
bytes number 文件大小，字节
families number 里面有几户
"""),
    "backup look": keys_of("""
made_at instant 什么时候做的
station_id id 哪台电脑做的
families number 里面有几户
persons number 里面有几人
changes number 里面有几条修改
attachments number 里面有几个附件
bytes number 文件大小，字节
"""),
    "backup restore": keys_of("""
restored flag 已经恢复
aside text 原来的档案放在哪里；空的是原来没有
waits_for_confirmation flag 要先确认才能上报、写回执
"""),
    "backup confirm": keys_of("""
confirmed flag 这一次确认了；false 是没有要确认的
"""),
    "backup back": keys_of("""
copy text 换下来的副本放在哪里
"""),
    "profile list": keys_of("""
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
    "profile show": keys_of("""
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
    "profile use": keys_of(_PLAN),
    "profile import": keys_of(_PLAN),
    "profile check": keys_of("""
name text 名字
title text 名称
source text 依据
extends text? 底本
rules number 自己的规则条数
"""),
    "demo": keys_of("""
home text 档案所在的文件夹
households number 户数
persons number 人数
seed number 种子
"""),
    "tour": keys_of("""
folder text 文件夹
files list 留下的文件
"""),
    "help json": keys_of("""
exit_codes object 退出码
exit_codes.{} text 意思
commands object 各命令的 JSON
commands.{} list 各键
commands.{}[].path text 键的位置
commands.{}[].kind text 类型，后面有问号的可能为空
commands.{}[].meaning text 意思
"""),
}

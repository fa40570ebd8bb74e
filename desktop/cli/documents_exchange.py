"""What the documents of the way between township and county hold, and of what the county settles."""

from desktop.cli.document_keys import Key, keys_of

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


EXCHANGE: dict[str, tuple[Key, ...]] = {
    "enrol request": keys_of("""
file text 申请文件
fingerprint text 要在电话里念的 12 位核对码
"""),
    "enrol approve": keys_of("""
file text 批复文件
org_code text 乡镇代码
org_name text 乡镇名称
station_fingerprint text 乡镇的核对码
root_fingerprint text 县级的核对码，由县级念给乡镇
"""),
    "enrol accept": keys_of("""
county_code text 县代码
county_name text 县级单位
root_fingerprint text 县级的核对码
"""),
    "package export": keys_of("""
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
    "package inspect": keys_of("""
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
    "package import": keys_of("""
applied flag 写入了；false 是预览
files list 每个文件的结果
files[].file_name text 文件名
files[].verdict code imported、duplicate、preview、refused；上级还有 taken、readopted、nothing_new、stale、gap、diverged
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
files[].differing list 与乡镇不一样的记录；乡镇报来逐条摘要时才有。上级：和县里显示的不一样的账的名称
files[].differing[].entity text 哪一类
files[].differing[].id id 记录
files[].erased number 依法抹去、内容不再收下的修改
files[].misfits number 本人签名不符的登录；内容照样收下
files[].county text 上级：哪个县报来的
files[].county_code text 上级：县代码
files[].streams number 上级：有新内容的账
files[].received number 上级：新收到的修改
files[].turned_away number 上级：县里没有采用的
files[].fell_out number 上级：县里恢复备份以后不再有、这里不再显示的
files[].purged number 上级：内容依法清除了的修改
files[].new_keys flag 上级：带来了新的密钥清单
"""),
    "package return": keys_of("""
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
    "package up": keys_of("""
hand_ups list 写好的上报包，每个上级一份，装不下的分成几份
hand_ups[].file text 文件
hand_ups[].package_no number 第几号
hand_ups[].package_id id 包的身份
hand_ups[].sha256 text 文件的摘要
hand_ups[].bytes number 文件大小
hand_ups[].org_code text 上级代码
hand_ups[].org_name text 上级
hand_ups[].station_id id 上级的身份
hand_ups[].entries number 里面的账上条数
hand_ups[].part number 第几份；不分为 1
hand_ups[].parts number 分成几份；不分为 1
"""),
    "counties list": keys_of("""
counties list 登记了的县，按代码
counties[].county_id id 县的身份
counties[].code text 代码
counties[].name text 名称
counties[].since day 从哪天起登记
counties[].keys_version number 县里的密钥清单第几版
counties[].root_digits text 核对过的县级核对码
counties[].package_no number 最近读入的上报是第几号；0 是还没有
counties[].made_at text 它的生成时间
counties[].taken_at text 什么时候读入
counties[].missing text 后来的上报为什么没有读入；没有这样的事为空
counties[].fallen_out number 县里恢复备份以后不再有、原文留着的修改
counties[].families number 各乡镇在册户数之和
counties[].streams list 各本账：县里自己的，和每个乡镇的
counties[].streams[].org text 代码
counties[].streams[].name text 名称
counties[].streams[].entries number 收到第几号
counties[].streams[].families number 在册户数
counties[].streams[].disputed number 其中有两种说法的户
"""),
    "package receipt": keys_of("""
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
    "conflicts list": keys_of("""
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
    "conflicts show": keys_of("""
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
    "conflicts resolve": keys_of("""
record id 哪条记录
field code 哪一项
said text 一句话的结果
undo id 撤销用的批号
"""),
    "duplicates list": keys_of("""
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
    "duplicates settle": keys_of("""
answer code 怎么定：not_same、void、transfer
said text 一句话的结果
undo id 撤销用的批号；转档的不能撤销
"""),
    "purge list": keys_of("""
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
    "purge request": keys_of("""
applied flag 已经申请；false 只是说明
request id 哪条申请；没有申请时是空的
would list 会清除什么，逐句
said text 一句话的结果
"""),
    "purge confirm": keys_of("""
applied flag 已经清除；false 只是说明
type text 要照抄的一句
said text 一句话的结果
records number 清除的记录
changes number 内容没有了的修改
attachments number 删掉的附件文件；只在清除以后有
resealed number 改写的原始包；只在清除以后有
to_destroy list 要人工销毁的原始包；只在清除以后有
"""),
    "purge decline": keys_of("""
request id 哪条申请
said text 一句话的结果
"""),
    "purge withdraw": keys_of("""
request id 哪条申请
said text 一句话的结果
"""),
    "stations list": keys_of("""
root_fingerprint text 县级核对码
manifest_version number 密钥清单第几版
keys_since day 现用密钥从哪天起
late number 停用的电脑交来、等着看的修改
root_sealed_on day? 根密钥码哪天封存的；还在这台电脑里则为空
recovery_since day? 两名管理员的县级恢复码哪天设的；没有设则为空
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
stations[].role code township 是乡镇的电脑，upper 是县里往上报的上级
"""),
    "stations revoke": keys_of("""
station_id id 电脑的身份
manifest_version number 密钥清单第几版
said text 一句话的结果
"""),
    "stations root": keys_of("""
file text 根密钥码单的文件
"""),
    "stations recovery": keys_of("""
files list 两名管理员各一页的文件
recovery_since day 设好的日期
said text 一句话的结果
"""),
    "stations seal": keys_of("""
root_sealed_on day 封存的日期
said text 一句话的结果
"""),
    "stations seen": keys_of("""
station_id id 电脑的身份
ends number 问过的有几头；0 是没有这样的提醒
said text 一句话的结果
"""),
    "package slip": keys_of("""
file text 上报单
"""),
    "package months": keys_of("""
month text 正在交的月份
due day 这个月的包哪天前交齐
handed_in number 已收的乡镇
townships list 各乡镇
townships[].org_code text 乡镇代码
townships[].name text 乡镇
townships[].households number 在册户数
townships[].missing number 过了日子还没交的月份有几个
townships[].months list 到那一天为止的十二个月
townships[].months[].month text 月份；按季度报的地方是季度（2026-Q4）
townships[].months[].standing code ok、late、corrected、conflict、rejected、waiting、missing、open、before
townships[].months[].package_no number 最近的包是第几号；0 是没有
townships[].months[].count number 退回、冲突或等前文的条数
townships[].months[].early flag 只有期末以前做的包，期末还要交
"""),
    "stations rotate": keys_of("""
applied flag 换了；false 只是说明
manifest_version number 密钥清单第几版
said text 一句话的结果
"""),
    "stations late": keys_of("""
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
    "transfer list": keys_of(_TRANSFERS),
    "transfer request": keys_of(_TRANSFERRED),
    "transfer withdraw": keys_of(_TRANSFERRED),
    "transfer grant": keys_of(_TRANSFERRED),
    "transfer decline": keys_of(_TRANSFERRED),
    "stations accept": keys_of("""
accepted number 采用了几条
left number 还等着看的
said text 一句话的结果
"""),
    "county limits": keys_of("""
package_mib number 包的文件最大多少 MiB
unpacked_mib number 展开以后最大多少 MiB
changes number 最多几条修改
attachment_mib number 一个附件最大多少 MiB
"""),
    "county archive": keys_of("""
folder text? 另一份存在哪里；null 是没有
there flag 现在够得着
same_disk flag 和档案在同一块盘上
kept number 两边一样的有几个
behind number 还没有跟上的有几个
only_there number 本机没有、那里有的有几个
"""),
    "county move": keys_of("""
database text 搬到的数据库的地址，不带口令
rows number 搬了多少行
changes number 修改条数
digests list 每个乡镇一项：两边相同的状态摘要
digests[].org_code text 乡镇代码
digests[].digest text SHA-256
kept_file text 原来的文件，仍然加密
"""),
    "ledger verify": keys_of("""
ok flag 账完好
entries number 一共多少条
faults list 每个乡镇的第一处不对
faults[].org_code text 乡镇代码
faults[].no number 第几号
faults[].said text 哪里不对
"""),
}

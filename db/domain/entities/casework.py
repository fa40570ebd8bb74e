"""Entitlements, needs, events, consent and the papers of a case (domain.md §2.2, §4, §6)."""

from db.domain.entities.entity import SENTENCE, Entity, code, day, flag, listing, money, part_day, ref, text, whole

ELIGIBILITY = Entity(
    "eligibility",
    "特扶资格",
    (
        ref("person_id", "本人", "person", required=True),
        code("kind", "类别", "death disability complication", required=True),
        code("status", "状态", "underage ready applied publicised confirmed stopped", required=True),
        whole("first_year", "起始年度", least=2000, most=2200),
        day("applied_on", "申报日期"),
        listing("papers", "申报材料", code_list="eligibility_paper"),
        day("publicised_on", "公示日期"),
        day("confirmed_on", "确认日期"),
        day("stopped_on", "停止日期"),
        code("stop_reason", "退出原因", code_list="stop_reason"),
    ),
)

ANNUAL_CHECK = Entity(
    "annual_check",
    "年审",
    (
        ref("eligibility_id", "资格", "eligibility", required=True),
        whole("year", "年度", required=True, least=2000, most=2200),
        code("result", "结果", "passed pending left", required=True),
        day("on", "日期"),
    ),
)

BENEFIT_STANDARD = Entity(
    "benefit_standard",
    "扶助标准",
    (
        text("region", "地区", required=True, longest=60),
        code("kind", "类别", "death disability complication", required=True),
        text("grade", "等级", longest=10),
        money("amount", "每人每月", required=True),
        day("since", "执行起", required=True),
        day("until", "执行止"),
        text("basis", "依据", longest=SENTENCE),
    ),
)

BENEFIT_PAYMENT = Entity(
    "benefit_payment",
    "发放记录",
    (
        ref("person_id", "本人", "person", required=True),
        code("kind", "类别", "death disability complication local", required=True),
        part_day("period", "所属期"),
        money("amount", "金额", required=True),
        text("channel", "渠道", longest=40),
        code("status", "状态", "planned paid returned"),
    ),
    append_only=True,
)

AID_RECORD = Entity(
    "aid_record",
    "帮扶救助",
    (
        ref("family_id", "家庭", "family", required=True),
        ref("person_id", "本人", "person"),
        text("programme", "项目", required=True, longest=60),
        day("on", "日期", required=True),
        money("amount", "金额"),
        text("item", "物品或服务"),
        text("source", "资助方", longest=100),
        code("stage", "进度", "requested approved given declined"),
        day("decided_on", "审批日期"),
        day("given_on", "发放日期"),
        text("note", "说明", longest=SENTENCE),
    ),
)

NEED = Entity(
    "need",
    "诉求",
    (
        ref("family_id", "家庭", "family", required=True),
        ref("person_id", "本人", "person"),
        ref("visit_id", "来自走访", "visit"),
        code("category", "类别", code_list="need_category", required=True),
        text("request", "诉求", required=True, longest=SENTENCE),
        text("action", "现场处理", longest=SENTENCE),
        day("raised_on", "提出日期", required=True),
        day("due_by", "办理时限"),
        day("answered_on", "答复日期"),
        text("responsible", "责任人", longest=50),
        code("status", "状态", "open referred closed followed_up", required=True),
        text("referred_to", "转办单位", longest=100),
        day("closed_on", "办结日期"),
        text("result", "办理结果", longest=SENTENCE),
        day("followed_up_on", "回访日期"),
        flag("solved", "回访时已解决"),
        text("follow_note", "回访情况", longest=SENTENCE),
        ref("reopens_id", "接着哪一件", "need"),
    ),
)

NEED_SURVEY = Entity(
    "need_survey",
    "需求调查",
    (
        ref("family_id", "家庭", "family", required=True),
        day("on", "日期", required=True),
        listing("persons", "受访人", entity="person"),
        listing("first", "第一需要", code_list="need_category"),
        listing("second", "第二需要", code_list="need_category"),
        listing("third", "第三需要", code_list="need_category"),
        text("asked_by", "调查人", longest=50),
        text("note", "说明", longest=SENTENCE, sensitive=True),
    ),
    append_only=True,
)

EVENT = Entity(
    "event",
    "重大事项",
    (
        ref("family_id", "家庭", "family", required=True),
        ref("person_id", "本人", "person"),
        code("kind", "类型", "accident illness hospital disaster death missing other", required=True),
        day("on", "发生日期", required=True),
        day("known_on", "知晓日期"),
        text("known_time", "知晓时刻", longest=5),
        text("summary", "经过", longest=SENTENCE, sensitive=True),
        text("measures", "措施", longest=SENTENCE),
        text("reported_to", "报告对象", longest=100),
        text("follow_up", "后续", longest=SENTENCE),
        day("closed_on", "办结日期"),
    ),
)

CHANGE_EVENT = Entity(
    "change_event",
    "信息变动",
    (
        ref("family_id", "家庭", "family", required=True),
        ref("person_id", "本人", "person"),
        code("kind", "类型", "new moved_out moved_in retyped deregistered exit", required=True),
        day("on", "日期", required=True),
        text("reason", "原因"),
        text("from_addr", "迁出地址"),
        text("to_addr", "迁入地址"),
    ),
    append_only=True,
)

CONSENT = Entity(
    "consent",
    "告知同意",
    (
        ref("person_id", "本人", "person", required=True),
        text("notice_version", "告知书版本", required=True, longest=20),
        listing("scope", "范围", code_list="consent_scope"),
        day("on", "日期", required=True),
        code("method", "方式", "paper read_aloud proxy"),
        flag("refused", "不同意"),
        day("withdrawn_on", "撤回日期"),
    ),
)

ATTACHMENT = Entity(
    "attachment",
    "附件",
    (
        ref("family_id", "家庭", "family"),
        text("subject_type", "所属对象", longest=40),
        text("subject_id", "所属记录", longest=40),
        code("kind", "类型", code_list="attachment_kind", required=True),
        listing("tags", "照片里有"),
        day("on", "日期"),
        text("media_type", "格式", required=True, longest=60),
        text("sha256", "摘要", required=True, longest=64),
        whole("size", "字节", required=True, most=20 * 2**20),
        text("caption", "说明"),
    ),
    append_only=True,
)

DUTY_WAIVER = Entity(
    "duty_waiver",
    "待办免做",
    (
        ref("family_id", "家庭", "family", required=True),
        text("duty_key", "待办", required=True, longest=120),
        text("reason", "理由", required=True),
        day("on", "日期", required=True),
    ),
)

EXPLANATION = Entity(
    "explanation",
    "上报说明",
    (
        text("subject_type", "对象", required=True, longest=40),
        text("subject_id", "记录", required=True, longest=40),
        text("check_code", "核对项", required=True, longest=60),
        text("sentence", "说明", required=True, longest=SENTENCE),
    ),
)

CASEWORK = (
    ELIGIBILITY,
    ANNUAL_CHECK,
    BENEFIT_STANDARD,
    BENEFIT_PAYMENT,
    AID_RECORD,
    NEED,
    NEED_SURVEY,
    EVENT,
    CHANGE_EVENT,
    CONSENT,
    ATTACHMENT,
    DUTY_WAIVER,
    EXPLANATION,
)

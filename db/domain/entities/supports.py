"""The four supports: solace, visits, volunteering, insurance (domain.md §2.6, §4; visit fields in paper order, F3)."""

from db.domain.entities.entity import SENTENCE, Entity, code, day, flag, listing, money, ref, text, whole

VISIT = Entity(
    "visit",
    "走访慰问",
    (
        ref("family_id", "家庭", "family", required=True),
        day("on", "日期", required=True),
        text("time_from", "时间起", longest=5),
        text("time_to", "时间止", longest=5),
        code("mode", "方式", "home phone video message activity other", required=True),
        code("outcome", "结果", "met absent declined", required=True),
        code("category", "类别", "daily festival birthday hospital emergency", required=True),
        code("festival", "节日", code_list="festival"),
        listing("contact_ids", "走访人员", entity="contact_person"),
        text("companions", "同行", longest=100),
        listing("persons_met", "受访人", entity="person"),
        text("others_met", "其他受访人", longest=100),
        code("body", "身体状况", "good fair poor in_hospital", sensitive=True),
        code("self_care", "自理", "able partial unable", sensitive=True),
        listing("chronic", "慢性病", code_list="chronic", sensitive=True),
        code("mind", "精神状态", "calm low company professional", sensitive=True),
        code("sleep", "睡眠", "good fair poor", sensitive=True),
        code("life", "生活状况", "stable hard"),
        listing("life_hard", "生活困难", code_list="life_hard"),
        code("electric", "用电", "good hazard"),
        code("fire", "用火用气", "good hazard"),
        code("hazard_state", "隐患处理", "fixed reported"),
        code("in_hospital", "近期住院", "no yes", sensitive=True),
        text("hospital_note", "住院情况", sensitive=True),
        code("medicine", "常用药", "enough short", sensitive=True),
        text("medicine_note", "缺药", sensitive=True),
        code("doctor_came", "家庭医生近三个月", "yes no"),
        code("green_used", "绿色通道", "used unused trouble"),
        listing("told", "政策告知", code_list="told"),
        code("gift_kind", "慰问金品", "none cash goods both"),
        money("gift_cash", "慰问金"),
        text("gift_goods", "慰问品"),
        money("gift_value", "慰问品折价"),
        text("fund_source", "经费来源", longest=60),
        text("note", "情况记录", longest=SENTENCE, sensitive=True),
        code("signature", "签字", "paper none scan"),
        text("form_id", "纸表编号", longest=40),
    ),
    append_only=True,
)

PSYCH_FILE = Entity(
    "psych_file",
    "心理档案",
    (
        ref("person_id", "本人", "person", required=True),
        day("opened_on", "建档日期", required=True),
        text("provider", "服务机构", longest=100),
        day("closed_on", "结案日期"),
    ),
)

PSYCH_SESSION = Entity(
    "psych_session",
    "心理服务",
    (
        listing("person_ids", "参加人", entity="person", sensitive=True),
        ref("family_id", "家庭", "family"),
        day("on", "日期", required=True),
        code("kind", "形式", "individual group hotline talk", required=True),
        listing("topics", "主题", code_list="psych_topic", sensitive=True),
        text("provider", "服务人", longest=100),
        text("summary", "摘要", longest=SENTENCE, sensitive=True),
        text("next_step", "下一步"),
        day("next_on", "下次日期"),
    ),
    append_only=True,
)

PSYCH_ASSESS = Entity(
    "psych_assess",
    "心理测评",
    (
        ref("person_id", "本人", "person", required=True),
        day("on", "日期", required=True),
        text("instrument", "量表", required=True, longest=40),
        whole("score", "得分", most=1000),
        text("level", "程度", longest=40),
        text("assessor", "测评人", longest=50),
    ),
    append_only=True,
)

CENTRE = Entity(
    "centre",
    "暖心家园",
    (
        text("name", "名称", required=True, longest=100),
        text("kind", "类型", longest=40),
        text("grade", "等级", longest=40),
        text("address", "地址"),
        whole("area", "面积（平方米）", most=100000),
        listing("haves", "六有", code_list="six_haves"),
        code("build_mode", "建设方式", "joint own"),
        code("application", "申报状态", code_list="centre_application"),
        day("opened_on", "启用日期"),
    ),
)

ACTIVITY = Entity(
    "activity",
    "服务活动",
    (
        text("name", "活动", required=True, longest=100),
        code("kind", "类型", code_list="activity_kind"),
        day("on", "日期", required=True),
        text("place", "地点", longest=100),
        ref("centre_id", "暖心家园", "centre"),
        text("organiser", "组织者", longest=100),
        whole("headcount", "人次", most=100000),
        text("summary", "总结", longest=SENTENCE),
    ),
)

ATTENDANCE = Entity(
    "attendance",
    "参加活动",
    (
        ref("activity_id", "活动", "activity", required=True),
        ref("person_id", "本人", "person", required=True),
        flag("photo_consent", "同意拍照"),
    ),
    append_only=True,
)

VOLUNTEER = Entity(
    "volunteer",
    "志愿者",
    (
        text("name", "姓名或单位", required=True, longest=100),
        code("kind", "类型", "member volunteer peer medic unit social", required=True),
        ref("person_id", "本人是哪位成员", "person"),
        text("phone", "电话", longest=60),
        text("team", "队伍", longest=100),
        day("since", "加入日期"),
        day("until", "退出日期"),
    ),
)

PAIRING = Entity(
    "pairing",
    "志愿结对",
    (
        ref("family_id", "家庭", "family", required=True),
        ref("volunteer_id", "志愿者", "volunteer", required=True),
        day("since", "结对起", required=True),
        day("until", "结对止"),
        text("content", "服务内容"),
    ),
)

VOLUNTEER_SERVICE = Entity(
    "volunteer_service",
    "志愿服务",
    (
        ref("family_id", "家庭", "family", required=True),
        ref("volunteer_id", "志愿者", "volunteer"),
        ref("pairing_id", "结对", "pairing"),
        day("on", "日期", required=True),
        whole("minutes", "时长（分钟）", most=1440),
        text("content", "内容", longest=SENTENCE),
    ),
    append_only=True,
)

POLICY = Entity(
    "policy",
    "保单",
    (
        text("product", "险种", required=True, longest=60),
        text("insurer", "保险公司", longest=100),
        text("policy_no", "保单号", longest=60),
        day("since", "保单起", required=True),
        day("until", "保单止", required=True),
        money("premium", "每人保费"),
        text("payer", "缴费方", longest=60),
        money("per_day", "每日补贴"),
        whole("day_limit", "天数上限", most=366),
        whole("stay_limit", "每次住院上限", most=366),
        whole("waiting_days", "等待期（天）", most=366),
        text("hospital_rule", "医院要求", longest=100),
    ),
)

INSURED = Entity(
    "insured",
    "被保人",
    (
        ref("person_id", "本人", "person", required=True),
        ref("policy_id", "保单", "policy"),
        text("product", "险种", required=True, longest=60),
        day("since", "保险起", required=True),
        day("until", "保险止"),
        code("stage", "进度", "publicity enrolled handed closed"),
        day("told_on", "宣传告知日期"),
        day("handed_on", "保单发放日期"),
    ),
)

HOSPITAL_STAY = Entity(
    "hospital_stay",
    "住院",
    (
        ref("person_id", "本人", "person", required=True),
        text("hospital", "医院", longest=100),
        text("hospital_grade", "医院等级", longest=20),
        day("admitted_on", "入院", required=True),
        day("discharged_on", "出院"),
        text("diagnosis", "诊断", sensitive=True),
        whole("icu_days", "重症监护天数", most=3660),
    ),
)

CLAIM = Entity(
    "claim",
    "理赔",
    (
        ref("stay_id", "住院", "hospital_stay", required=True),
        ref("insured_id", "参保", "insured"),
        listing("papers", "材料", code_list="claim_paper"),
        day("submitted_on", "提交"),
        day("accepted_on", "受理"),
        day("paid_on", "赔付"),
        whole("days", "天数", most=3660),
        money("amount", "金额"),
        day("refused_on", "拒赔日期"),
        text("refuse_reason", "拒赔原因"),
        text("handed_by", "交接人", longest=50),
    ),
)

SUPPORTS = (
    VISIT,
    PSYCH_FILE,
    PSYCH_SESSION,
    PSYCH_ASSESS,
    CENTRE,
    ACTIVITY,
    ATTENDANCE,
    VOLUNTEER,
    PAIRING,
    VOLUNTEER_SERVICE,
    POLICY,
    INSURED,
    HOSPITAL_STAY,
    CLAIM,
)

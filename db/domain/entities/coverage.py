"""The three coverages: two contact persons, medical green channel, family doctor (domain.md §2.3-2.5, §4)."""

from db.domain.entities.entity import SENTENCE, Entity, code, day, flag, listing, ref, text

CONTACT_PERSON = Entity(
    "contact_person",
    "联系人",
    (
        text("name", "姓名", required=True, longest=50),
        text("unit", "单位", longest=100),
        text("post", "职务", longest=60),
        code("level", "层级", "township village county other", required=True),
        text("phone", "电话", longest=60),
        day("phone_since", "电话启用日期"),
        code("kind", "身份", code_list="contact_kind"),
        flag("active", "在岗"),
        day("left_on", "离岗日期"),
    ),
)

ASSIGNMENT = Entity(
    "assignment",
    "双岗联系",
    (
        ref("family_id", "家庭", "family", required=True),
        ref("contact_id", "联系人", "contact_person", required=True),
        code("post_kind", "岗位", "township village county extra", required=True),
        day("since", "任职起", required=True),
        day("until", "任职止"),
        ref("handover_from", "接任自", "assignment"),
        day("family_informed_on", "告知家庭日期"),
    ),
)

CONTACT_CARD = Entity(
    "contact_card",
    "联系知情卡",
    (
        ref("family_id", "家庭", "family", required=True),
        text("card_no", "卡号", longest=40),
        day("issued_on", "发放日期", required=True),
        text("signer", "签收人", longest=50),
    ),
    append_only=True,
)

HOSPITAL = Entity(
    "hospital",
    "定点医疗机构",
    (
        text("name", "名称", required=True, longest=100),
        code("level", "级别", "province city county township", required=True),
        text("grade", "等级", longest=20),
        text("liaison", "联络员", longest=50),
        text("phone", "联络电话", longest=60),
        listing("services", "服务内容", code_list="green_service"),
        flag("sign_board", "有标识牌"),
        day("checked_on", "核对日期"),
    ),
)

GREEN_CARD = Entity(
    "green_card",
    "就诊卡",
    (
        ref("person_id", "持卡人", "person", required=True),
        text("card_no", "卡号", longest=60),
        text("card_type", "类型", longest=40),
        day("since", "发放日期"),
        day("until", "有效期至"),
        text("handed_by", "经办人", longest=50),
        code("state", "状态", "valid declined lost void told", required=True),
        day("ended_on", "挂失或作废日期"),
    ),
)

GREEN_USE = Entity(
    "green_use",
    "绿色通道使用",
    (
        ref("person_id", "本人", "person", required=True),
        ref("hospital_id", "医疗机构", "hospital"),
        day("on", "日期", required=True),
        listing("services", "使用的服务", code_list="green_service"),
        text("problem", "问题", longest=SENTENCE),
        text("accompanied_by", "陪同人", longest=50),
        text("programme", "项目", longest=60),
    ),
    append_only=True,
)

DOCTOR_TEAM = Entity(
    "doctor_team",
    "家庭医生团队",
    (
        text("name", "团队", required=True, longest=100),
        text("leader", "团队长", longest=50),
        text("doctor", "医生", longest=50),
        text("phone", "电话", longest=60),
        text("institution", "机构", longest=100),
    ),
)

AGREEMENT = Entity(
    "agreement",
    "签约协议",
    (
        ref("person_id", "签约人", "person", required=True),
        ref("team_id", "团队", "doctor_team"),
        text("team_name", "团队名称", longest=100),
        text("doctor", "医生", longest=50),
        text("doctor_phone", "医生电话", longest=60),
        text("agreement_no", "协议编号", longest=60),
        day("since", "协议起"),
        day("until", "协议止"),
        text("package", "服务包", longest=60),
        code("kind", "签约类型", "first renewal switch"),
        code("state", "状态", "signed ended declined unfit", required=True),
        day("ended_on", "解约日期"),
        day("declined_on", "拒签日期"),
        text("reason", "原因"),
    ),
)

DOCTOR_SERVICE = Entity(
    "doctor_service",
    "履约服务",
    (
        ref("person_id", "本人", "person", required=True),
        ref("agreement_id", "协议", "agreement"),
        day("on", "日期", required=True),
        code("kind", "类型", "exam follow_up home assessment referral medication mind", required=True),
        text("result", "结果", longest=SENTENCE, sensitive=True),
    ),
    append_only=True,
)

COVERAGE = (
    CONTACT_PERSON,
    ASSIGNMENT,
    CONTACT_CARD,
    HOSPITAL,
    GREEN_CARD,
    GREEN_USE,
    DOCTOR_TEAM,
    AGREEMENT,
    DOCTOR_SERVICE,
)

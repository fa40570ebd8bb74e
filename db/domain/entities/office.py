"""The office itself: places, workers, imports, printed forms, partners, training and news (domain.md §1.2, §4)."""

from db.domain.entities.entity import SENTENCE, Entity, code, day, listing, ref, text, whole

ORG_UNIT = Entity(
    "org_unit",
    "单位",
    (
        text("code", "区划代码", longest=12),
        text("name", "名称", required=True, longest=100),
        code("level", "层级", "province city county township village group", required=True),
        text("level_label", "层级名称", longest=20),
        text("parent_code", "上级代码", longest=12),
        text("legacy_code", "计生专用区划代码", longest=15),
        whole("route_order", "路线顺序", most=100000),
    ),
)

WORKER = Entity(
    "worker",
    "工作人员",
    (
        text("name", "姓名", required=True, longest=50),
        code("role", "角色", "operator reviewer admin auditor county", required=True),
        text("post", "职务", longest=60),
        text("phone", "电话", longest=60),
        day("since", "到岗日期"),
        day("until", "离岗日期"),
    ),
)

IMPORT_BATCH = Entity(
    "import_batch",
    "名册导入",
    (
        text("file_name", "文件", required=True),
        text("file_sha256", "文件摘要", required=True, longest=64),
        text("sheet", "工作表", longest=100),
        text("mapping", "列对应", longest=8000),
        whole("created", "新增户"),
        whole("changed", "更新户"),
        whole("same", "无变化"),
        whole("skipped", "跳过行"),
    ),
    append_only=True,
)

PRINTED_FORM = Entity(
    "printed_form",
    "已印表格",
    (
        ref("family_id", "家庭", "family"),
        code("form", "表", code_list="form", required=True),
        text("serial", "编号", required=True, longest=40),
        text("template", "版式", longest=20),
        day("printed_on", "打印日期", required=True),
        whole("prints", "打印次数", most=10000),
        code("state", "状态", "made printed returned spoiled", required=True),
    ),
)

PARTNER = Entity(
    "partner",
    "合作组织",
    (
        text("name", "名称", required=True, longest=100),
        code("kind", "类型", code_list="partner_kind"),
        text("contact", "联系人", longest=50),
        text("phone", "电话", longest=60),
        text("services", "服务内容"),
        day("since", "合作起"),
        day("until", "合作止"),
    ),
)

TRAINING = Entity(
    "training",
    "培训记录",
    (
        text("topic", "主题", required=True, longest=100),
        day("on", "日期", required=True),
        text("organiser", "举办单位", longest=100),
        listing("audience", "对象", code_list="training_audience"),
        whole("headcount", "人数", most=100000),
        whole("village_staff", "其中村级人员", most=100000),
        text("duty", "对应任务", longest=60),
        text("note", "说明", longest=SENTENCE),
    ),
    append_only=True,
)

NEWS_ITEM = Entity(
    "news_item",
    "信息报送",
    (
        text("title", "标题", required=True),
        day("on", "报送日期", required=True),
        text("outlet", "报送对象", longest=100),
        text("summary", "摘要", longest=SENTENCE),
    ),
    append_only=True,
)

TARGET_CHECK = Entity(
    "target_check",
    "目标自查",
    (
        text("target", "目标", required=True, longest=60),
        day("on", "自查日期", required=True),
        code("state", "结果", "met going behind", required=True),
        text("note", "说明", longest=SENTENCE),
    ),
    append_only=True,
)

LOCAL_PROFILE = Entity(
    "local_profile",
    "地方口径",
    (
        text("base", "底本", required=True, longest=60),
        text("title", "名称", longest=100),
        text("text", "内容", required=True, longest=60000),
    ),
)

OFFICE = (ORG_UNIT, WORKER, IMPORT_BATCH, PARTNER, TRAINING, NEWS_ITEM, TARGET_CHECK, LOCAL_PROFILE)
PAPERS = (PRINTED_FORM,)
"""What names a family comes after the families."""

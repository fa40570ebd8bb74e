"""The nine steps of the first day, in order."""

from collections.abc import Callable

from desktop.tour.counting import county_figures, look_at_coverage
from desktop.tour.handing import hand_over
from desktop.tour.looking import find_people, open_family, take_pictures
from desktop.tour.starting import first_start, import_roster
from desktop.tour.walk import Walk
from desktop.tour.working import print_forms, record_work

STEPS: tuple[tuple[str, Callable[[Walk], None]], ...] = (
    ("第一次打开：建档案、恢复码、口令", first_start),
    ("导入名册：认列、核对、写入、撤销、再导入", import_roster),
    ("找人：姓名、拼音、证件尾号、电话、村", find_people),
    ("打开一户", open_family),
    ("记下：联系人、签约、就诊卡、五类走访、撤销", record_work),
    ("打印走访表", print_forms),
    ("今日与覆盖", look_at_coverage),
    ("上报：登记、生成上报包、拷贝、上报单", hand_over),
    ("县级：导入、汇总、再导入一次", county_figures),
    ("每一页的截图", take_pictures),
)

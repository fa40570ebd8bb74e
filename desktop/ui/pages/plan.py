"""Which pages an office has, and the rail that leads to them: the only list of rooms behind the window."""

from collections.abc import Callable
from functools import partial
from importlib import import_module

from desktop.ui.widgets.nav_rail import NavItem
from desktop.ui.widgets.page import Page
from desktop.ui.workplace import Workplace
from desktop.words import tr

_SHARED = {
    "families": ("families", "FamiliesPage", "families"),
    "family": ("family", "FamilyPage", "families"),
    "coverage": ("coverage", "CoveragePage", "coverage"),
    "history": ("history", "HistoryPage", ""),
    "registers": ("registers", "RegistersPage", "registers"),
    "settings": ("settings", "SettingsPage", "settings"),
    "rulebook": ("rulebook", "RulebookPage", "settings"),
    "conflicts": ("conflicts", "ConflictsPage", "conflicts"),
    "purges": ("purges", "PurgesPage", "conflicts"),
}
_TOWNSHIP = {
    "today": ("today", "TodayPage", "today"),
    "bulk": ("bulk", "BulkPage", "families"),
    "new_family": ("new_family", "NewFamilyPage", "families"),
    "visit": ("visit", "VisitPage", "families"),
    "print": ("printing", "PrintPage", "print"),
    "import": ("roster", "RosterPage", "import"),
    "handover": ("handover", "HandoverPage", "handover"),
}
_COUNTY = {
    "monthly": ("monthly", "MonthlyPage", "monthly"),
    "transfers": ("transfers", "TransfersPage", "transfers"),
    "stations": ("stations", "StationsPage", "stations"),
    "review": ("review", "ReviewPage", "stations"),
    "duplicates": ("duplicates", "DuplicatesPage", "conflicts"),
}


_UPPER = {
    "counties": ("counties", "CountiesPage", "counties"),
}
_NOT_ABOVE = frozenset({("upper", "conflicts"), ("upper", "purges")})
"""What the counties settle is only read above them: in a family's file, in the figures."""
HOME = {"township": "today", "county": "monthly", "upper": "counties"}
"""The page an office begins with, by its role."""
_PAGES = {"township": _TOWNSHIP, "county": _COUNTY, "upper": _UPPER}


def rail_of(role: str) -> list[NavItem]:
    """The items of the rail, from top to bottom, in the words of the place.

    Args:
        role: of the office: `township`, `county` or `upper`.
    """
    return {"township": _township_items, "county": _county_items, "upper": _upper_items}[role]()


def _township_items() -> list[NavItem]:
    return [
        NavItem("today", "sun-horizon", tr("今日")),
        NavItem("families", "house", tr("家庭")),
        NavItem("coverage", "grid-nine", tr("覆盖")),
        NavItem("registers", "book-open-text", tr("台账")),
        NavItem("print", "printer", tr("打印")),
        NavItem("import", "tray-arrow-down", tr("导入")),
        NavItem("handover", "paper-plane-tilt", tr("上报")),
        NavItem("conflicts", "git-diff", tr("核对")),
        NavItem("settings", "gear", tr("设置"), low=True),
        NavItem("lock", "lock", tr("锁定"), low=True),
    ]


def _county_items() -> list[NavItem]:
    return [
        NavItem("monthly", "table", tr("月度")),
        NavItem("families", "house", tr("家庭")),
        NavItem("coverage", "grid-nine", tr("覆盖")),
        NavItem("registers", "book-open-text", tr("台账")),
        NavItem("conflicts", "git-diff", tr("核对")),
        NavItem("transfers", "user-switch", tr("转档")),
        NavItem("stations", "buildings", tr("[乡镇]")),
        NavItem("settings", "gear", tr("设置"), low=True),
        NavItem("lock", "lock", tr("锁定"), low=True),
    ]


def _upper_items() -> list[NavItem]:
    return [
        NavItem("counties", "buildings", tr("各[县]")),
        NavItem("families", "house", tr("家庭")),
        NavItem("coverage", "grid-nine", tr("覆盖")),
        NavItem("registers", "book-open-text", tr("台账")),
        NavItem("settings", "gear", tr("设置"), low=True),
        NavItem("lock", "lock", tr("锁定"), low=True),
    ]


def pages_of(place: Workplace, role: str) -> dict[str, tuple[Callable[[], Page], str]]:
    """Every page of an office by key, with its factory and the key of the rail's item it belongs to ("" for none).

    Args:
        place: what the pages work with.
        role: of the office: `township`, `county` or `upper`.

    Returns:
        Factories that import their page when it is first shown: the start does not wait for pages nobody opened.
    """
    wanted = {key: page for key, page in {**_SHARED, **_PAGES[role]}.items() if (role, key) not in _NOT_ABOVE}
    return {key: (partial(_make, place, module, name), rail) for key, (module, name, rail) in wanted.items()}


def _make(place: Workplace, module: str, name: str) -> Page:
    page: Page = getattr(import_module(f"desktop.ui.pages.{module}"), name)(place)
    return page

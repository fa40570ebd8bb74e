"""Qt's own words in Chinese: its file dialog, the menus of text fields, the dates in them."""

from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

# What Qt 6's own Chinese catalogue lacks, seen in the file dialog it draws where the system has none to offer.
_LACKING: Final = {
    ("QFileDialog", "&Look in:"): "位置(&I)：",
    ("QFileDialog", "Files of &type:"): "文件类型(&T)：",
    ("QAbstractFileIconProvider", "Drive"): "驱动器",
    ("QAbstractFileIconProvider", "File"): "文件",
    ("QAbstractFileIconProvider", "Folder"): "文件夹",
    ("QAbstractFileIconProvider", "File Folder"): "文件夹",
    ("QAbstractFileIconProvider", "%1 File"): "%1 文件",
}


class _QtWords(QTranslator):
    """Qt's Chinese catalogue, and ours where that has a gap."""

    def translate(self, context: str, text: str, note: str | None = None, number: int = -1) -> str | None:
        return _LACKING.get((context, text)) or super().translate(context, text, note or "", number)


def speak_chinese(application: QCoreApplication) -> bool:
    """Lets Qt speak Chinese, whatever the system speaks.

    Returns:
        False when Qt's catalogue is not installed beside it: only our own few words are Chinese then.
    """
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    words = _QtWords(application)
    found = words.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    application.installTranslator(words)
    return found

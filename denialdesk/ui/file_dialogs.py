"""Asking for a file or folder without stopping the program; remembers the folder used last."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget


class FileDialogs(QObject):
    """Opens the platform's own dialogs. ``folder`` is where the next one begins."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.folder = Path(documents) if documents and Path(documents).is_dir() else Path.home()

    def ask_to_save(self, title: str, name: str, kinds: str, chosen: Callable[[Path], None]) -> QFileDialog:
        """Ask where to write a file; ``kinds`` is a filter such as "Word document (*.docx)"."""
        dialog = self._make(title, kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix(Path(name).suffix.lstrip("."))
        dialog.selectFile(name)
        return self._open(dialog, chosen)

    def ask_to_open(self, title: str, kinds: str, chosen: Callable[[Path], None]) -> QFileDialog:
        """Ask for a file that is there."""
        dialog = self._make(title, kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        return self._open(dialog, chosen)

    def ask_to_open_several(self, title: str, kinds: str, chosen: Callable[[tuple[Path, ...]], None]) -> QFileDialog:
        """Ask for one or more files that are there."""
        dialog = self._make(title, kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)

        def use(names: list[str]) -> None:
            paths = tuple(Path(name) for name in names)
            if paths:
                self.folder = paths[0].parent
                chosen(paths)

        dialog.filesSelected.connect(use)
        dialog.open()
        return dialog

    def ask_for_folder(self, title: str, chosen: Callable[[Path], None]) -> QFileDialog:
        """Ask for a folder."""
        dialog = self._make(title, "")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        return self._open(dialog, chosen)

    def _make(self, title: str, kinds: str) -> QFileDialog:
        dialog = QFileDialog(self._window, title, str(self.folder), kinds)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    def _open(self, dialog: QFileDialog, chosen: Callable[[Path], None]) -> QFileDialog:
        def use(name: str) -> None:
            path = Path(name)
            self.folder = path if path.is_dir() else path.parent
            chosen(path)

        dialog.fileSelected.connect(use)
        dialog.open()
        return dialog

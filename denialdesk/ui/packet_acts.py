"""Everything the packet page sets in motion, joined to the window: files in, pages shown, the packet out."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from denialdesk.office import Office
from denialdesk.ui.exhibit_acts import ExhibitActs
from denialdesk.ui.file_dialogs import FileDialogs
from denialdesk.ui.jobs import Jobs
from denialdesk.ui.main_window import MainWindow
from denialdesk.ui.messages import Messages
from denialdesk.ui.packet_output import PacketOutput
from denialdesk.ui.work_area import PACKET, WorkArea


class PacketActs(QObject):
    """Connects page and menu by itself; work on files ends when the window is to be closed."""

    def __init__(
        self, window: MainWindow, area: WorkArea, office: Office, jobs: Jobs, messages: Messages, files: FileDialogs
    ) -> None:
        super().__init__(window)
        self._area = area
        self.exhibits = ExhibitActs(window, office, area.session, jobs, messages, files)
        self.output = PacketOutput(window, office, area.session, jobs, messages, files)
        area.page_made.connect(self.exhibits.connect_page)
        area.page_made.connect(self.output.connect_page)
        window.actions_.make_packet.triggered.connect(self._on_make_packet)
        window.close_wanted.connect(self.stop)
        window.closed.connect(self.stop)  # what was begun while the last changes were being saved

    @Slot()
    def stop(self) -> None:
        """End all work on files, or closing would wait for it."""
        self.exhibits.stop()
        self.output.stop()

    @Slot()
    def _on_make_packet(self) -> None:
        self._area.show_tab(PACKET)
        self.output.make_packet()

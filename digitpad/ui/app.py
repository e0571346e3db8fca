"""Starts Qt: the window, or the demonstration; says in one sentence why it cannot."""

import gc
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.problem import BAD_INPUT, INTERRUPTED, complain, missing_library
from digitpad.resources import DATA_DIR_VARIABLE, data_dir

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from digitpad.ui.window import MainWindow

#: What Qt says where it draws without a screen, and nobody needs to hear.
IDLE_TALK = re.compile(r"propagateSizeHints|does not support raise")
HEADLESS_HELP = "digitpad demo --screenshot FILE.png"


def start_qt() -> "QApplication":
    """Return the application. Exits with one sentence and code 2 when there is no display.

    Raises ImportError when a system library is missing.
    """
    # One thread: a picture is read in a tenth of a millisecond, and a second thread would wait
    # for a core whenever training has them both.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    from digitpad.resources import asset

    if existing := QApplication.instance():
        assert isinstance(existing, QApplication)
        return existing

    def listen(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if kind == QtMsgType.QtFatalMsg:  # Qt would abort with a core dump
            complain(f"Qt cannot go on: {message}" if started else _no_platform())
            os._exit(BAD_INPUT)
        if started and sys.stderr is not None and not IDLE_TALK.search(message):
            print(message, file=sys.stderr)  # noqa: T201

    started = False
    qInstallMessageHandler(listen)
    app = QApplication(["digitpad"])
    started = True
    app.setApplicationName("digitpad")
    app.setApplicationDisplayName("Digitpad")
    app.setDesktopFileName("digitpad")
    app.setStyle("Fusion")
    app.setWindowIcon(QIcon(str(asset("icon.png"))))
    return app


def _no_platform() -> str:
    """Return why Qt found no way to show a window."""
    if library := _library_of_xcb_plugin():
        return library
    display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    where = f"the display {display!r} does not answer" if display else "there is no display"
    if platform := os.environ.get("QT_QPA_PLATFORM"):
        where = f"Qt cannot use the platform {platform!r} that QT_QPA_PLATFORM names"
    return f"{where}, so no window can open; {HEADLESS_HELP} works without one"


def _library_of_xcb_plugin() -> str | None:
    """Return which system library the X11 plugin is missing, if that is why it did not load."""
    if not sys.platform.startswith("linux") or not os.environ.get("DISPLAY"):
        return None
    import ctypes

    from PySide6.QtCore import QLibraryInfo

    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    try:
        ctypes.CDLL(str(plugins / "platforms" / "libqxcb.so"))
    except OSError as error:
        return missing_library(error)
    return None


def open_settings() -> "QSettings":
    """Return the settings: the system's place for them, or beside the data when that was moved."""
    from PySide6.QtCore import QSettings

    if os.environ.get(DATA_DIR_VARIABLE):
        return QSettings(str(data_dir() / "settings.ini"), QSettings.Format.IniFormat)
    return QSettings("digitpad", "digitpad")


def run_window() -> int:
    """Open the window and stay until it is closed; return the exit code."""
    _end_on_interrupt()
    # Nothing that start-up makes is garbage: looking for it costs a tenth of the start.
    gc.disable()
    try:
        app = start_qt()
        from PySide6.QtCore import QTimer

        from digitpad.ui.window import MainWindow
    except ImportError as error:
        return complain(missing_library(error))
    window = MainWindow(open_settings())
    window.show()
    QTimer.singleShot(0, settle)
    return wait(app, window)


def settle() -> None:
    """Turn the garbage collector on, for what comes after the start alone.

    Looking through all that start-up made, again and again, would stop the pen for 10 ms.
    """
    gc.freeze()
    gc.enable()


def wait(app: "QApplication", window: "MainWindow") -> int:
    """Stay until the window is closed; return the exit code."""
    return app.exec()


def _end_on_interrupt() -> None:
    """Let Ctrl+C in the terminal end the program at once; a worker notices and keeps its run."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _note_interrupts() -> list[int]:
    """Return a list to which each Ctrl+C from now on adds its number, and does nothing else.

    By itself Python would raise in the middle of anything, and Qt aborts where it cannot pass on
    an exception.
    """
    import signal

    numbers: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: numbers.append(number))
    return numbers


def run_demo(screenshot: Path | None, *, dark: bool = False, scene: str = "draw") -> int:
    """Replay ink onto the window, with a screen or into a picture; return the exit code."""
    interrupts = _note_interrupts()
    if screenshot is not None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        os.environ.setdefault("QT_SCALE_FACTOR", "2")
    with tempfile.TemporaryDirectory(prefix="digitpad-demo-") as folder:
        os.environ[DATA_DIR_VARIABLE] = folder  # the demonstration leaves nothing behind
        try:
            app = start_qt()
            from PySide6.QtCore import QTimer

            from digitpad.ui import theme
            from digitpad.ui.demo import Demo
            from digitpad.ui.window import MainWindow
        except ImportError as error:
            return complain(missing_library(error))
        if dark:
            app.setPalette(theme.dark_palette())
        settings = open_settings()
        window = MainWindow(settings)

        def look() -> None:
            if interrupts:
                window.close()
                app.exit(INTERRUPTED)

        looks = QTimer(interval=100)
        looks.timeout.connect(look)
        looks.start()
        window.show()
        demo = Demo(window, screenshot, scene)
        demo.start()
        code = app.exec()
        looks.stop()
        settings.clear()  # or Qt would write them, folder and all, once this one is gone
        settings.sync()
        if demo.problem and not interrupts:
            return complain(demo.problem)
        return code

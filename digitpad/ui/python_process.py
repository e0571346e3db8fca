"""A process of our own that runs one of the program's modules for the window."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment

import digitpad
from digitpad.background import WINDOW_ONLY
from digitpad.resources import DATA_DIR_VARIABLE, data_dir


def python_process(module: str, parent: QObject) -> QProcess:
    """Return a process that will run ``python -m module``; its standard error is for nobody."""
    process = QProcess(parent)
    environment = QProcessEnvironment.systemEnvironment()
    for name in WINDOW_ONLY:
        environment.remove(name)
    if DATA_DIR_VARIABLE in os.environ:  # it may be told from the folder that the window is in
        environment.insert(DATA_DIR_VARIABLE, str(data_dir().absolute()))
    process.setProcessEnvironment(environment)
    # "-m" imports from the folder the process is in: not from one full of the user's files.
    process.setWorkingDirectory(str(Path(digitpad.__file__).absolute().parents[1]))
    process.setProgram(sys.executable)
    process.setArguments(["-m", module])
    # What native libraries say there would fill a pipe that nobody reads, and stop the process.
    process.setStandardErrorFile(os.devnull)
    return process


def objects_said(process: QProcess) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects that a process has printed by now, one a line."""
    while process.canReadLine():
        with suppress(ValueError, RecursionError):  # a library's own print, which is not for us
            said = json.loads(bytes(process.readLine().data()))
            if isinstance(said, dict):
                yield said


def how_it_ended(process: QProcess) -> str:
    """Return by what signal or with what exit code a process came to its end."""
    crashed = process.exitStatus() == QProcess.ExitStatus.CrashExit
    return f"{'signal' if crashed else 'exit code'} {process.exitCode()}"

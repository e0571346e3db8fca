"""digitpad.ui.python_process: what a process of ours says is heard, whatever else is printed."""

import sys

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from digitpad.ui.python_process import how_it_ended, objects_said, python_process

TALK = """
import json, sys
print("a library's own print")
print(json.dumps([1, 2]))
print("[" * 100_000)
print(json.dumps({"progress": 0.5}))
print(json.dumps({"finished": []}))
sys.exit(3)
"""


def test_of_what_is_printed_only_objects_are_heard(qtbot: QtBot) -> None:
    parent = QObject()
    process = python_process("digitpad", parent)
    process.setArguments(["-c", TALK])
    assert process.program() == sys.executable
    with qtbot.waitSignal(process.finished):
        process.start()
    assert list(objects_said(process)) == [{"progress": 0.5}, {"finished": []}]
    assert list(objects_said(process)) == []
    assert how_it_ended(process) == "exit code 3"

"""What all tests share: no screen, and a data folder of their own."""

import os
from pathlib import Path

import pytest

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Move the user's own folder, settings included, into the test's."""
    folder = tmp_path / "user data"
    monkeypatch.setenv("DIGITPAD_DATA_DIR", str(folder))
    return folder

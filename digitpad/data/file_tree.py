"""The files of a data set, in a folder or in a zip: the same names, the same ways to read them.

A zip is read member by member, in memory, and never unpacked to disk.
"""

import errno
import gzip
import lzma
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from stat import S_ISREG
from typing import IO

from digitpad.data.image_set import ImageSetError

#: A file in a set that is not read piece by piece.
MAX_FILE = 200_000_000
MAX_FILES = 1_100_000
#: How much more a zip may hold than it weighs: pixels take much less room packed, but not that.
MOST_PACKED, ALWAYS_FINE = 100, 20_000_000
#: A zip's list of what is in it, in bytes and in files: EMNIST has 280,000 digits.
MAX_LIST, MAX_LISTED = 64_000_000, 300_000
#: No picture of a digit has fewer bytes; where most of many files do, there are none.
LEAST_FILE, MANY = 60, 1_000
#: So deep lies no folder of digits.
DEEPEST = 8
#: What a system keeps for itself.
NOT_OURS = ("__MACOSX", "Thumbs.db", "desktop.ini")


def is_ours(name: str) -> bool:
    """Return whether a file or folder is a person's, not one that a system keeps for itself."""
    return name[:1] != "." and name not in NOT_OURS


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Turn what goes wrong while a file is read into a sentence. Raises ImageSetError."""
    try:
        yield
    except ImageSetError:
        raise
    except FileNotFoundError:
        raise ImageSetError(f"{where} does not exist") from None
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, struct.error):
        raise ImageSetError(f"{where} is damaged, or only a part of a file") from None
    except (OSError, ValueError) as error:  # a ValueError: the name is no path
        if isinstance(error, gzip.BadGzipFile) or getattr(error, "errno", None) == errno.EINVAL:
            raise ImageSetError(f"{where} is damaged, or only a part of a file") from None
        why = getattr(error, "strerror", None) or error
        raise ImageSetError(f"{where} cannot be read: {why}") from None
    except (RuntimeError, NotImplementedError, OverflowError) as error:  # what zipfile may raise
        raise ImageSetError(f"{where} cannot be read: {error}") from None


def read_exactly(file: IO[bytes], count: int, where: str) -> bytes:
    """Return the next bytes of a file, so many. Raises ImageSetError where there are fewer."""
    with explained(where):
        data = file.read(count)
        if len(data) == count:
            return data
    raise ImageSetError(f"{where} ends too soon: it is only a part of a file")


class FileTree:
    """The files of a folder, or just one file.

    ``files``: their names, with slashes between. ``folders``: those that there are, looked into or
    not. ``problems``: a sentence for each that cannot be read. ``look_into``: which ones, by their
    names; one that is alone is looked into in any case.
    """

    problems: Sequence[str] = ()

    def __init__(self, path: Path, look_into: Callable[[str], bool] = lambda _: True) -> None:
        self.path, self.name = path, str(path)
        self.folders = set[str]()
        with explained(self.name):
            is_file = path.is_file()
            self.files = [path.name] if is_file else self._listed(look_into)
        self._folder = path.parent if is_file else path

    def _listed(self, look_into: Callable[[str], bool]) -> list[str]:
        """Return the files in a folder and in those that are looked into, or are alone in it."""
        found: list[str] = []
        waiting = [PurePosixPath()]
        while waiting:
            here = waiting.pop()
            folders = []
            for entry in self._entries(here):
                if self._is_folder(entry):
                    folders.append(entry.name)
                    self.folders.add(str(here / entry.name))
                else:
                    found.append(str(here / entry.name))
            if len(folders) > 1 or len(here.parts) > 3:
                folders = [name for name in folders if look_into(name)]
            if len(here.parts) < 6:
                waiting += [here / name for name in reversed(folders)]
            if len(found) > MAX_FILES:
                raise ImageSetError(f"{self.name} holds more than {MAX_FILES:,} files")
        return found

    def _entries(self, here: PurePosixPath) -> list[os.DirEntry[str]]:
        try:
            entries = [
                entry
                for entry in os.scandir(self.path / here)
                if is_ours(entry.name) and not _leads_up(entry)
            ]
        except OSError as error:
            if not here.parts:
                raise
            problem = f"{self.path / here} cannot be read: {error.strerror or error}"
            self.problems = [*self.problems, problem]
            return []
        return sorted(entries, key=lambda entry: entry.name)

    def _is_folder(self, entry: os.DirEntry[str]) -> bool:
        try:
            return entry.is_dir()
        except OSError:  # a link to itself, which who reads it tells
            return False

    def beside(self) -> list[str]:
        """Return the files in the folder of the one file, or else all. Raises ImageSetError."""
        if self._folder == self.path:
            return self.files
        with explained(str(self._folder)):
            return [entry.name for entry in os.scandir(self._folder)]

    def where(self, file: str) -> str:
        """Return a file's name for a sentence."""
        return str(self._folder / file)

    def size(self, file: str) -> int:
        """Return how many bytes a file has. Raises ImageSetError."""
        with explained(self.where(file)):
            return (self._folder / file).stat().st_size

    def open(self, file: str) -> IO[bytes]:
        """Return a file opened to be read. Raises ImageSetError."""
        path, where = self._folder / file, self.where(file)
        with explained(where):
            if not S_ISREG(path.stat().st_mode):  # a pipe would be waited for
                raise ImageSetError(f"{where} is not a file")
            return path.open("rb")

    def read(self, file: str) -> bytes:
        """Return all that a file holds. Raises ImageSetError."""
        if self.size(file) > MAX_FILE:
            raise ImageSetError(f"{self.where(file)} is larger than {MAX_FILE // 10**6} MB")
        with self.open(file) as opened, explained(self.where(file)):
            return opened.read(MAX_FILE)


def _leads_up(entry: os.DirEntry[str]) -> bool:
    """Whether it is a link to a folder that it is in, whose files would come again and again."""
    if not entry.is_symlink():
        return False
    try:
        return Path(entry.path).parent.resolve().is_relative_to(Path(entry.path).resolve())
    except (OSError, RuntimeError):  # a circle, which who reads it tells
        return False


def _plain(name: str) -> str:
    """Return a zip's name for a file with slashes alone: some of Windows' programs have others."""
    return name.replace("\\", "/").removeprefix("./")


class ZipTree(FileTree):
    """The files in a zip. Raises ImageSetError where it is no zip to be read."""

    def __init__(self, path: Path, source: IO[bytes] | None = None) -> None:
        self.path, self.name = path, str(path)
        self._folder = path
        with explained(self.name):
            self._check_list(source)
            self._zip = zipfile.ZipFile(source or path)
            members = [each for each in self._zip.infolist() if each.filename[-1:] != "/"]
        self._check(members)
        named = ((_plain(each.filename), each) for each in members)
        self._members = {name: each for name, each in named if all(map(is_ours, name.split("/")))}
        self.files = sorted(self._members)
        self.folders = set[str]()
        for file in self.files:
            folder = "/".join(file.split("/")[:-1][:DEEPEST])
            while folder and folder not in self.folders:
                self.folders.add(folder)
                folder = folder.rpartition("/")[0]

    def _check_list(self, source: IO[bytes] | None) -> None:
        """Refuse a zip whose list of files alone would take long or fill the memory.

        Raises ImageSetError.
        """
        file = source or self.path.open("rb")
        try:
            end = file.seek(0, os.SEEK_END)
            start = file.seek(max(0, end - 66_000))
            tail = file.read()
            at = tail.rfind(b"PK\5\6")
            if at < 0 or len(tail) < at + 22:
                raise ImageSetError(f"{self.name} is damaged, or only a part of a zip")
            (size,) = struct.unpack_from("<I", tail, at + 12)
            # Of a large zip, what is told once more in longer numbers counts (APPNOTE 4.3.14).
            if at >= 76 and tail[at - 20 : at - 16] == b"PK\6\7":
                at -= 76
                (size,) = struct.unpack_from("<Q", tail, at + 40)
            if size > MAX_LIST:
                raise ImageSetError(f"{self.name} lists more files than a data set has")
            file.seek(max(0, start + at - size))
            self._check_listed(file.read(size))
        finally:
            if source is None:
                file.close()
        self._weight = end

    def _check_listed(self, listed: bytes) -> None:
        """Refuse a list of too many files, or of many that hold nothing. Raises ImageSetError."""
        places = [match.start() for match in re.finditer(b"PK\1\2", listed)]
        if len(places) > MAX_LISTED:
            raise ImageSetError(
                f"{self.name} lists {len(places):,} files; a data set of at most {MAX_LISTED:,} "
                "is read"
            )
        sizes = (int.from_bytes(listed[at + 24 : at + 28], "little") for at in places)
        if len(places) > MANY and 2 * sum(size < LEAST_FILE for size in sizes) > len(places):
            raise ImageSetError(f"{self.name} is no data set: most files in it hold nothing")

    def _check(self, members: list[zipfile.ZipInfo]) -> None:
        """Refuse what no data set has in it. Raises ImageSetError."""
        for member in members:
            parts = member.filename.replace("\\", "/").split("/")
            if ".." in parts or not parts[0] or parts[0][1:2] == ":":
                raise ImageSetError(f"{self.name} holds {member.filename!r}, which leads out of it")
            if member.flag_bits & 1:
                raise ImageSetError(f"{self.name} is encrypted; unpack it first")
        whole = sum(member.file_size for member in members)
        if whole > ALWAYS_FINE + MOST_PACKED * self._weight:
            raise ImageSetError(
                f"{self.name} would unpack to {whole // 10**6:,} MB, more than a data set of its "
                "size holds"
            )

    def where(self, file: str) -> str:
        """Return a member's name for a sentence."""
        return f"{self.name}, {file}"

    def size(self, file: str) -> int:
        """Return how many bytes a member says that it has."""
        return self._members[file].file_size

    def open(self, file: str) -> IO[bytes]:
        """Return a member opened to be read. Raises ImageSetError."""
        with explained(self.where(file)):
            return self._zip.open(self._members[file])

"""How the files of a run change: all of them together, by one run at a time, or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from cxkit import paths
from cxkit.errors import Fault, RunError, SettingsError
from cxkit.language import N_
from cxkit.settings.files import shown

LOCK_NAME = ".cxkit.lock"
WORK_NAME = ".cxkit-run"


def safe_outputs_dir(client: str, *, language: str = "en") -> Path:
    """Return the folder a client's runs are written to, made when absent and sure to lie in outputs.

    Parameters
    ----------
    client : short name of the engagement.
    language : language of the fault.

    Raises
    ------
    SettingsError : a link leads the folder somewhere else.
    RunError : the folder cannot be made.
    """
    folder = paths.outputs_dir(client)
    if folder.resolve() != folder:
        fault = Fault(
            N_("outputs/{client} is a link to another folder"),
            N_("Replace the link by a folder"),
            values={"client": client},
        )
        raise SettingsError(fault, language=language)
    with told_in_words(folder, language=language):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextlib.contextmanager
def told_in_words(folder: Path, *, language: str) -> Iterator[None]:
    """Tell a full disk, a missing right or a file in the way as something the user can mend.

    Parameters
    ----------
    folder : folder that is written to.
    language : language of the fault.

    Raises
    ------
    RunError : the system refused to write.
    """
    try:
        yield
    except OSError as error:
        fault = Fault(
            N_("the system does not let the run write here: {reason}"),
            N_("Make room, close the file elsewhere or ask for the right to write, then run again"),
            file=shown(folder),
            values={"reason": error.strerror or str(error)},
        )
        raise RunError(fault, language=language) from error


@contextlib.contextmanager
def lock(folder: Path, *, language: str = "en") -> Iterator[None]:
    """Hold a folder for one run; the operating system lets go of it when the process ends, however it ends.

    Parameters
    ----------
    folder : folder the run writes to.
    language : language of the fault.

    Raises
    ------
    RunError : another run holds the folder.
    """
    with (folder / LOCK_NAME).open("a+b") as stream:
        try:
            _hold(stream.fileno())
        except OSError:
            fault = Fault(
                N_("another run is writing to outputs/{client}"),
                N_("Wait until it is done, then run again"),
                values={"client": folder.name},
            )
            raise RunError(fault, language=language) from None
        yield


def _hold(descriptor: int) -> None:
    if os.name == "nt":
        import msvcrt

        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextlib.contextmanager
def work_folder(folder: Path) -> Iterator[Path]:
    """Give an empty folder beside the targets, gone at the end; what a killed run left in it goes first.

    Parameters
    ----------
    folder : folder of the targets, held by `lock`.
    """
    work = folder / WORK_NAME
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def move_together(moves: Iterable[tuple[Path, Path]], *, kept_in: Path) -> None:
    """Put new files in the place of old ones, all or none: when one cannot be moved the old ones come back.

    Parameters
    ----------
    moves : (new file, target) pairs on one disk.
    kept_in : empty folder for copies of the old files while they are replaced.

    Raises
    ------
    OSError : a file could not be moved; every target is as it was.
    """
    moves = list(moves)
    kept = [(_copy(target, kept_in / str(n)), target) for n, (_, target) in enumerate(moves)]
    try:
        for new, target in moves:
            target.parent.mkdir(parents=True, exist_ok=True)
            new.replace(target)
    except BaseException:
        for copy, target in kept:
            _put_back(copy, target)
        raise


def _copy(target: Path, copy: Path) -> Path:
    if target.is_file():
        shutil.copy2(target, copy)
    return copy


def _put_back(copy: Path, target: Path) -> None:
    if copy.exists():
        copy.replace(target)
    elif target.is_file():
        target.unlink()

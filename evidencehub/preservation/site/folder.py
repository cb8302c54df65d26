"""A folder that is filled beside the one it takes the place of: whoever is stopped half-way changes nothing."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from evidencehub.preservation.site.asking import NotMade

ABOUT = "copy.json"  # by this file a folder is known as a copy, and may be replaced
_OURS = frozenset({".well-known", ".nojekyll"})


@contextmanager
def beside(folder: Path) -> Iterator[Path]:
    """An empty folder beside ``folder``, which takes its place at the end unless something went wrong.

    Hidden files of the old folder stay, such as those of git. What a run that was killed left behind is cleared away.

    :raises NotMade: the folder holds something else, another run fills it, or nobody may write there.
    """
    folder = folder.absolute()
    new, old = (folder.with_name(f".{folder.name}.{word}") for word in ("new", "old"))
    try:
        if old.is_dir() and not folder.exists():  # killed between the two names
            old.rename(folder)
        _refuse_what_is_no_copy(folder)
        new.mkdir(parents=True, exist_ok=True)
        held = os.open(new, os.O_RDONLY)
    except OSError as error:
        raise NotMade(f"{folder} cannot be written: {error.strerror}.") from None
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise NotMade(f"Another run is filling {folder} just now.") from None
        clear(new)
        try:
            yield new
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise
        _swap(folder, new, old)
    finally:
        os.close(held)


def write_about(folder: Path, about: dict[str, Any]) -> None:
    (folder / ABOUT).write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _refuse_what_is_no_copy(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise NotMade(f"{folder} is a file. Name a folder.")
    seen = [each.name for each in folder.iterdir() if not each.name.startswith(".")]
    if seen and ABOUT not in seen:
        raise NotMade(f"{folder} holds files, and is not a copy that was made before. Name an empty folder.")


def clear(folder: Path) -> None:
    for each in folder.iterdir():
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each)
        else:
            each.unlink()


def _swap(folder: Path, new: Path, old: Path) -> None:
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        hidden = [each for each in folder.iterdir() if each.name.startswith(".") and each.name not in _OURS]
        folder.rename(old)
        new.rename(folder)
        for each in hidden:
            (old / each.name).rename(folder / each.name)
        shutil.rmtree(old)
    else:
        new.rename(folder)

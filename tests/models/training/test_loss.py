"""The sliced loss and its gradients are those of torch's own cross-entropy."""

import pytest

torch = pytest.importorskip("torch")
from torch.nn import functional  # noqa: E402

from models.training import loss as sliced  # noqa: E402


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("size", [1, 40, 10**6])
def test_as_torch_has_it(smoothing: float, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(1)
    states, rows = torch.randn(23, 8, dtype=torch.float64), torch.randn(11, 8, dtype=torch.float64)
    bias, gold = torch.randn(11, dtype=torch.float64), torch.randint(0, 11, (23,))
    gold[3] = gold[20] = sliced.IGNORED
    monkeypatch.setitem(sliced.SLICE, "cpu", size)
    found = []
    for own in (True, False):
        inputs = [tensor.clone().requires_grad_() for tensor in (states, rows, bias)]
        if own:
            value = sliced.cross_entropy(*inputs, gold, smoothing)
        else:
            logits = functional.linear(*inputs)
            value = functional.cross_entropy(logits, gold, label_smoothing=smoothing, reduction="sum")
        (value * 0.5).backward()
        found.append((value.detach(), *(tensor.grad for tensor in inputs)))
    for ours, theirs in zip(*found, strict=True):
        assert torch.allclose(ours.double(), theirs, rtol=1e-4, atol=1e-5)


def test_in_bf16_it_stays_near_and_without_gradients_keeps_nothing() -> None:
    torch.manual_seed(2)
    states, rows, bias = torch.randn(50, 16), torch.randn(30, 16) / 4, torch.randn(30)
    gold = torch.randint(0, 30, (50,))
    exact = functional.cross_entropy(functional.linear(states, rows, bias), gold, reduction="sum")
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        near = sliced.cross_entropy(states, rows, bias, gold)
    assert near.dtype == torch.float32
    assert not near.requires_grad
    assert abs(near - exact) < 0.01 * exact

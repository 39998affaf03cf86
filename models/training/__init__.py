"""The recipe behind the embedded model: data, vocabulary, warm start, training, averaging, packing."""

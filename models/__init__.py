"""Marian models: registry, loading, inference, the sentence encoder, training, the embedded checkpoint."""

"""Marian models: checkpoints, conversion, tokenizer, the two inference engines, the translator."""

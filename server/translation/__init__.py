"""Translating while the caller waits: the models of this process, texts, requests batched together."""

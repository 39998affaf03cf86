"""Batch runs: many documents through one pipeline, resumable and exact, on one machine or a cluster."""

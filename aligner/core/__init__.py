"""The vocabulary: documents, beads, bitexts, findings. Small frozen types that know no format and no model."""

"""What comes through a translation byte for byte or in the form of the target: spans, placeholders, numbers."""

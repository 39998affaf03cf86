"""What is done to a sentence before the model sees it: normalisation, capitals, clauses, lines without language."""

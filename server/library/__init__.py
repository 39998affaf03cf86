"""The library of texts: documents, bitexts and beads in the database, and all that a person does to them."""

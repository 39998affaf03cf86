"""The web service: library of documents, background jobs, HTTP API, pages."""

"""The web service: library of documents, background jobs, HTTP API, pages. Begin with ``server.app.create_app``."""

from models import catalogue

catalogue.add("server")

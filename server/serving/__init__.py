"""Running the service: the web server, the worker, and the parent that keeps both alive."""

"""The commands of the service: serve, worker, admin; ``aligner.cli`` names them and imports none."""

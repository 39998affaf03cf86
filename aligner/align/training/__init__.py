"""How the scorer that comes with the aligner was trained: ``python -m aligner.align.training --help``."""

"""``python -m tolmach`` and the ``tolmach`` command."""

from aligner.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    main()

"""Commands for which file permissions hold, although the tests may run as root."""

from __future__ import annotations

import os
import shutil

import pytest


def without_privileges() -> list[str]:
    """What to put before a command so that file permissions hold for it."""
    if os.geteuid():
        return []
    if not shutil.which("setpriv"):
        pytest.skip("root may read everything, and there is no setpriv to give that up")
    rights = "-dac_override,-dac_read_search"
    return ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}"]

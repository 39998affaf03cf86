"""Real programs that open what we write; each test says what is missing where a program is not installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from export_samples import dated_options, small_bitext

__all__ = ["dated_options", "small_bitext"]

#: Where Debian's php-symfony-translation puts the OASIS schemas.
SCHEMAS = Path("/usr/share/php/Symfony/Component/Translation/Resources/schemas")


@pytest.fixture(scope="session")
def omegat() -> Path:
    """OmegaT's program file."""
    jar = Path(os.environ.get("OMEGAT_JAR", "/usr/share/omegat/OmegaT.jar"))
    if not jar.is_file() or not shutil.which("java"):
        pytest.skip("OmegaT is not installed (Debian: apt-get install omegat)")
    return jar


@pytest.fixture(scope="session")
def libreoffice() -> str:
    """LibreOffice's command."""
    command = shutil.which("soffice") or shutil.which("libreoffice")
    if not command:
        pytest.skip("LibreOffice is not installed (Debian: apt-get install libreoffice-writer libreoffice-calc)")
    return command


@pytest.fixture(scope="session")
def pandoc() -> str:
    """Pandoc's command (2 or newer)."""
    command = shutil.which("pandoc")
    if not command:
        pytest.skip("pandoc is not installed (Debian: apt-get install pandoc)")
    return command


@pytest.fixture(scope="session")
def epubcheck() -> str:
    """The W3C's checker of e-books: its program file."""
    jar = shutil.which("epubcheck")  # Debian's is the program file itself
    if not jar or not shutil.which("java"):
        pytest.skip("epubcheck is not installed (Debian: apt-get install epubcheck)")
    return jar


@pytest.fixture(scope="session")
def toolkit() -> str:
    """A Python that has translate-toolkit (GPL, so never a dependency of ours); TOOLKIT_PYTHON names one."""
    python = os.environ.get("TOOLKIT_PYTHON", sys.executable)
    done = subprocess.run([python, "-c", "import translate.storage.tmx"], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(
            "translate-toolkit is not installed (pip install translate-toolkit; TOOLKIT_PYTHON names its Python)"
        )
    return python


@pytest.fixture(scope="session")
def schemas() -> Path:
    """The folder of the XLIFF schemas; XLIFF_SCHEMAS names one."""
    folder = Path(os.environ.get("XLIFF_SCHEMAS", SCHEMAS))
    if not (folder / "xliff-core-1.2-strict.xsd").is_file():
        pytest.skip("the XLIFF schemas are not here (Debian: apt-get install php-symfony-translation)")
    return folder

"""The recipe behind the embedded model: data, vocabulary, warm start, training, averaging, packing.

Importing it lets idle OpenMP threads sleep, which has to be settled before torch is imported: spinning ones cost a
shared CPU up to three times the time. Set ``OMP_WAIT_POLICY`` yourself to have it otherwise.
"""

import os
import sys

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("GOMP_SPINCOUNT", "0")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

if sys.argv[:1] == ["-m"]:
    # "python -m models.training.…": the module is not imported yet, and may need what is not installed.
    from models import advice

    advice.for_a_shell()
    sys.excepthook = advice.show_in_one_line

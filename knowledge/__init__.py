"""What the bot knows: entries, understanding of questions, answers.

Pure: it reads files of content and nothing else.
"""

import os

# Read when numpy is first imported, which happens below. More threads gain nothing on arrays of this size and
# make the slowest answers take seconds on a busy machine.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

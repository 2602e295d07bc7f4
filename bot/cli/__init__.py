"""Commands of the command line. Each file registers its own commands and imports only what they need."""

import argparse
from typing import TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

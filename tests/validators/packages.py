"""Print the Debian packages that validators need and this machine lacks, in one line."""

import sys
from pathlib import Path

# Not this folder, where Python looks else: its names are those of other packages, too.
sys.path[0] = str(Path(__file__).resolve().parent.parent)

from validators import missing  # noqa: E402
from validators.all import VALIDATORS  # noqa: E402


def main() -> None:
    needs = [need for validator in VALIDATORS for need in missing(validator)]
    sys.stdout.write(" ".join(sorted({need.package for need in needs if need.package})) + "\n")


if __name__ == "__main__":
    main()

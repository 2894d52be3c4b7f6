"""The command ``seedpress``, and ``python -m pipeline``."""

from __future__ import annotations

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line of this process."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["build"]:
        from pipeline.batch.repeat import documents_up_to_date, nothing_to_do

        if documents := documents_up_to_date(arguments):
            if not {"-q", "--quiet"} & set(arguments):
                sys.stderr.write(f"seedpress: {nothing_to_do(documents)}\n")
            sys.exit(0)
    from pipeline.cli import main as main_of_all

    main_of_all()


if __name__ == "__main__":
    main()

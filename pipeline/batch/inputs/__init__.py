"""Where the documents of a batch come from: files, folders, archives, records, wikis.

Outputs mirror the inputs: with the folder ``seeds/``, ``seeds/films/x.txt`` becomes
``out/films/x.pdf``, and what an archive or a file of records holds becomes what a folder with
the same would; a file that is named itself becomes ``out/x.pdf``. Names come from the names of
inputs alone, never from what is in them. What can't be read is the failure of that one document.
"""

from __future__ import annotations

from pipeline.batch.inputs.opening import loaded_inputs, open_inputs
from pipeline.batch.inputs.patterns import Selection
from pipeline.batch.inputs.protocol import Input

__all__ = ["Input", "Selection", "loaded_inputs", "open_inputs"]

"""A request to stop, by Ctrl-C or from the system: the first is heard, the second is obeyed on the spot."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Self

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopping:
    """Within its ``with`` block the first SIGINT or SIGTERM is only noted.

    Then either means again what it did before. One that is ignored, as SIGINT is in the background
    of a shell, stays ignored. Outside of the main thread, where no signal is handled, nothing changes.
    """

    def __init__(self) -> None:
        self.signal = 0
        """The number of the signal that came; 0 while none has."""
        self._before: dict[signal.Signals, object] = {}

    def __call__(self) -> bool:
        """Whether to stop."""
        return bool(self.signal)

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for number in _SIGNALS:
                if signal.getsignal(number) != signal.SIG_IGN:
                    self._before[number] = signal.signal(number, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._restore()

    def _note(self, number: int, _: FrameType | None) -> None:
        self.signal = number
        self._restore()

    def _restore(self) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what `signal.signal` returned
        self._before = {}

"""A Sphinx extension that measures spec_audit's handlers, for `make bench`: load it last.

Writes to the file that CLOCK names how many seconds of processor time each handler took, by its
name, and under an empty name the whole build, its imports included.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

TAKEN: Counter[str] = Counter()


def setup(app: Sphinx) -> dict[str, Any]:
    """Put a clock around each handler that spec_audit has connected."""
    for listeners in app.events.listeners.values():
        for number, one in enumerate(listeners):
            module = getattr(one.handler, "__module__", "")
            if module.partition(".")[0] == "spec_audit":
                listeners[number] = one._replace(handler=measured(one.handler, module))
    app.connect("build-finished", write_down, priority=999)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def measured(handler: Callable[..., Any], module: str) -> Callable[..., Any]:
    name = f"{module.rpartition('.')[2]}.{handler.__name__}"

    def run(*arguments: Any) -> Any:
        start = time.process_time()
        try:
            return handler(*arguments)
        finally:
            TAKEN[name] += time.process_time() - start

    return run


def write_down(app: Sphinx, exception: Exception | None) -> None:
    taken = {**TAKEN, "": time.process_time()}
    Path(os.environ["CLOCK"]).write_text(json.dumps(taken), "utf-8")

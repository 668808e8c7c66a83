"""The line protocol of the programs here, as interop/README.md describes it."""

import asyncio
import json
import sys
import threading
import time


def now():
    """Nanoseconds of the machine's monotonic clock."""
    return time.clock_gettime_ns(time.CLOCK_MONOTONIC)


def tell(what, **fields):
    print(json.dumps({"is": what, **fields}, separators=(",", ":")), flush=True)


def tell_failure(error):
    tell("failed", message=str(error) or type(error).__name__)


async def commands():
    """Yields the commands on standard input, to its end."""
    # A thread reads whatever it is; only pipes and terminals could be waited for without.
    queue = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read():
        for line in sys.stdin:
            loop.call_soon_threadsafe(queue.put_nowait, json.loads(line))
        loop.call_soon_threadsafe(queue.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    while (command := await queue.get()) is not None:
        yield command

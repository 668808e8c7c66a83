"""Work that ends with the connection."""

import asyncio


async def connected(app, work):
    """Connects, and does `work()`; shuts the connection down at its end, and raises if it is lost before."""
    opened = asyncio.Event()

    async def open_up():
        opened.set()

    async def begin():
        await opened.wait()
        await work()

    connection = asyncio.create_task(app.main_loop(open_up()))
    working = asyncio.create_task(begin())
    await asyncio.wait({connection, working}, return_when=asyncio.FIRST_COMPLETED)
    if not working.done():
        await connection
        raise ConnectionError("the forwarder closed the connection")
    app.shutdown()
    working.result()

"""A member on ndn-svs 0.3 or 0.2; interop/README.md says what it is told and tells."""

import argparse
import asyncio
import sys
import time

import ndn.transport.face

# The library's classes for threads import a module that python-ndn has renamed since.
sys.modules["ndn.transport.stream_socket"] = ndn.transport.face

from ndn.app import NDNApp  # noqa: E402
from ndn.client_conf import default_face  # noqa: E402
from ndn.encoding import Name  # noqa: E402
from ndn.svs.svs import SVSync  # noqa: E402
from ndn.svs.svs_shared import SVSyncShared  # noqa: E402

from connected import connected  # noqa: E402
from lines import commands, now, tell, tell_failure  # noqa: E402

# Seconds for which a publication is asked for, and between two attempts.
PATIENCE = 30
PAUSE = 0.5

CLASSES = {
    "SVSync": lambda *where, missing: SVSync(*where, missing),
    "SVSyncShared": lambda *where, missing: SVSyncShared(*where, missing, cacheOthers=True),
}


class App(NDNApp):
    """Knows when all its routes are registered; NDNApp itself keeps no account of that."""

    def __init__(self, face):
        # The library signs with digests, and asks for no key.
        super().__init__(face, keychain=object())
        self.unregistered = 0
        self.registered = asyncio.get_running_loop().create_future()

    def route(self, name, **options):
        self.unregistered += 1
        return super().route(name, **options)

    async def register(self, name, *options):
        done = await super().register(name, *options)
        self.unregistered -= 1
        if not done:
            self.registered.set_exception(RuntimeError(f"{Name.to_str(name)} could not be registered"))
        elif self.unregistered == 0:
            self.registered.set_result(True)
        return done


class Member:
    def __init__(self, app, make, group, node):
        self.app = app
        self.backlogs = {}
        self.svs = make(app, Name.from_str(group), Name.from_str(node), missing=self.missing)
        self.core = self.svs.getCore()

    def missing(self, missing_list):
        at = now()
        for missing in missing_list:
            # The two lines of the library call them differently.
            low, high = (
                (missing.lowSeqno, missing.highSeqno)
                if hasattr(missing, "lowSeqno")
                else (missing.lowSeqNum, missing.highSeqNum)
            )
            tell("known", node=missing.nid, low=low, high=high, at=at)
            self.backlog(missing.nid).put_nowait(range(low, high + 1))

    def backlog(self, node):
        """What is to be fetched of a node, in order."""
        if node not in self.backlogs:
            self.backlogs[node] = asyncio.Queue()
            self.backlogs[node].task = asyncio.create_task(self.deliver(node, self.backlogs[node]))
        return self.backlogs[node]

    async def deliver(self, node, backlog):
        while True:
            for seq_no in await backlog.get():
                content = await self.fetch(node, seq_no)
                if content is None:
                    tell_failure(f"{node} #{seq_no} could not be fetched")
                else:
                    tell("delivered", node=node, seqNo=seq_no, text=content.decode(), at=now())

    async def fetch(self, node, seq_no):
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            content = await self.svs.fetchData(Name.from_str(node), seq_no)
            if content is not None:
                return content
            if not self.app.face.running:
                # The library takes a cancelled fetch for one that failed.
                raise asyncio.CancelledError
            await asyncio.sleep(PAUSE)
        return None

    def publish(self, text):
        at = now()
        self.svs.publishData(text.encode())
        tell("published", seqNo=self.seq_no(), at=at)

    def announce(self):
        at = now()
        update = getattr(self.core, "updateMyState", None) or self.core.updateStateVector
        update(self.seq_no() + 1)
        tell("published", seqNo=self.seq_no(), at=at)

    def seq_no(self):
        return (getattr(self.core, "getSeqno", None) or self.core.getSeqNum)()


async def serve(app, options):
    member = Member(app, CLASSES[options["class"]], options["group"], options["node"])
    await app.registered
    tell("ready")
    async for command in commands():
        if command["do"] == "leave":
            break
        try:
            if command["do"] == "publish":
                member.publish(command["text"])
            else:
                member.announce()
        except Exception as error:  # Such as a text that is too long.
            tell_failure(error)


async def run(options):
    # Much that goes wrong in the library does so in tasks that nobody waits for.
    asyncio.get_running_loop().set_exception_handler(
        lambda _, context: tell_failure(context.get("exception") or context["message"])
    )
    app = App(default_face(options["forwarder"]))
    await connected(app, lambda: serve(app, options))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--class", choices=CLASSES, default="SVSync")
    parser.add_argument("--node", required=True)
    parser.add_argument("--group", required=True)
    parser.add_argument("--forwarder", required=True)
    options = vars(parser.parse_args())
    try:
        asyncio.run(run(options))
    except Exception as error:
        tell_failure(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Writes what a member of the Python library sends to standard output; python-<version>.json are made of it by

    npm run interop -- --record --peer python
"""

import asyncio
import json
import sys
from importlib.metadata import version

import ndn.transport.face

# The library's classes for threads import a module that python-ndn has renamed since.
sys.modules["ndn.transport.stream_socket"] = ndn.transport.face

from ndn.app import NDNApp  # noqa: E402
from ndn.encoding import Component, InterestParam, Name  # noqa: E402
from ndn.svs.svs import SVSync  # noqa: E402
from ndn.svs.svs_shared import SVSyncShared  # noqa: E402

VERSION = version("ndn-svs")
GROUP = Name.from_str("/example/group")
NODE = Name.from_str("/Alice/phone")
# More than fit in one part.
MEMBERS = 300


class RecordingFace(ndn.transport.face.Face):
    """Keeps what is sent; every prefix is registered at once."""

    def __init__(self):
        super().__init__()
        self.running = True
        self.sent = []

    async def isLocalFace(self):
        return True

    async def open(self):
        pass

    def shutdown(self):
        pass

    async def run(self):
        pass

    def send(self, data):
        self.sent.append(bytes(data).hex())


async def record(title, make):
    face = RecordingFace()
    app = NDNApp(face=face, keychain=object())
    prefixes = []

    async def register(name, *_):
        prefixes.append(Name.to_str(name))
        return True

    app.register = register
    svs = make(app)

    async def sent():
        await asyncio.sleep(0.1)
        return face.sent.pop()

    packets = {"syncOfNobody": await sent()}
    svs.publishData(b"hello")
    packets["syncOfOne"] = await sent()
    svs.onDataInterest(svs.getDataName(NODE, 1), InterestParam(can_be_prefix=True), None)
    packets["publication"] = await sent()
    if VERSION.startswith("0.3."):
        core = svs.getCore()
        for number in range(1, MEMBERS + 1):
            core.getStateTable().table.set(f"/example/member-{number:05}", number)
        svs.publishData(b"again")
        packets["syncOfMany"] = await sent()
        await core.balancer.onPropInterestHelper(
            core.balancer.propPrefix + [Component.from_number(1, Component.TYPE_SEQUENCE_NUM)], None, None, None
        )
        packets["partOfMany"] = await sent()
    return {"class": title, "prefixes": sorted(prefixes), **packets}


async def main():
    recording = {
        "implementation": "ndn-svs",
        "version": VERSION,
        "with": f"python-ndn {version('python-ndn')}",
        "recordedBy": "record.py",
        "group": Name.to_str(GROUP),
        "node": Name.to_str(NODE),
        "members": [
            await record("SVSync", lambda app: SVSync(app, GROUP, NODE, lambda _: None)),
            await record("SVSyncShared", lambda app: SVSyncShared(app, GROUP, NODE, lambda _: None, True)),
        ],
    }
    print(json.dumps(recording, indent=1))


asyncio.run(main())

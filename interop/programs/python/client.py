"""A client on python-ndn alone, with signed command Interests, where member.py's library signs in the name.

    client.py --forwarder URI --serve /prefix     answers each Interest under it with its name as text
    client.py --forwarder URI --fetch /name
"""

import argparse
import asyncio
import sys

from ndn.appv2 import NDNApp
from ndn.client_conf import default_face
from ndn.encoding import Name
from ndn.security import DigestSha256Signer, sha256_digest_checker
from ndn.types import InterestNack, ValidResult

from connected import connected
from lines import commands, tell, tell_failure


async def digest(name, signature, _context):
    return ValidResult.PASS if await sha256_digest_checker(name, signature) else ValidResult.FAIL


async def serve(app, prefix):
    def answer(name, _parameters, reply, _context):
        reply(app.make_data(name, Name.to_str(name).encode(), DigestSha256Signer(), freshness_period=1000))

    app.attach_handler(prefix, answer)
    if not await app.register(prefix):
        raise RuntimeError(f"{prefix} could not be registered")
    tell("ready")
    async for _ in commands():
        pass


async def fetch(app, wanted):
    try:
        name, content, _ = await app.express(wanted, digest, lifetime=4000)
    except InterestNack as nack:
        raise RuntimeError(f"{wanted}: a Nack with reason {nack.reason}") from nack
    tell("fetched", name=Name.to_str(name), text=bytes(content or b"").decode())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--forwarder", required=True)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--serve", metavar="PREFIX")
    what.add_argument("--fetch", metavar="NAME")
    options = parser.parse_args()

    async def run():
        app = NDNApp(face=default_face(options.forwarder))
        work = (lambda: serve(app, options.serve)) if options.serve else (lambda: fetch(app, options.fetch))
        await connected(app, work)

    try:
        asyncio.run(run())
    except Exception as error:  # Whatever goes wrong is told, as the caller reads standard output.
        tell_failure(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

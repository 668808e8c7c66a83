"""Writes what the Python library's codec makes to standard output; python-<version>.json are made of it by

    npm run interop -- --record --peer python
"""

import importlib.util
import json
import sys
import types
from importlib.metadata import version
from pathlib import Path

from ndn.encoding import Component, Name

VERSION = version("ndn-svs")
SOURCES = Path(importlib.util.find_spec("ndn.svs").submodule_search_locations[0])

# The package's own __init__ starts the whole client; the codec alone is wanted.
PACKAGE = types.ModuleType("ndn.svs")
PACKAGE.__path__ = [str(SOURCES)]
sys.modules["ndn.svs"] = PACKAGE
from ndn.svs.state_vector import StateVector  # noqa: E402


def name(uri):
    return Name.from_str(uri)


CASES = {
    "no rows": [],
    "one row": [(name("/alice"), 1)],
    "order and letter case": [(name(uri), i + 1) for i, uri in enumerate(["/c", "/a", "/B", "/z", "/b/a", "/X"])],
    "widths of numbers": [
        (name(f"/{i}"), number)
        for i, number in enumerate([1, 0xFF, 0x100, 0xFFFF, 0x10000, 0xFFFFFFFF, 0x100000000, 2**53 - 1])
    ],
    "components of every kind": [
        (node, i + 1)
        for i, node in enumerate(
            [
                [],
                name("/a/b/c"),
                [Component.from_str("")],
                [Component.from_str("a"), Component.from_str("")],
                name("/..."),
                [Component.from_bytes(b"a b/%=+\x00\xff~_-.")],
                name("/Kraus Bölter"),
                [Component.from_bytes(b"\x07" * 32, Component.TYPE_IMPLICIT_SHA256)],
                [Component.from_bytes(b"\xfe" * 32, Component.TYPE_PARAMETERS_SHA256)],
                [Component.from_bytes(b"x", Component.TYPE_KEYWORD), Component.from_bytes(b"", 300)],
                [Component.from_segment(0), Component.from_byte_offset(255), Component.from_version(256)],
                [Component.from_timestamp(1_700_000_000_000_000), Component.from_sequence_num(2**64 - 1)],
            ]
        )
    ],
    "ids of more than 252 octets": [(name("/" + "x" * 253), 1), (name("/a/" + "y" * 300), 2)],
    "a row raised again": [(name("/a"), 1), (name("/b"), 1), (name("/c"), 1), (name("/a"), 2)],
    "60 members": [(name(f"/site-{i % 7}/member-{(i * 23) % 60}"), 1 + i * 211) for i in range(60)],
}


def record(title, rows):
    vector = StateVector()
    for node, seqno in rows:
        vector.set(Name.to_str(node), seqno)
    parsed = StateVector(bytes(vector.encode()))
    assert parsed.to_str() == vector.to_str()
    return {
        "title": title,
        # In the order in which they were set.
        "rows": [
            {"node": b"".join(bytes(c) for c in node).hex(), "uri": Name.to_str(node), "seqNo": seqno}
            for node, seqno in rows
        ],
        "octets": bytes(vector.encode()).hex(),
    }


recording = {
    "implementation": "ndn-svs",
    "version": VERSION,
    "recordedBy": "record.py",
    "order": "lower-case" if VERSION.startswith("0.2.") else "newest-first",
    "vectors": [record(title, rows) for title, rows in CASES.items()],
}
print(json.dumps(recording, indent=1))

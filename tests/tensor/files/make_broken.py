"""Writes broken files, each wrong in one way: python3 make_broken.py FOLDER

What is said of them stands in broken/sentences.txt. Needs NumPy.
"""
import json
import os
import struct
import sys

import numpy as np

folder = sys.argv[1]


def write(name, content):
    with open(os.path.join(folder, name), "wb") as out:
        out.write(content if isinstance(content, bytes) else content.encode())


def npy(header, data=b"", version=1):
    text = header.encode() + b"\n"
    length = struct.pack("<H" if version == 1 else "<I", len(text))
    return b"\x93NUMPY" + bytes([version, 0]) + length + text + data


def described(descr, shape="(2,)", order="False"):
    return f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}"


def safetensors(header, data=b"", length=None):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


good = described("'<f8'")
eight = struct.pack("<2d", 1, 2)
np.save(os.path.join(folder, "objects.npy"), np.array([{}, None], dtype=object), allow_pickle=True)
np.save(os.path.join(folder, "texts.npy"), np.array(["the", "cat"]))
np.save(os.path.join(folder, "complex.npy"), np.array([1 + 2j]))
np.save(os.path.join(folder, "records.npy"), np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]))
write("empty.npy", b"")
write("magic.npy", b"NUMPY" + npy(good, eight))
write("version.npy", npy(good, eight, version=9))
write("cut_header.npy", npy(good, eight)[:40])
write("cut_numbers.npy", npy(good, eight)[:-1])
write("too_long.npy", npy(good, eight + b"\0"))
write("huge_shape.npy", npy(described("'<f8'", "(99999999999, 99999999999, 99999999999)"), eight))
write("wrapped_shape.npy", npy(described("'<f8'", "(4294967296, 4294967296)"), b""))
write("long_number.npy", npy(described("'<f8'", "(123456789012345678901234567890,)"), eight))
write("negative.npy", npy(described("'<f8'", "(-2,)"), eight))
write("no_shape.npy", npy("{'descr': '<f8', 'fortran_order': False, }", eight))
write("twice.npy", npy("{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", eight))
write("call.npy", npy("__import__('os')", eight))
write("order.npy", npy(described("'<f8'", order="Maybe"), eight))
write("long_header.npy", b"\x93NUMPY\x02\x00\xff\xff\xff\xff{'descr'")

tensor = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}
write("short.safetensors", b"\x01\x02")
write("length.safetensors", safetensors({"a": tensor}, bytes(8), length=2 ** 63))
write("cut.safetensors", safetensors({"a": tensor}, bytes(7)))
write("shape.safetensors", safetensors({"a": {**tensor, "shape": [3]}}, bytes(8)))
write("huge.safetensors", safetensors({"a": {**tensor, "shape": [2 ** 40, 2 ** 40]}}, bytes(8)))
write("negative.safetensors", safetensors({"a": {**tensor, "shape": [-2]}}, bytes(8)))
write("backwards.safetensors", safetensors({"a": {**tensor, "data_offsets": [8, 0]}}, bytes(8)))
write("shared.safetensors", safetensors({"a": tensor, "b": {**tensor, "data_offsets": [4, 12]}}, bytes(12)))
write("twice.safetensors", safetensors(b'{"a":%s,"a":%s}' % ((json.dumps(tensor).encode(),) * 2), bytes(8)))
write("text.safetensors", safetensors(b"not JSON", bytes(8)))
write("open.safetensors", safetensors(b'{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}', bytes(8)))
write("nested.safetensors", safetensors(b'{"a":' * 1000, bytes(8)))
write("escape.safetensors", safetensors(b'{"\\ud800":1}', bytes(8)))
write("after.safetensors", safetensors(b"{} {}", b""))
write("nothing.safetensors", safetensors({}))

write("ragged.csv", "1,2,3\n4,5\n")
write("overflow.csv", "1,2\n3,1e999\n")
write("overflow_first.csv", "1e999,2\n3,4\n")
write("nan.csv", "1,2\nnan,4\n")
write("inf_first.csv", "-inf,2\n3,4\n")
write("word.csv", "1,2\n3,x\n")
write("gap.csv", "1,2\n,4\n")
write("hole.csv", "1,2\n\n3,4\n")
write("groups.csv", "1;2\n1,234.5;3\n")
write("both_marks.csv", "0,5;1\n0.5;2\n")
write("quotation.csv", '1,2\n"3,4\n')
write("after_quotation.csv", '1,2\n"3"x,4\n')
write("spaces.csv", "   \n\n")
write("heading.csv", "a,b\n")
write("sixteen.csv", "1,2\n".encode("utf-16"))
write("latin.csv", b"caf\xe9,1\n")
write("zero.csv", b"1,2\n3,\x004\n")
write("picture.png", b"\x89PNG\r\n")

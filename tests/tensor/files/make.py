"""Writes the files that tests/tensor/tensor_file_test.cpp reads: python3 make.py FOLDER [all]

The arrays are NumPy's; .safetensors files are written by hand, from the description of the format alone.
Without "all" only those that are in the repository are written. Needs NumPy; written with 1.24.
"""
import json
import os
import struct
import sys
import zipfile

import numpy as np

folder = sys.argv[1]
everything = "all" in sys.argv[2:]
SHAPE = (2, 3, 5, 4)  # batch, head, token, dimension
KEPT = {"f2_little_C", "f2_big_F", "f4_big_C", "f8_little_F", "i8_big_F", "b1_little_C"}


def numbers(kind):
    """0 to 119 in row-major order; floats and signed numbers from -60 on, floats in quarters."""
    count = np.arange(np.prod(SHAPE)).reshape(SHAPE)
    return count % 2 == 1 if kind == "b" else count if kind == "u" else count - 60 if kind == "i" else (count - 60) / 4


def path(name):
    return os.path.join(folder, name)


def arrays():
    for code in ["b1", "u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8", "f2", "f4", "f8"]:
        for order, mark in [("little", "<"), ("big", ">")]:
            for layout in "CF":
                name = f"{code}_{order}_{layout}"
                if everything or name in KEPT:
                    np.save(path(name + ".npy"), np.array(numbers(code[0]), dtype=mark + code, order=layout))


def formats():
    """The three versions of the format, and arrays of other ranks."""
    small = np.array([[1.5, -2.25], [0.1, 1e-300], [3, 4]])
    for version in [(1, 0), (2, 0), (3, 0)]:
        with open(path(f"format_{version[0]}.npy"), "wb") as out:
            np.lib.format.write_array(out, small, version=version)
    np.save(path("vector.npy"), np.array([1.0, 2.0, 3.0]))
    np.save(path("scalar.npy"), np.array(2.5))
    np.save(path("heads.npy"), np.asfortranarray(np.arange(24, dtype=np.float32).reshape(2, 4, 3)))
    np.save(path("halves.npy"), np.array([[0, -0.0, 2 ** -24, 1023 * 2 ** -24], [2 ** -14, 65504, 1 / 3, -1]], np.float16))


def members():
    np.savez_compressed(path("model.npz"), q=small_q(), k=small_q() * 2, words=np.array(["a", "b"]))
    with zipfile.ZipFile(path("model.npz")) as packed:
        for name in packed.namelist():
            with open(path("model.npz." + name), "wb") as out:
                out.write(packed.read(name))
    os.remove(path("model.npz"))


def small_q():
    return (np.arange(12).reshape(3, 4) - 6) / 8


def safetensors():
    """Eight bytes of length, JSON padded with blanks, numbers: little-endian, row-major."""
    header, data = {"__metadata__": {"made by": "a \"script\", \u00e9"}}, b""
    types = [("F64", "<f8"), ("F32", "<f4"), ("F16", "<f2"), ("BF16", None), ("I64", "<i8"), ("I32", "<i4"),
             ("I16", "<i2"), ("I8", "<i1"), ("U8", "<u1"), ("BOOL", "|b1"), ("F8_E4M3", "<u1")]
    for name, code in types:
        kind = {"I": "i", "U": "u"}.get(name[0], "b" if name == "BOOL" else "f")
        values = numbers("u" if name.startswith("F8") else kind)[:1, :2]
        if name == "BF16":
            raw = b"".join(struct.pack("<f", v)[2:] for v in values.flatten())
        else:
            raw = values.astype(code).tobytes()
        header[f"layer.{name}"] = {"dtype": name, "shape": list(values.shape),
                                   "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path("layers.safetensors"), "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text + data)


def tables():
    table = small_q()
    np.savetxt(path("blanks.txt"), table)
    np.savetxt(path("comma.csv"), table, delimiter=",", fmt="%.3f", header="a,b,c,d", comments="")
    for name, text in {
        "german.csv": "\ufeffToken;d0;d1\r\n\"der; Hund\";0,5;-1,25\r\nbellt;1e2;3\r\n",
        "plain.tsv": "1\t2\n3\t4\n",
        "quoted.csv": 'a,"1","2"\n"b ""x""",3,4\n"two\nlines",5,6\n',
        "pandas.csv": ",0,1\n0,0.5,1.5\n1,2.5,3.5\n",
        "minus.csv": "−1,2/3\n+4.,.5\n",
    }.items():
        with open(path(name), "w", encoding="utf-8", newline="") as out:
            out.write(text)


arrays()
formats()
members()
safetensors()
tables()

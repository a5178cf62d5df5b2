"""Writes the inputs of corpus/ that were made by hand, named after what is odd about them: python3 make_seeds.py

The others there were found by libFuzzer. A file is kept for good: it is replayed by core_tests.
"""
import os
import struct

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "corpus")


def write(target, name, content):
    os.makedirs(os.path.join(folder, target), exist_ok=True)
    with open(os.path.join(folder, target, name), "wb") as out:
        out.write(content if isinstance(content, bytes) else content.encode())


def npy(header, data=b"", version=1, length=None):
    text = header.encode() + b"\n"
    size = len(text) if length is None else length
    return b"\x93NUMPY" + bytes([version, 0]) + struct.pack("<H" if version == 1 else "<I", size) + text + data


def described(descr="<f8", shape="(2,)", order="False"):
    return f"{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}"


def safetensors(header, data=b"", length=None):
    text = header if isinstance(header, bytes) else header.encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def members(*parts):
    return b"".join(bytes([len(name)]) + name + struct.pack("<H", len(data)) + data for name, data in parts)


two = struct.pack("<2d", 1, 2)
four = struct.pack("<4d", 1, -2, 0.5, 3)
nan = struct.pack("<2d", float("nan"), float("-inf"))

# The fragment of an address.
whole = "version=1&mechanism=softmax_attention&mask=causal&cache=1&tokens=the,cat,sat&Q=1,0;0,1;.5,2&K=1,1;0,1;2/3,0&V=1;2;3&position=2"
links = {
    "whole": whole,
    "cut": whole[:97],
    "address": "https://example.org/lookback/?theme=light#" + whole,
    "blanks-around": " \t\r\n#" + whole + "\r\n",
    "checksum-wrong": "version=1&c=x01234567&mask=none",
    "checksum-twice": "version=1&c=x01234567&c=x89abcdef",
    "overflow": "Q=1e999",
    "digits-400": "Q=" + "9" * 400,
    "fraction-400": "Q=0." + "3" * 400 + ",1/" + "7" * 400,
    "negative-zero": "Q=-0,0;%2D0.0,-0e5",
    "typographic-minus": "Q=" + "%E2%88%92" * 50 + "1",
    "denormal": "Q=4.9e-324,2.2250738585072014e-308",
    "hexadecimal": "Q=0x1p3,1_000",
    "not-a-number": "Q=nan,inf,-inf",
    "key-twice": "mask=none&mask=causal",
    "key-unknown": "colour=red&" + "x" * 300 + "=1",
    "key-without-value": "mask&cache=1",
    "utf8-cut": "tokens=%E7%8C",
    "utf8-overlong": "tokens=%C0%AF",
    "utf8-surrogate": "tokens=%ED%A0%80",
    "control": "tokens=%00,%0A,%7F",
    "percent-cut": "tokens=a%4",
    "percent-wrong": "tokens=%zz",
    "byte-order-mark": "\ufeffmask=none",
    "token-one": "tokens=a",
    "token-longest": "tokens=" + "%E7%8C%AB" * 32,
    "tokens-64": "tokens=" + ",".join("abcdefgh"[i % 8] for i in range(64)),
    "tokens-65": "tokens=" + "," * 64,
    "rows-ragged": "Q=1,2;3",
    "rows-empty": "Q=;;;",
    "commas": "Q=" + "," * 2000,
    "mask-bits": "tokens=a,b&mask=bits:10;01",
    "mask-bits-odd": "tokens=a,b&mask=bits:1;0;1",
    "mask-window-huge": "mask=window:99999999999,64",
    "position-odd": "tokens=a,b&position=-0",
    "study-only": "study=leak_lamp",
    "study-unknown": "study=" + "z" * 200,
    "retention": "mechanism=retention&gamma=.9&tokens=a,b",
    "gamma-negative-zero": "mechanism=retention&gamma=-0&tokens=a,b",
    "gamma-too-large": "mechanism=retention&gamma=2&tokens=a,b",
    "tile-too-large": "form=online&tile=99",
    "switch-half": "scaled=.5",
    "number-too-large": "Q=1e10",
    "input-too-large": "mechanism=rwkv4_wkv&tokens=a&u=1e300,-1e300,2,3",
    "choice-wrong": "mechanism=luong_attention&score=7",
    "file": "Q=file:85944171f73967e0:q.npy:q:0:3:1024x64:128,0",
    "file-not-a-number": "Q=file:85944171f73967e2:q.npy:q:0:3:1024x64:128,0",
    "file-negative-zero": "K=file:85944171f73967e1:k.npy:k:0:0:2x2:0,0&Q=file:85944171f73967e1:k.npy:k:0:0:2x2:0,0",
    "file-not-open": "Q=file:8594417100000009:q.npy:q:0:0:64x4:0,0",
    "file-largest": "V=file:85944171f73967e0:v.npy:v:999999999999:999999999999:999999999999x999999999999:999999999935,0",
    "file-outside": "Q=file:85944171f73967e0:q.npy:q:0:0:8x8:1,0",
    "file-of-tokens": "tokens=file:85944171f73967e0:q.npy:q:0:0:8x8:0,0",
    "packed-empty": "z=",
    "packed-cut": "version=1&z=CAhbWVjaGFuaXNt",
    "packed-in-packed": "z=EAegEQQ",
    "question-mark": "?#=#Q=1",
}
for name, link in links.items():
    write("link", name, link)

# One byte: how many letters fall off the end; then the packed bits.
write("packed_link", "no-entries", b"\0\0")
write("packed_link", "count-endless", b"\0" + b"\xff" * 40)
write("packed_link", "shape-huge", b"\0\x04\x80\x15\x1f\xff\xff\xff\xff\xff")
write("packed_link", "one-byte", b"\1\x80")
write("packed_link", "zeros", bytes(60))

# One byte: file, tab_file or spreadsheet; then the text.
tables = {
    "plain": b"\x001,2\n3,4\n",
    "windows-lines": b"\x001,2\r\n3,4\r\n",
    "old-mac-lines": b"\x001;2\r3;4",
    "byte-order-mark": b"\x00\xef\xbb\xbf1\t2\n3\t4\n",
    "utf16": b"\x00\xff\xfe1\x00,\x002\x00",
    "decimal-commas": b"\x02-0,5\n2,25\n",
    "decimal-comma-control": b'\x00"1,\t\t"\n',
    "decimal-comma-digits-3000": b'\x00"0,' + b"1" * 3000 + b'"\n',
    "thousands": b"\x001.234,5;1\n",
    "minus-sign": "\0\u22121,2\n".encode(),
    "minus-signs": ("\0" + "\u2212" * 60 + "1").encode(),
    "quoted": b'\x00"a ""b""",1\n"c\nd","2"\n',
    "quotation-open": b'\x00"1,2\n3',
    "heading": b"\x00,0,1\na,1,2\nb,3,4\n",
    "blanks": b"\x00 1   2 \n 3   4 \n\n\n",
    "overflow": b"\x001,1e999\n",
    "not-a-number": b"\x00nan,1\n",
    "digits-400": b"\x00" + b"1" * 400 + b",2\n",
    "fractions": b"\x001/3,-2/7\n",
    "one-cell": b"\x017",
    "only-separators": b"\x00" + b"," * 300,
    "zero-byte": b"\x001,\x002\n",
    "utf8-cut": b"\x00caf\xc3",
    "ragged": b"\x001,2,3\n4\n",
    "gap": b"\x001\n\n2\n",
    "negative-zero": b"\x00-0,0\n",
}
for name, table in tables.items():
    write("table", name, table)

lists = {
    "links": "#mask=none\nversion=1&cache=0\nhttps://example.org/#Q=1\n",
    "named": "name,link,seed\nAnna,#mask=none,4\nAnna,#cache=0,5\n",
    "semicolons": "Link;Name\n\"#Q=1;2\";B\n",
    "tabs-windows": "name\tlink\r\nA\t?seed=9#Q=1\r\n",
    "seed-of-address": "link,seed\nhttps://example.org/?seed=\x01\x02evil#Q=1,3\n",
    "seed-huge": "link,seed\n#Q=1,99999999999999999999\n",
    "formulas": "name,link\n=cmd(),#Q=1\n+1,#Q=2\n",
    "quotation-open": "name,link\n\"A,#Q=1\n",
    "after-quotation": "name,link\n\"A\"b,#Q=1\n",
    "no-link": "hello\n",
    "header-only": "name,link\n",
    "no-state": "link\nhttps://example.org/\n",
    "too-many-cells": "name,link\nA,#Q=1,2,3\n",
    "byte-order-mark": "\ufeffname,link\nA,#Q=1\n",
    "blank-lines": "\n\n  \n#Q=1\n\n",
}
for name, text in lists.items():
    write("links_list", name, text)
write("links_list", "utf16", b"\xff\xfe" + "link\n#Q=1\n".encode("utf-16-le"))
write("links_list", "utf16-odd", b"\xfe\xff" + "link\n#Q=1".encode("utf-16-be") + b"\xd8")
write("links_list", "windows-1252", b"name,link\nJos\xe9,#Q=1\n")

arrays = {
    "doubles": npy(described(), two),
    "table": npy(described(shape="(2, 2)"), four),
    "fortran": npy(described(shape="(2, 2)", order="True"), four),
    "not-a-number": npy(described(), nan),
    "scalar": npy(described(shape="()"), two[:8]),
    "empty-axis": npy(described(shape="(0, 99999999999)")),
    "axes-five": npy(described("|b1", "(1, 1, 1, 1, 1)"), b"\1"),
    "axes-65": npy(described("|b1", "(" + "1," * 65 + ")"), b"\1"),
    "axes-2000": npy(described("|b1", "(" + "1," * 2000 + ")"), b"\1"),
    "shape-huge": npy(described(shape="(999999999999999999, 999999999999999999)"), two),
    "shape-wraps": npy(described(shape="(4294967296, 4294967296)")),
    "shape-negative": npy(described(shape="(-2,)"), two),
    "shape-python2": npy(described(shape="(2L,)"), two),
    "shape-twice-order-missing": npy("{'descr': '<f8', 'shape': (2,), 'shape': (1,)}", two),
    "descr-twice-order-missing": npy("{'descr': '<f8', 'descr': '<f8', 'shape': (2,), }", two),
    "after-the-end": npy(described() + "} garbage", two),
    "big-endian": npy(described(">i2"), b"\0\1\xff\xff"),
    "half": npy(described("<f2"), b"\0\x7c\1\0"),
    "pickle": npy(described("|O")),
    "byte-order-odd": npy(described("|f8"), two),
    "header-longer-than-file": npy(described(), two, 2, 0xFFFFFFFF),
    "header-cut": npy(described(), two)[:40],
    "version-9": npy(described(), two, 9),
    "numbers-odd-length": npy(described(), two[:15]),
    "magic-only": b"\x93NUMPY",
    "quotation-cut": npy("{'descr")[:-1],
    "escapes": npy("{'\\u0064escr': \"<f8\", 'fortran_order': False, 'shape': (2,)}", two),
}
for name, content in arrays.items():
    write("npy", name, content)

good = npy(described(), two)
square = npy(described(shape="(2, 2)"), four)
write("npz", "two", members((b"q.npy", square), (b"k.npy", square)))
write("npz", "same-name", members((b"q.npy", square), (b"q.npy", good)))
write("npz", "names-odd", members((b"", good), (b".npy", good), (b"../../q.npy", good), (b"\xff\xfe.npy", good)))
write("npz", "one-broken", members((b"a.npy", b"words"), (b"b.npy", good)))
write("npz", "all-broken", members((b"a.npy", b"words"), (b"b.txt", b"")))
write("npz", "cut", members((b"q.npy", square))[:50])
write("npz", "length-beyond", b"\x05q.npy\xff\xff\x93NUMPY")
write("npz", "members-many", members(*((b"", b"") for _ in range(300))))

one = '"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}'
models = {
    "one": safetensors("{" + one + "}", bytes(8)),
    "metadata": safetensors('{"__metadata__":{"format":"pt"},' + one + "}   ", bytes(8)),
    "overlap": safetensors("{" + one + ',"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}', bytes(12)),
    "hole": safetensors("{" + one + ',"b":{"dtype":"I64","shape":[],"data_offsets":[9,17]}}', bytes(17)),
    "name-twice": safetensors("{" + one + "," + one + "}", bytes(8)),
    "key-twice": safetensors('{"a":{"dtype":"F32","shape":[2],"shape":[2],"data_offsets":[0,8]}}', bytes(8)),
    "offsets-beyond": safetensors('{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,999999999999999999]}}', bytes(8)),
    "offsets-backwards": safetensors('{"a":{"dtype":"F32","shape":[],"data_offsets":[8,0]}}', bytes(8)),
    "shape-huge": safetensors('{"a":{"dtype":"F64","shape":[4294967296,4294967296],"data_offsets":[0,8]}}', bytes(8)),
    "shape-long": safetensors('{"a":{"dtype":"U8","shape":[' + ",".join("1" * 300) + '],"data_offsets":[0,1]}}', bytes(1)),
    "type-unknown": safetensors('{"a":{"dtype":"F8_E5M2","shape":[8],"data_offsets":[0,8]}}', bytes(8)),
    "nothing": safetensors("{}"),
    "no-numbers": safetensors('{"a":{"dtype":"BF16","shape":[0,5],"data_offsets":[0,0]}}'),
    "length-64-bits": safetensors("{}", length=2**64 - 1),
    "length-cut": b"\x02\0\0\0\0",
    "nested-10000": safetensors("[" * 10000),
    "quotation-cut": safetensors('{"a'),
    "name-surrogates": safetensors('{"\\ud83d\\ude00\\u0000":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}', b"\1"),
    "name-half-surrogate": safetensors('{"\\ud83d":{}}'),
    "name-not-utf8": safetensors(b'{"\xff":{}}'),
    "digits-400": safetensors('{"a":{"dtype":"U8","shape":[' + "9" * 400 + '],"data_offsets":[0,1]}}', b"\1"),
}
for name, content in models.items():
    write("safetensors", name, content)

# One byte: .npy, .csv, .safetensors, .npz, .tsv or .txt; then the file.
write("opened_file", "square.npy", b"\0" + square)
write("opened_file", "not-a-number.npy", b"\0" + npy(described(), nan))
write("opened_file", "too-large.npy", b"\0" + npy(described(), struct.pack("<2d", 1e300, -1e10)))
for name, number in (("not-a-number", float("nan")), ("infinite", float("-inf")), ("beyond-the-limit", 2e9), ("negative-zero", -0.0)):
    write("opened_file", name + "-square.npy", b"\0" + npy(described(shape="(2, 2)"), struct.pack("<4d", 1, number, 2, 3)))
write("opened_file", "window.npy", b"\0" + npy(described("|b1", "(70, 3)"), bytes(i % 2 for i in range(210))))
write("opened_file", "windows.npz", b"\3" + members((b"q.npy", npy(described("|b1", "(65, 17)"), bytes(1105))), (b"v.npy", npy(described("|b1", "(65, 2)"), bytes(130)))))
write("opened_file", "vector.npy", b"\0" + good)
write("opened_file", "heads.npy", b"\0" + npy(described("|i1", "(2, 2, 2, 2)"), bytes(range(16))))
write("opened_file", "names.csv", b"\1a,1,2\nb,3,4\nc,5,6\n")
write("opened_file", "names-odd.csv", b"\1" + "\u200f,1\n\u0300,2\n".encode() + b'"a\nb",3\n' + b"x" * 40 + b",4\n")
write("opened_file", "negative-zero.tsv", b"\4-0\t0\n")
write("opened_file", "blanks.txt", b"\x05 1 2\n 3 4\n")
write("opened_file", "model.safetensors", b"\2" + safetensors('{"q":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"\\u0007":{"dtype":"F8","shape":[],"data_offsets":[8,8]}}', bytes(8)))

lesson = '{"id":"a","title":"A","teaches":"t","minutes":5,"needs":[],"order":1,"steps":[{"id":"s","title":"S","text":["p"],"link":"Q=1"%s}]%s}'
lessons = {
    "whole": lesson % (',"task":{"text":"t","check":"cache == 0","solution":"cache=0","done":"d","hints":[{"when":"1","text":"h"}],"score":{"of":"run.mac","unit":"u","best":1,"link":"Q=1"}}', ""),
    "question-choice": lesson % (',"question":{"kind":"choice","text":"q","choices":[{"text":"a","why":"w","right":true},{"text":"b","why":"v"}]}', ""),
    "question-number": lesson % (',"question":{"kind":"number","text":"q","answer":1e308,"why":"w","otherwise":"o","tolerance":0.5,"wrong":[{"value":-0.0,"why":"x"}]}', ""),
    "question-cells": lesson % (',"question":{"kind":"cells","text":"q","rows":["r"],"columns":["c"],"right":[[0,0]],"why":"w","otherwise":"o"}', ""),
    "question-cells-odd": lesson % (',"question":{"kind":"cells","text":"q","rows":["r"],"columns":["c"],"right":[[1e300,0.5],[0],7],"why":"w","otherwise":"o"}', ""),
    "question-order": lesson % (',"question":{"kind":"order","text":"q","items":["a","b"],"why":"w","otherwise":"o"}', ""),
    "question-unknown": lesson % (',"question":{"kind":"essay\\u0007"}', ""),
    "variants": lesson.replace('"t"', '"{{x}} and {{y}}"') % ("", ',"variants":[{"x":1,"y":"b"},{"x":-2.5,"y":"{{x}}"}]'),
    "variants-exponent": lesson % ("", ',"variants":[{"x":1e300}]'),
    "variants-missing": lesson.replace('"t"', '"{{' + "long" * 30 + '}}"') % ("", ',"variants":[{}]'),
    "variants-empty": lesson % ("", ',"variants":[]'),
    "braces": lesson.replace('"t"', '"{{{{}}{{a{{b}}}}{"') % ("", ""),
    "overflow": lesson.replace("5", "1e999") % ("", ""),
    "minutes-fraction": lesson.replace("5", "5.5") % ("", ""),
    "keys-twice": lesson % ("", ',"id":"b"'),
    "nested-10000": "[" * 10000 + "]" * 10000,
    "nested-objects": '{"a":' * 3000 + "1" + "}" * 3000,
    "null": "null",
    "empty-object": "{}",
    "byte-order-mark": "\ufeff" + lesson % ("", ""),
    "key-unknown": lesson % ("", ',"' + "k" * 500 + '\\n":null'),
    "utf8-cut": lesson.encode().replace(b'"t"', b'"\xc3"').replace(b"%s", b""),
    "digits-400": lesson.replace("5", "1" * 400) % ("", ""),
}
for name, text in lessons.items():
    write("lesson", name, text)

# One byte: the state; then the condition.
conditions = {
    "counters": "\0cache == 0 and run.tokens_projected == 15",
    "cells": "\0not visible[1][0] or abs(output[1][0] - 1/3) < 0.001",
    "sheet": "\2sum(sheet.parity) + most(K[1])",
    "absent": "\1Q[9][9] > 0 or " + "n" * 300 + "[0][0]",
    "nested-100": "\0" + "(" * 100 + "1" + ")" * 100,
    "not-100": "\0" + "not " * 100 + "1",
    "minus-100": "\0" + "-" * 100 + "1",
    "powers": "\0" + "2^" * 100 + "2",
    "power-1024": "\0(2^1024)^1024 - 2^1024",
    "division-by-zero": "\0" + "1/0 + 0/0",
    "overflow": "\0" + "1e999",
    "points": "\0" + "1.2.3",
    "index-odd": "\0Q[1e300][-1] + K[0.5][0] + V[Q[0][0]][0]",
    "families": "\1" + "parameter.gamma * form.recurrent + mask.causal - mechanism.retention + study.board + step.mac / pass.exp",
    "families-unknown": "\0" + "run." + "x" * 300,
    "min-max": "\0" + "min(1, 2, max(3)) + abs(-1) + abs(1, 2)",
    "one-number": "\0" + "cache[0]",
    "utf8": "\0" + "\u2212 1 == \u221e",
    "chain": "\0" + "1" + "+1" * 500,
}
for name, text in conditions.items():
    write("condition", name, text)

derivatives = {
    "plain": "\0o[1,0]/k[1,1]",
    "scores": "\0scores[1,0]/Q[1,1]",
    "weights": "\2weights[1,1]/w_q[0,0]",
    "nobody-arrived": "\1o[0,0]/q[0,0]",
    "outside": "\0o[2,0]/k[1,1]",
    "huge": "\0o[999999999,0]/k[1000001,1]",
    "negative": "\0o[-1,0]/k[0,0]",
    "three": "\0o[0,0,0]/k[0,0]",
    "two-slashes": "\0o[0,0]/k[0,0]/v[0,0]",
    "open": "\0o[0,0/k[0,0]",
    "no-name": "\0[0,0]/[0,0]",
    "rational": "\1rational",
    "bfloat16": "\0bfloat16",
}
for name, text in derivatives.items():
    write("derivative", name, text)

maps = {
    "whole": "generator=induction&tokens=4096&width=64&seed=1&period=1024&mask=window:128,0&mechanism=softmax_attention",
    "retention": "mechanism=retention&gamma=.97&scale=.125&tokens=1&width=128",
    "edits": "tokens=8&width=3&edits=k5:0.5,1,2;v7:1e-50,2,3",
    "edits-overflow": "tokens=8&width=1&edits=q0:1e300",
    "edits-odd": "edits=;k:1;x5:1;k5",
    "gamma-huge": "mechanism=retention&gamma=1e308&scale=-1e308",
    "parameter-of-other": "generator=random&period=3",
    "keys-twice": "tokens=4&tokens=5",
    "generator-unknown": "generator=" + "g" * 300,
    "no-equals": "tokens",
    "window-odd": "mask=window:1",
}
for name, text in maps.items():
    write("map_link", name, text)

# Two bytes: the node; one: press, set, nudge or remove; one: the state. Then what is typed.
typed = {
    "number": "2.5",
    "fraction": "-2/3",
    "minus-sign": "\u22120.5",
    "overflow": "1e999",
    "underflow": "1e-999",
    "digits-400": "1" * 400,
    "divided-by-zero": "1/0",
    "divided-by-nearly-zero": "1e300/1e-300",
    "divided-twice": "1/2/3",
    "blanks": " \t 7 \t ",
    "empty": "",
    "hexadecimal": "0x10",
    "comma": "1,5",
    "token": "\u732b",
    "token-control": "a\tb",
    "steps-huge": "1e308",
    "whole-9-digits": "999999999",
    "whole-10-digits": "9999999999",
}
for number, (name, text) in enumerate(typed.items()):
    for node, verb in ((20 + 3 * number, 1), (60 + number, 2)):
        write("typed", f"{name}-{('set', 'nudge')[verb - 1]}", struct.pack("<HBB", node, verb, number % 5) + text.encode())
write("typed", "option-of-none", struct.pack("<HBB", 0, 1, 0) + b"study.nothing")
write("typed", "remove", struct.pack("<HBB", 70, 3, 0))

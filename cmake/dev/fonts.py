"""Cuts the fonts down to what the page shows; one file of each face serves the page and the canvas.

Fails when a label uses a character that no face has: labels are what the command line tool lists as nodes,
and the string literals of the sources that make labels. Where one family lacks a character, as Inter does ⊙, the
other stands behind it, in the page as on the canvas.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

ASCII = [*range(0x20, 0x7F)]

# What a learner may type as a token's name: Latin letters of Europe. Faces that lack some leave them out; SemiBold,
# which is for headings, has what those show and no more.
TYPEABLE = [*ASCII, *range(0xA0, 0x180)]

# Sources whose string literals end up as labels in both faces.
LABEL_SOURCES = ["mechanisms", "cost", "experiment", "map", "studies", "lessons", "view", "ui", "app"]

# Layout features worth their bytes: pairs of letters spaced well, figures of one width.
FEATURES = ["kern", "tnum"]


def characters_of_literals(root: pathlib.Path) -> dict[str, str]:
    """Non-ASCII characters of string literals, each with the first file that uses it."""
    found: dict[str, str] = {}
    token = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:[^"\\\n]|\\.)*"', re.DOTALL)
    for folder in LABEL_SOURCES:
        for path in sorted((root / "src" / folder).rglob("*.[ch]*")):
            for literal in token.findall(path.read_text(encoding="utf-8")):
                if literal.startswith('"'):
                    for character in literal:
                        if ord(character) > 0x7E:
                            found.setdefault(character, str(path.relative_to(root)))
    return found


def characters_of_page(root: pathlib.Path) -> dict[str, str]:
    """Those of the page's own words and of the lessons."""
    paths = [root / "web/index.html", *sorted((root / "web/lessons").glob("*.json"))]
    return {
        character: str(path.relative_to(root))
        for path in paths
        for character in path.read_text(encoding="utf-8")
        if ord(character) > 0x7E
    }


def told_by(tool: str, *words: str) -> str:
    return subprocess.run([tool, *words], check=True, capture_output=True, text=True, encoding="utf-8").stdout


def characters_of_nodes(tool: str) -> dict[str, str]:
    return {character: "lookback nodes" for character in told_by(tool, "nodes") if ord(character) > 0x7E}


def characters_of_headings(tool: str) -> dict[str, str]:
    """Those of the titles of groups, of every study, which alone are in bold on the canvas."""
    ids = re.findall(r"^(\S+) ", told_by(tool, "studies"), re.MULTILINE)
    nodes = [node for id in ids for node in json.loads(told_by(tool, "nodes", f"study={id}"))["nodes"]]
    return {
        character: f"the group {node['id']}"
        for node in nodes
        if node["role"] == "group"
        for character in node.get("name", "")
        if ord(character) > 0x7E
    }


def characters_drawn_otherwise(root: pathlib.Path) -> set[str]:
    """Superscripts and subscripts that the canvas draws as smaller letters; in the page another font steps in."""
    text = (root / "src/ui/widgets/text.cpp").read_text(encoding="utf-8")
    return set(re.findall(r'\{"([^"\x00-\x7f])", *"', text))


def cut(source: pathlib.Path, target: pathlib.Path, used: dict[str, str], letters: list[int]) -> set[str]:
    """Writes the subset and returns the labels' characters that it lacks."""
    # Outlines that share no subroutines are longer, and a tenth shorter when they are packed.
    options = subset.Options(layout_features=FEATURES, hinting=False, desubroutinize=True, notdef_outline=True)
    options.name_IDs = [1, 2, 4, 6]
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[*letters, *(ord(character) for character in used)])
    subsetter.subset(font)
    subset.save_font(font, str(target), options)
    present = TTFont(str(target)).getBestCmap()
    return {character for character in used if ord(character) not in present}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--inter", type=pathlib.Path, required=True)
    parser.add_argument("--jetbrains", type=pathlib.Path, required=True)
    parser.add_argument("--labels", required=True, help="the command line tool")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    root = pathlib.Path(__file__).resolve().parents[2]
    used = characters_of_page(root) | characters_of_literals(root) | characters_of_nodes(arguments.labels)
    drawn = characters_drawn_otherwise(root)
    bold = characters_of_page(root) | characters_of_headings(arguments.labels)
    arguments.out.mkdir(parents=True, exist_ok=True)
    faces = [
        (arguments.inter / "Inter-Regular.otf", "inter.otf", TYPEABLE, used),
        (arguments.inter / "Inter-SemiBold.otf", "inter-semibold.otf", ASCII, bold),
        (arguments.jetbrains / "JetBrainsMono-Regular.ttf", "jetbrains-mono.ttf", TYPEABLE, used),
    ]
    lacking = [cut(source, arguments.out / name, shown, letters) for source, name, letters, shown in faces]
    missing = set.intersection(lacking[0], lacking[2]) - drawn
    for character in sorted(missing):
        print(f"No face has {character} (U+{ord(character):04X}), which {used[character]} uses.")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

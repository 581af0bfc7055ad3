#!/usr/bin/env python3
"""Reads a check's golden outputs back and compares every file:line:column with a second YAML parser.

    check_lines.py TESTS_REPORT_DIR

The inputs are check/before and check/after. Wherever an output points, the other parser must see a key
or a value begin; a claim's line is the key of its service, and a difference's line holds what the
difference says. The other outputs may point only where the JSON does.
"""

import json
import pathlib
import re
import sys
import urllib.parse

import yaml


class Where:
    """Every position of one side at which something begins, and what."""

    def __init__(self, root):
        self.files = {}
        for path in sorted(root.rglob("*.yaml")):
            name = path.relative_to(root).as_posix()
            try:
                node = yaml.compose(path.read_text(), Loader=yaml.SafeLoader)
            except yaml.YAMLError as error:
                self.files[name] = {"broken": path.read_text().count("\n") + 1}
                continue
            self.files[name] = {}
            self.walk(node, self.files[name])

    def walk(self, node, into):
        mark = node.start_mark
        text = node.value if isinstance(node, yaml.ScalarNode) else None
        into.setdefault((mark.line + 1, mark.column + 1), []).append(text)
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                self.walk(key, into)
                self.walk(value, into)
        elif isinstance(node, yaml.SequenceNode):
            for value in node.value:
                self.walk(value, into)

    def texts(self, at):
        """What begins at that position; None: the file cannot be read, so nobody can tell."""
        spots = self.files[at["file"]]
        if "broken" in spots:
            assert at["line"] <= spots["broken"], at
            return None
        if at["line"] == 0:
            return None
        spot = (at["line"], at["column"])
        assert spot in spots, f"nothing begins at {at}"
        return spots[spot]


def check_json(document, before, after):
    """The positions that the JSON output names, each as "file:line:column"."""
    seen = set()

    def look(side, at, wanted=None):
        if at is None:
            return
        seen.add((at["file"], at["line"], at["column"]))
        texts = side.texts(at)
        if texts is not None and wanted is not None:
            assert wanted in texts, f"{at}: {texts}, not {wanted!r}"

    differences = 0
    for environment in document["environments"]:
        for claim in environment["claims"]:
            name = claim["id"].split("/", 1)[1]
            was = (claim["was"] or claim["id"]).split("/", 1)[1]
            look(before, claim["beforeAt"], was)
            look(after, claim["afterAt"], name)
            for fact in claim["facts"]:
                side = after if claim["change"] == "new" else before
                look(side, fact["at"], fact["text"] if fact["what"] == "database" else None)
            for one in claim["differences"]:
                literal = one["what"] in ("database", "username")
                look(before, one["beforeAt"], one["before"] if literal else None)
                look(after, one["afterAt"], one["after"] if literal else None)
                differences += literal
        for kind, side in (("newFindings", after), ("goneFindings", before),
                           ("standingErrors", after)):
            for finding in environment[kind]:
                look(side, finding["at"])
                for also in finding["also"]:
                    look(side, also)
    assert differences > 0, "no difference was compared"
    return seen


def unescaped(text):
    for code, sign in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(code, sign)
    return text


def github_positions(text):
    for line in text.splitlines():
        found = re.match(r"::(?:error|warning|notice) file=([^,]*)(?:,line=(\d+)(?:,col=(\d+))?)?,", line)
        if found and found[2]:
            yield unescaped(found[1]), int(found[2]), int(found[3] or 0)


def sarif_positions(log):
    run, = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("none", "note", "warning", "error")
        assert (result.get("kind", "fail") == "fail") != (result["level"] == "none")
        assert result["message"]["text"]
        assert result["partialFingerprints"]
        for location in result.get("locations", []):
            place = location["physicalLocation"]
            uri = place["artifactLocation"]["uri"]
            assert re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri), uri
            region = place.get("region")
            if region:
                yield urllib.parse.unquote(uri), region["startLine"], region["startColumn"]


def listed_positions(text, files):
    """"file:line:column" wherever one of the files is named in text."""
    for name in files:
        for found in re.finditer(re.escape(name) + r":(\d+):(\d+)", text):
            yield name, int(found[1]), int(found[2])


def main(folder):
    folder = pathlib.Path(folder)
    before, after = Where(folder / "check/before"), Where(folder / "check/after")
    golden = folder / "golden"
    seen = check_json(json.loads((golden / "check.json").read_text()), before, after)
    files = sorted(set(before.files) | set(after.files))
    others = {
        "check.github.txt": set(github_positions((golden / "check.github.txt").read_text())),
        "check.sarif": set(sarif_positions(json.loads((golden / "check.sarif").read_text()))),
        "check.md": set(listed_positions((golden / "check.md").read_text(), files)),
        "check.txt": set(listed_positions((golden / "check.txt").read_text(), files)),
    }
    for name, positions in others.items():
        assert positions, f"{name} points nowhere"
        assert positions <= seen, f"{name} points at {sorted(positions - seen)}"
        print(f"{name}: {len(positions)} positions")
    print(f"check.json: {len(seen)} positions")


if __name__ == "__main__":
    main(*sys.argv[1:])

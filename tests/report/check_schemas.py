#!/usr/bin/env python3
"""Holds JSON output to its schemas: check_schemas.py SCHEMA_DIR OUTPUT_DIR.

Each *.json in OUTPUT_DIR is output of the program (the golden tests say so byte for byte). It must
fit the schema that it names, each schema must have an output, and each must be able to say no: an
output without one of its keys, or with a key too many, does not fit.
"""

import copy
import json
import pathlib
import sys

import jsonschema


def broken_copies(document):
    for key in document:
        less = copy.deepcopy(document)
        del less[key]
        yield f"without {key!r}", less
    more = copy.deepcopy(document)
    more["surprise"] = 1
    yield "with a key too many", more


def main(schema_dir, output_dir):
    validators = {}
    for path in sorted(pathlib.Path(schema_dir).glob("*.schema.json")):
        schema = json.loads(path.read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        name = schema["properties"]["schema"]["const"]
        assert name == f"pgberth/{path.name.split('.')[0]}/v1", f"{path.name} is of {name}"
        validators[name] = jsonschema.Draft202012Validator(schema)
    assert validators, "no schemas"

    seen = set()
    for path in sorted(pathlib.Path(output_dir).glob("*.json")):
        document = json.loads(path.read_text())
        validator = validators[document["schema"]]
        seen.add(document["schema"])
        for error in validator.iter_errors(document):
            sys.exit(f"{path.name}: {error.json_path}: {error.message}")
        for what, broken in broken_copies(document):
            assert not validator.is_valid(broken), f"{path.name} {what} should not fit"
        print(f"{path.name} fits {document['schema']}")
    missing = set(validators) - seen
    assert not missing, f"no output for {sorted(missing)}"


if __name__ == "__main__":
    main(*sys.argv[1:])

#!/usr/bin/env python3
"""Holds JSON output to its schemas: check_schemas.py SCHEMA_DIR OUTPUT_DIR BINARY.

Each *.json in OUTPUT_DIR is output of the program (the golden tests say so byte for byte), with
every kind of step and finding. It must fit the schema that it names, each schema must have an
output, and each must be able to say no: an output without one of its keys, or with a key too many,
does not fit. Then BINARY itself runs each command on a small file, without a server.
"""

import copy
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import jsonschema
import yaml


def broken_copies(document):
    for key in document:
        less = copy.deepcopy(document)
        del less[key]
        yield f"without {key!r}", less
    more = copy.deepcopy(document)
    more["surprise"] = 1
    yield "with a key too many", more


VALUES = """
global:
  postgres: {dbCreate: true, master: {host: db.example, username: admin, password: hunter2-hunter2}}
fence: {enabled: yes, postgres: {password: hunter2-hunter2}}
"""
COMMANDS = {
    "validate": "validation",
    "show environments": "environments",
    "show desired": "desired",
    "map": "map",
    "show resolved": "resolved",
    "show observed": "observed",
    "show plan": "plan",
    "diff": "plan",
    "report": "report",
    "apply": "apply",
    "doctor": "doctor",
}


def fits(name, document, validators):
    for error in validators[document["schema"]].iter_errors(document):
        sys.exit(f"{name}: {error.json_path}: {error.message}")
    print(f"{name} fits {document['schema']}")


def check_binary(binary, validators):
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PGBERTH_", "PG"))}
    with tempfile.TemporaryDirectory() as folder:
        values = pathlib.Path(folder, "values.yaml")
        values.write_text(VALUES)
        for command, schema in COMMANDS.items():
            # No server is listed, so none is contacted and nothing is ever created.
            world = [] if command in ("validate", "map") else [f"--store=file:{folder}/store"]
            run = subprocess.run(
                [binary, *command.split(), folder if command == "show environments" else values,
                 "--release=demo", "--output=json", *world],
                env=environment, capture_output=True, text=True, timeout=60)
            assert run.returncode in (0, 2), (command, run)
            assert "hunter2" not in run.stdout + run.stderr, f"{command} shows a password"
            document = json.loads(run.stdout)
            assert document["schema"] == f"pgberth/{schema}/v1", (command, document["schema"])
            fits(command, document, validators)


def check_settings(schema, root):
    """Every settings file among the examples fits, and a misspelt key does not."""
    validator = jsonschema.Draft202012Validator(schema)
    examples = sorted(root.glob("values-examples/**/pgberth.yaml"))
    assert examples, "no example of settings"
    for path in examples:
        settings = yaml.load(path.read_text(), Loader=yaml.BaseLoader)
        for error in validator.iter_errors(settings):
            sys.exit(f"{path}: {error.json_path}: {error.message}")
        assert not validator.is_valid(dict(settings, enviroments=[])), f"{path} with a typing error"
        print(f"{path.relative_to(root)} fits the schema of settings")


def main(schema_dir, output_dir, binary):
    validators = {}
    for path in sorted(pathlib.Path(schema_dir).glob("*.schema.json")):
        schema = json.loads(path.read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        if path.name == "pgberth.schema.json":
            check_settings(schema, pathlib.Path(schema_dir).parent)
            continue
        name = schema["properties"]["schema"]["const"]
        assert name == f"pgberth/{path.name.split('.')[0]}/v1", f"{path.name} is of {name}"
        validators[name] = jsonschema.Draft202012Validator(schema)
    assert validators, "no schemas"

    seen = set()
    for path in sorted(pathlib.Path(output_dir).glob("*.json")):
        document = json.loads(path.read_text())
        validator = validators[document["schema"]]
        seen.add(document["schema"])
        fits(path.name, document, validators)
        for what, broken in broken_copies(document):
            assert not validator.is_valid(broken), f"{path.name} {what} should not fit"
    missing = set(validators) - seen
    assert not missing, f"no output for {sorted(missing)}"
    check_binary(binary, validators)


if __name__ == "__main__":
    main(*sys.argv[1:])

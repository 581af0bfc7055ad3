#!/usr/bin/env python3
"""Holds SARIF output to the official schema: check_sarif.py SARIF_FILE...

The schema is not part of this repository. PGBERTH_SARIF_SCHEMA names a copy of it, such as
lib/schemas/sarif-2.1.0-rtm.5.json of the npm package @microsoft/jest-sarif. Without it nothing is
held to anything, and the exit code is 77 (skipped); check_lines.py looks at the structure anyway.
"""

import json
import os
import sys

import jsonschema


def main(*files):
    path = os.environ.get("PGBERTH_SARIF_SCHEMA", "")
    if not path or not os.path.exists(path):
        print("SKIPPED: the official schema of SARIF 2.1.0 is not here; PGBERTH_SARIF_SCHEMA names it")
        sys.exit(77)
    with open(path) as schema_file:
        schema = json.load(schema_file)
    validator = jsonschema.validators.validator_for(schema)(schema)
    for name in files:
        with open(name) as file:
            log = json.load(file)
        for error in validator.iter_errors(log):
            sys.exit(f"{name}: {error.json_path}: {error.message}")
        del log["runs"][0]["tool"]
        assert not validator.is_valid(log), f"{name} without a tool should not fit"
        print(f"{name} fits the official schema")


if __name__ == "__main__":
    main(*sys.argv[1:])

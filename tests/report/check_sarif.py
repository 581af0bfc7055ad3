#!/usr/bin/env python3
"""Holds SARIF output to the official schema: check_sarif.py SARIF_FILE...

The schema is held to in the form of the classes that the package pydantic-sarif made of it, which
refuse what the schema refuses: missing and unknown members, wrong types, words and numbers.
scripts/test-servers keeps it in an environment of Python's own. Without that nothing is held to
anything, and the exit code is 77 (skipped); check_lines.py looks at the structure anyway.
"""

import copy
import glob
import json
import os
import pathlib
import sys


def enter_environment():
    """Goes on in the environment that has the package, if there is one."""
    cache = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    found = sorted(glob.glob(f"{cache}/pgberth/servers/pydantic-sarif-*/bin/python"))
    if not found or os.environ.get("PGBERTH_CHECK_SARIF"):
        print("SKIPPED: pydantic-sarif is not here, run scripts/test-servers")
        sys.exit(77)
    os.environ["PGBERTH_CHECK_SARIF"] = "entered"
    os.execv(found[-1], [found[-1], *sys.argv])


def refuses(model, error, log, damage):
    damaged = copy.deepcopy(log)
    damage(damaged["runs"][0])
    try:
        model.model_validate(damaged)
    except error:
        return True
    return False


def main(*files):
    try:
        from pydantic import ValidationError
        from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Log
    except ImportError:
        enter_environment()
    for name in files:
        with open(name) as file:
            log = json.load(file)
        Log.model_validate(log)
        for damage in (lambda run: run.pop("tool"),
                       lambda run: run["results"][0].update(level="fatal"),
                       lambda run: run["results"][0].update(unknown=1),
                       lambda run: run["results"].append({})):
            assert refuses(Log, ValidationError, log, damage), f"{name}: damage was not noticed"
        print(f"{name} fits the official schema")


if __name__ == "__main__":
    main(*sys.argv[1:])

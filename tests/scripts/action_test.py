#!/usr/bin/env python3
"""The steps of action.yml, run as a workflow's runner runs them, on a real repository.

    action_test.py ROOT PGBERTH
"""

import http.server
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import unittest

import yaml

ROOT = pathlib.Path(sys.argv.pop(1)).resolve()
PGBERTH = pathlib.Path(sys.argv.pop(1)).resolve()
TOKEN = "ghs_not-to-be-shown"
OFF = ["arborist", "audit", "fence", "indexd", "metadata", "peregrine", "sheepdog", "wts"]
VALUES = ("global:\n  dev: false\n  postgres: {dbCreate: true, master: {host: db.example}}\n" +
          "".join(f"{chart}: {{enabled: false}}\n" for chart in OFF))
CHANGED = VALUES.replace("wts: {enabled: false}", "wts: {enabled: true, postgres: {database: w}}")
SETTINGS = "environments:\n  - {name: prod, dialect: gen3, folder: prod, values: [values.yaml]}\n"


def evaluated(expression, contexts):
    """An expression of a workflow: quoted words, paths like github.event_name, and == of two."""
    if "==" in expression:
        left, right = expression.split("==")
        return evaluated(left, contexts) == evaluated(right, contexts)
    expression = expression.strip()
    if quoted := re.fullmatch(r"'([^']*)'", expression):
        return quoted[1]
    if not re.fullmatch(r"[a-z_]+(\.[a-z_-]+)+", expression):
        raise ValueError(f"not understood: {expression}")
    value = contexts
    for name in expression.split("."):  # What is not there is empty, as it is for a runner.
        value = value.get(name, "") if isinstance(value, dict) else ""
    return value


def substituted(text, contexts):
    def one(match):
        value = evaluated(match[1], contexts)
        return str(value).lower() if isinstance(value, bool) else str(value)
    return re.sub(r"\$\{\{(.*?)\}\}", one, text)


class Forge(http.server.ThreadingHTTPServer):
    """What a check asks of GitHub: no comments yet, and every new one and every status is taken."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def answer(self):
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length)
            known = self.headers.get("Authorization") == f"Bearer {TOKEN}"
            self.server.requests.append(
                (self.command, self.path.split("?")[0], json.loads(body) if body else None))
            reading = self.command == "GET"
            self.send_response((200 if reading else 201) if known else 401)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(b"[]" if reading else b'{"id": 1}')

        do_GET = do_POST = do_PATCH = answer

        def log_message(self, *_):
            pass

    def __init__(self):
        super().__init__(("127.0.0.1", 0), self.Handler)
        self.requests = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def writes(self):
        return [request for request in self.requests if request[0] != "GET"]


class Action(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.forge = Forge()
        self.addCleanup(self.forge.server_close)
        self.addCleanup(self.forge.shutdown)
        self.workspace = self.folder / "values"
        self.git("init", "-q", "-b", "main", str(self.workspace), where=self.folder)
        self.base = self.commit({"pgberth.yaml": SETTINGS, "prod/values.yaml": VALUES})

    def git(self, *words, where=None):
        done = subprocess.run(
            ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *words],
            cwd=where or self.workspace, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def commit(self, files):
        for path, text in files.items():
            (self.workspace / path).parent.mkdir(exist_ok=True)
            (self.workspace / path).write_text(text)
        self.git("add", ".")
        self.git("commit", "-qm", "change")
        return self.git("rev-parse", "HEAD")

    def run_action(self, head, inputs=None, event_name="pull_request", repository_of_head="acme/values",
                   action_path=ROOT, variables=None):
        """What the steps print, in `code` the first exit code that is not 0, and the summary."""
        action = yaml.safe_load((ROOT / "action.yml").read_text())
        if not (self.workspace / ".git/shallow").exists():
            self.git("checkout", "-q", "--detach", self.base)  # A runner's is neither base nor head.
        event = {"number": 7,
                 "pull_request": {"number": 7, "base": {"sha": self.base},
                                  "head": {"sha": head, "repo": {"full_name": repository_of_head}}},
                 "repository": {"full_name": "acme/values"}}
        (self.folder / "event.json").write_text(json.dumps(event))
        contexts = {"github": {"event_name": event_name, "event": event, "repository": "acme/values"}}
        given = {"binary": str(PGBERTH), **(inputs or {})}
        self.assertLessEqual(given.keys(), action["inputs"].keys())
        contexts["inputs"] = {name: given.get(name, substituted(row["default"], contexts))
                              for name, row in action["inputs"].items()}
        summary = self.folder / "summary"
        summary.write_text("")
        around = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "GITHUB_ACTIONS": "true",
                  "GITHUB_ACTION_PATH": str(action_path),
                  "GITHUB_STEP_SUMMARY": str(summary), "GITHUB_REPOSITORY": "acme/values",
                  "GITHUB_EVENT_PATH": str(self.folder / "event.json"),
                  "GITHUB_API_URL": f"http://127.0.0.1:{self.forge.server_address[1]}",
                  **(variables or {})}
        self.out = self.err = ""
        self.code = 0
        self.assertEqual(action["runs"]["using"], "composite")
        for step in action["runs"]["steps"]:
            if self.code == 0 and evaluated(step.get("if", "'yes'"), contexts):
                self.run_step(step, contexts, around)
        self.summary = summary.read_text()
        self.assertNotIn(TOKEN, self.out + self.err + self.summary)

    def run_step(self, step, contexts, around):
        self.assertEqual(step["shell"], "bash")
        self.assertNotIn("${{", step["run"], "what a pull request names must not become a script")
        script = self.folder / "step.sh"
        script.write_text(step["run"])
        env = {name: substituted(value, contexts) for name, value in step.get("env", {}).items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)],
            cwd=self.workspace, env={**around, **env}, capture_output=True, text=True, timeout=120)
        self.code = done.returncode
        self.out += done.stdout
        self.err += done.stderr

    def test_says_one_line_where_nothing_changes(self):
        self.run_action(self.commit({"README.md": "words"}))

        self.assertEqual(self.code, 0, self.err)
        self.assertRegex(self.out, r"\Apgberth: no change to databases[^\n]*\n\Z")
        self.assertIn("no change to databases", self.summary)

    def test_tells_a_change_at_its_line_and_succeeds(self):
        self.run_action(self.commit({"prod/values.yaml": CHANGED}))

        self.assertEqual(self.code, 0, self.err)
        line = VALUES.count("\n")
        self.assertRegex(self.out, rf"\A::notice file=prod/values.yaml,line={line},col=1,title=[^\n]+"
                                   r"new prod/wts::database w,[^\n]+\npgberth: 1 new in 1 environment")
        self.assertTrue(self.summary.startswith("<!-- pgberth check -->\n"), self.summary)
        self.assertIn("**new** `prod/wts`", self.summary)
        self.assertEqual(self.err, "")

    def test_fails_on_a_change_where_that_is_asked_for(self):
        self.run_action(self.commit({"prod/values.yaml": CHANGED}), {"fail-on-changes": "true"})

        self.assertEqual(self.code, 1)
        self.assertIn("::notice ", self.out)

    def test_fails_on_an_error_that_the_branch_brings(self):
        self.run_action(self.commit({"prod/values.yaml": VALUES + "alpha: [\n"}))

        self.assertEqual(self.code, 2)
        self.assertRegex(self.out, r"\A::error file=prod/values.yaml,line=\d+,[^\n]*title=pgberth E")
        self.assertIn("1 new error", self.summary)

    def test_reads_the_settings_that_are_named(self):
        self.commit({"other.yaml": SETTINGS.replace("name: prod", "name: else")})
        self.base = self.git("rev-parse", "HEAD")
        self.run_action(self.commit({"prod/values.yaml": CHANGED}), {"settings": "other.yaml"})

        self.assertIn("new else/wts", self.out)

    def test_refuses_to_run_with_the_secrets_of_the_base(self):
        self.run_action(self.commit({"prod/values.yaml": CHANGED}), {"token": TOKEN},
                        event_name="pull_request_target")

        self.assertEqual(self.code, 2)
        self.assertRegex(self.out, r"\A::error [^\n]+never on pull_request_target\n\Z")
        self.assertEqual((self.summary, self.forge.requests), ("", []))

    def test_posts_nothing_without_a_token(self):
        self.run_action(self.commit({"prod/values.yaml": CHANGED}),
                        variables={"GITHUB_TOKEN": TOKEN})

        self.assertEqual((self.code, self.forge.requests), (0, []))

    def test_posts_a_status_and_the_comment_with_a_token(self):
        head = self.commit({"prod/values.yaml": CHANGED})
        self.run_action(head, {"token": TOKEN})

        self.assertEqual(self.code, 0, self.err)
        status, comment = self.forge.writes()
        self.assertEqual(status[:2], ("POST", f"/repos/acme/values/statuses/{head}"))
        self.assertEqual(status[2]["state"], "success")
        self.assertEqual(comment[:2], ("POST", "/repos/acme/values/issues/7/comments"))
        self.assertEqual(comment[2]["body"], self.summary)

    def test_posts_nothing_for_a_fork_whose_token_may_not(self):
        self.run_action(self.commit({"prod/values.yaml": CHANGED}), {"token": TOKEN},
                        repository_of_head="stranger/values")

        self.assertEqual((self.code, self.forge.requests), (0, []), self.err)
        self.assertIn("::notice ", self.out)

    def test_fails_where_the_forge_refuses_and_keeps_the_summary(self):
        self.run_action(self.commit({"prod/values.yaml": CHANGED}), {"token": "expired"})

        self.assertEqual(self.code, 2)
        self.assertRegex(self.out, r"(?m)^::error title=pgberth E842::")
        self.assertIn("prod/wts", self.summary)

    def test_says_what_to_do_about_a_checkout_without_history(self):
        head = self.commit({"prod/values.yaml": CHANGED})
        self.git("clone", "-q", "--depth", "1", self.workspace.as_uri(), str(self.folder / "shallow"))
        self.workspace = self.folder / "shallow"
        self.run_action(head)

        self.assertEqual(self.code, 2)
        self.assertRegex(self.out, rf"\A::error title=pgberth E801::[^\n]+{self.base}[^\n]+fetch-depth: 0")
        self.assertEqual(self.err.count("[E801]"), 1, self.err)

    def test_builds_the_program_where_none_is_given(self):
        action = self.folder / "action"
        (action / "scripts").mkdir(parents=True)
        calls = self.folder / "calls"
        for name in ("scripts/packages", "cmake"):  # Noted, not done.
            (action / name).write_text(f'#!/bin/sh\necho "{name} $*" >>"{calls}"\n')
            (action / name).chmod(0o755)
        (action / "build/release").mkdir(parents=True)
        (action / "build/release/pgberth").symlink_to(PGBERTH)
        self.run_action(self.commit({"README.md": "words"}), {"binary": ""}, action_path=action,
                        variables={"PATH": f"{action}:{os.environ['PATH']}"})

        self.assertEqual(self.code, 0, self.err)
        self.assertEqual(calls.read_text().splitlines(),
                         ["scripts/packages build", "cmake --preset release",
                          "cmake --build --preset release --target pgberth"])
        self.assertIn("no change to databases", self.out)


if __name__ == "__main__":
    unittest.main()

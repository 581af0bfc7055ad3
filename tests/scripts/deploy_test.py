#!/usr/bin/env python3
"""What lies in deploy/ agrees with itself: container file, Deployment and its settings.

    deploy_test.py ROOT
"""

import pathlib
import re
import sys
import unittest

import yaml

DEPLOY = pathlib.Path(sys.argv.pop(1)) / "deploy"


def words(node):
    """Every text in a tree of YAML."""
    if isinstance(node, dict):
        node = node.values()
    elif not isinstance(node, list):
        return [node] if isinstance(node, str) else []
    return [word for one in node for word in words(one)]


class Deploy(unittest.TestCase):
    def setUp(self):
        text = (DEPLOY / "Containerfile").read_text()
        self.container = dict(re.findall(r"(?m)^(USER|EXPOSE|ENTRYPOINT|CMD|ENV) (.+)$", text))
        objects = list(yaml.safe_load_all((DEPLOY / "deployment.yaml").read_text()))
        self.objects = {(one["kind"], one["metadata"]["name"]): one for one in objects}
        self.assertEqual({one["metadata"]["namespace"] for one in objects}, {"pgberth"})
        self.deployment = self.objects["Deployment", "pgberth"]["spec"]
        self.pod = self.deployment["template"]["spec"]
        self.program = self.pod["containers"][0]
        self.settings = yaml.safe_load((DEPLOY / "pgberth.yaml").read_text())
        self.mounts = {one["mountPath"]: one for one in self.program["volumeMounts"]}

    def mount_of(self, path):
        found = [mount for where, mount in self.mounts.items() if path.startswith(where + "/")]
        self.assertEqual(len(found), 1, f"{path} lies in no mount")
        return found[0]

    def test_runs_as_the_user_that_the_image_is_made_for(self):
        security = self.pod["securityContext"]

        self.assertEqual(self.container["USER"], f"{security['runAsUser']}:{security['runAsGroup']}")
        self.assertEqual(security["fsGroup"], security["runAsGroup"])
        self.assertIs(security["runAsNonRoot"], True)

    def test_starts_what_the_image_starts(self):
        self.assertEqual(self.container["CMD"].replace('"', ""), f"[{', '.join(self.program['args'])}]")

    def test_is_probed_where_it_listens(self):
        port, = self.program["ports"]

        self.assertEqual(self.container["EXPOSE"], str(port["containerPort"]))
        self.assertTrue(self.settings["run"]["listen"].endswith(f":{port['containerPort']}"))
        for probe, path in (("livenessProbe", "/livez"), ("readinessProbe", "/readyz")):
            self.assertEqual(self.program[probe]["httpGet"], {"path": path, "port": port["name"]})
        annotations = self.deployment["template"]["metadata"]["annotations"]
        self.assertEqual(annotations["prometheus.io/port"], str(port["containerPort"]))

    def test_finds_its_settings_and_secrets_and_may_write_what_it_must(self):
        self.assertIs(self.program["securityContext"]["readOnlyRootFilesystem"], True)
        cache = self.container["ENV"].removeprefix("XDG_CACHE_HOME=") + "/pgberth/git"
        written = [cache, self.settings["stores"]["every"]]
        for path in {one for one in words(self.settings) if one.startswith("/")} | {cache}:
            read_only = self.mount_of(path).get("readOnly", False)
            self.assertIs(read_only, path not in written, path)
        self.assertEqual(self.mount_of(self.program["args"][-1])["name"], "settings")

    def test_names_only_volumes_that_there_are(self):
        volumes = {one["name"]: one for one in self.pod["volumes"]}
        text = (DEPLOY / "deployment.yaml").read_text()

        self.assertEqual({one["name"] for one in self.mounts.values()}, volumes.keys())
        claim = volumes["store"]["persistentVolumeClaim"]["claimName"]
        self.assertIn(("PersistentVolumeClaim", claim), self.objects)
        self.assertIn(f"create configmap {volumes['settings']['configMap']['name']} ", text)
        self.assertIn(f"create secret generic {volumes['secrets']['secret']['secretName']} ", text)
        for file in self.files_of_secrets():
            self.assertIn(f"--from-file={file}", text)

    def files_of_secrets(self):
        where = next(path for path, one in self.mounts.items() if one["name"] == "secrets")
        files = [path.removeprefix(where + "/") for path in words(self.settings)
                 if path.startswith(where + "/")]
        self.assertGreaterEqual(len(files), 2)
        return files

    def test_leaves_the_rights_of_stored_entries_as_they_are(self):
        self.assertEqual(self.pod["securityContext"]["fsGroupChangePolicy"], "OnRootMismatch")

    def test_selects_its_own_pods(self):
        self.assertEqual(self.deployment["selector"]["matchLabels"],
                         self.deployment["template"]["metadata"]["labels"])


if __name__ == "__main__":
    unittest.main()

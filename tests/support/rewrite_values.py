"""Writes a YAML file anew: the same content with all keys sorted and all text in other quotes.

Keys that stand twice in a mapping stay as they are, one after the other.
"""

import sys

import yaml


def rewrite(node, seen):
    if id(node) in seen:  # an alias of it was here
        return
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:str":
        node.style = "'" if node.style == '"' else '"'
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            rewrite(item, seen)
    elif isinstance(node, yaml.MappingNode):
        node.value.sort(key=lambda pair: str(pair[0].value))
        for key, value in node.value:
            rewrite(key, seen)
            rewrite(value, seen)


sys.stdout.reconfigure(encoding="utf-8")
with open(sys.argv[1], encoding="utf-8") as values:
    document = yaml.compose(values, yaml.SafeLoader)
if document is not None:
    rewrite(document, set())
    yaml.serialize(document, sys.stdout, yaml.SafeDumper, allow_unicode=True, width=10**9)

"""YAML read so that every value still knows its line, and so that nothing is lost or guessed in silence."""

from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from region_policy.mistakes import Fault, Place
from region_policy.yaml_scalars import TAGGED, NotPlain, value_of

# The same reader in C where PyYAML was built with it; ten times as fast.
READER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

DEEPEST = 40

Mark: TypeAlias = tuple[int, int]
"""Where a value begins: line and column, from 0."""


@dataclass(slots=True)
class YamlText:
    """`content` holds only JSON types (a day stays the text that was written); `lines` counts from 1."""

    content: object = None
    lines: dict[Place, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    tags: dict[Mark, str] = field(default_factory=dict)

    def line_of(self, path: Place) -> int:
        """The line of the place itself, or of the nearest block around it for a place that is missing."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_yaml(text: str) -> YamlText:
    """Read one document. What is no YAML, a key given twice, an alias and a tag each become a fault."""
    found = YamlText()
    try:
        deepest, alias_line = looked_over(text, found)
        # Read no deeper than people write: what composes the nodes calls itself for each block in a block.
        node = yaml.compose(text, Loader=READER) if deepest <= DEEPEST and alias_line is None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        found.lines[()] = 1 if mark is None else mark.line + 1
        found.faults.append(Fault((), f"is not valid YAML: {error.problem or error.context}"))
        return found
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        found.faults.append(Fault((), f"is not valid YAML: {' '.join(str(error).split())}"))
        return found
    if deepest > DEEPEST:
        found.faults.append(Fault((), f"has blocks in blocks, more than {DEEPEST} deep"))
        return found
    if alias_line is not None:
        # An alias can repeat itself endlessly, and a policy officer should read the value where it counts.
        found.lines[()] = alias_line
        found.faults.append(Fault((), "uses an alias (*name); write the value out in full"))
        return found
    if node is not None:
        found.content = content_of(node, (), found)
    return found


def looked_over(text: str, found: YamlText) -> tuple[int, int | None]:
    """How many blocks lie in each other, and the line of the first alias; tags are noted in `found`."""
    depth = deepest = 0
    alias_line = None
    for event in yaml.parse(text, Loader=READER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            deepest = max(deepest, depth)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.AliasEvent) and alias_line is None:
            alias_line = event.start_mark.line + 1 if event.start_mark else 1
        tag = getattr(event, "tag", None)
        if tag is not None and event.start_mark:
            found.tags[event.start_mark.line, event.start_mark.column] = tag
        if deepest > DEEPEST:
            break
    return deepest, alias_line


def content_of(node: yaml.Node, path: Place, found: YamlText) -> object:
    found.lines.setdefault(path, node.start_mark.line + 1)
    tag = found.tags.get((node.start_mark.line, node.start_mark.column))
    if tag is not None:
        found.faults.append(Fault(path, TAGGED.format(tag=tag)))
    if isinstance(node, yaml.MappingNode):
        return mapping_of(node, path, found)
    if isinstance(node, yaml.SequenceNode):
        return [content_of(item, (*path, at), found) for at, item in enumerate(node.value)]
    if tag is not None or not isinstance(node, yaml.ScalarNode):
        return node.value
    try:
        return value_of(node)
    except NotPlain as error:
        found.faults.append(Fault(path, str(error)))
        return node.value


def mapping_of(node: yaml.MappingNode, path: Place, found: YamlText) -> dict[str, object]:
    mapping: dict[str, object] = {}
    for key_node, value_node in node.value:
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
        line = key_node.start_mark.line + 1
        if key in mapping:
            first = found.lines[(*path, key)]
            found.lines[(*path, f"{key} (again)")] = line
            found.faults.append(Fault((*path, f"{key} (again)"), f"is given twice; first on line {first}"))
            continue
        found.lines[(*path, key)] = line
        mapping[key] = content_of(value_node, (*path, key), found)
    return mapping

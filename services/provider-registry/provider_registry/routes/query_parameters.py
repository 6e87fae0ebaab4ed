"""The parameters of a query that a model reads, as OpenAPI lists them."""

from typing import Any

from pydantic import BaseModel


def query_parameters(model: type[BaseModel]) -> list[dict[str, Any]]:
    """One per field, under the name that callers use."""
    schema = model.model_json_schema(by_alias=True)
    definitions, needed = schema.get("$defs", {}), schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in needed, "schema": _whole(part, definitions)}
        for name, part in schema["properties"].items()
    ]


def _whole(part: Any, definitions: dict[str, Any]) -> Any:
    """With what it refers to put in: a list of parameters has no definitions of its own."""
    if isinstance(part, list):
        return [_whole(each, definitions) for each in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _whole(definitions[part["$ref"].rpartition("/")[2]], definitions)
    return {name: _whole(value, definitions) for name, value in part.items()}

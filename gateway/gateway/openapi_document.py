"""A room's OpenAPI document, as far as the reference page shows it. All of it is a stranger's text."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
MAX_DEPTH = 4
MAX_FIELDS = 300


class _Read(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)


class Schema(_Read):
    ref: str = Field("", alias="$ref")
    type: str | list[str] = ""
    format: str = ""
    description: str = ""
    enum: list[Any] = []
    pattern: str = ""
    min_length: int | None = Field(None, alias="minLength")
    max_length: int | None = Field(None, alias="maxLength")
    minimum: int | float | None = None
    maximum: int | float | None = None
    const: Any = None
    items: "Schema | None" = None
    any_of: list["Schema"] = Field([], alias="anyOf")
    one_of: list["Schema"] = Field([], alias="oneOf")
    all_of: list["Schema"] = Field([], alias="allOf")
    properties: dict[str, "Schema"] = {}
    required: list[str] = []

    @model_validator(mode="before")
    @classmethod
    def _true_is_a_schema_too(cls, value: Any) -> Any:
        return value if isinstance(value, dict) else {}

    @property
    def variants(self) -> list["Schema"]:
        return [*self.any_of, *self.one_of, *self.all_of]

    @property
    def limits(self) -> str:
        """What a value must keep to, such as `pattern ^[0-9]{4}$` or `1 to 200 characters`."""
        told = [f"pattern {self.pattern}"] if self.pattern else []
        if self.max_length is not None:
            told.append(f"{self.min_length or 0} to {self.max_length} characters")
        if self.minimum is not None or self.maximum is not None:
            least = "…" if self.minimum is None else f"{self.minimum:g}"
            most = "…" if self.maximum is None else f"{self.maximum:g}"
            told.append(f"{least} to {most}")
        return ", ".join([*told, *(variant.limits for variant in self.variants if variant.limits)])

    @property
    def name(self) -> str:
        """How a reader would call this type, such as `string (uuid)` or `array of Line`."""
        if self.ref:
            return self.ref.rpartition("/")[2]
        if self.enum:
            return " | ".join(str(value) for value in self.enum)
        if self.const is not None:
            return str(self.const)
        if self.variants:
            return " | ".join(dict.fromkeys(variant.name for variant in self.variants))
        kind = self.type if isinstance(self.type, str) else " | ".join(self.type)
        if self.items:
            return f"array of {self.items.name}"
        return f"{kind} ({self.format})" if self.format else kind


class Parameter(_Read):
    name: str
    where: str = Field(alias="in")
    required: bool = False
    description: str = ""
    shape: Schema = Field(Schema(), alias="schema")


class _Content(_Read):
    shape: Schema = Field(Schema(), alias="schema")


class _Body(_Read):
    content: dict[str, _Content] = {}

    @property
    def shape(self) -> Schema:
        return next((content.shape for content in self.content.values()), Schema())


class Answer(_Body):
    description: str = ""


class Operation(_Read):
    tags: list[str] = []
    summary: str = ""
    description: str = ""
    parameters: list[Parameter] = []
    request_body: _Body | None = Field(None, alias="requestBody")
    responses: dict[str, Answer] = {}


class _About(_Read):
    title: str = ""
    version: str = ""
    description: str = ""


class _Components(_Read):
    schemas: dict[str, Schema] = {}


class BodyField(_Read):
    """One field of a request body; `name` in dotted form, `[]` after a list."""

    name: str
    type: str
    limits: str
    required: bool
    description: str


class PlacedOperation(_Read):
    method: str
    path: str
    operation: Operation
    fields: tuple[BodyField, ...]


class OpenApiDocument(_Read):
    """Raises ValidationError (by `model_validate_json`) for what is no OpenAPI document at all."""

    about: _About = Field(alias="info")
    paths: dict[str, dict[str, Operation]]
    components: _Components = _Components()

    @field_validator("paths", mode="before")
    @classmethod
    def _only_operations(cls, paths: Any) -> Any:
        if not isinstance(paths, dict):
            return paths
        return {
            path: {method: item[method] for method in METHODS if method in item}
            for path, item in paths.items()
            if isinstance(item, dict)
        }

    def by_tag(self) -> dict[str, list[PlacedOperation]]:
        """Operations in the order of the document under their first tag, "" where there is none."""
        groups: dict[str, list[PlacedOperation]] = {}
        for path, methods in self.paths.items():
            for method, operation in methods.items():
                tag = operation.tags[0] if operation.tags else ""
                placed = PlacedOperation(
                    method=method.upper(), path=path, operation=operation, fields=self._fields_of(operation)
                )
                groups.setdefault(tag, []).append(placed)
        return groups

    def _fields_of(self, operation: Operation) -> tuple[BodyField, ...]:
        if operation.request_body is None:
            return ()
        walk = self._walk(operation.request_body.shape, "", frozenset(), MAX_DEPTH)
        return tuple(field for field, _ in zip(walk, range(MAX_FIELDS), strict=False))

    def _walk(self, schema: Schema, prefix: str, seen: frozenset[str], depth: int) -> Iterator[BodyField]:
        """Fields of this schema and of what it holds; a schema inside itself is not entered again."""
        if schema.ref:
            name = schema.name
            if name in seen or name not in self.components.schemas:
                return
            schema, seen = self.components.schemas[name], seen | {name}
        for name, inner in schema.properties.items():
            full = f"{prefix}{name}"
            yield BodyField(
                name=full,
                type=self.type_of(inner),
                limits=inner.limits,
                required=name in schema.required,
                description=inner.description or self._target(inner).description,
            )
            if depth > 1:
                yield from self._walk(inner, f"{full}.", seen, depth - 1)
        if schema.items and depth > 1:
            yield from self._walk(schema.items, f"{prefix.removesuffix('.')}[].", seen, depth - 1)
        for variant in schema.variants:
            if depth > 1:
                yield from self._walk(variant, prefix, seen, depth - 1)

    def type_of(self, schema: Schema) -> str:
        """As `Schema.name`, with the allowed values in the place of the name of a list of values."""
        if schema.variants:
            return " | ".join(dict.fromkeys(self.type_of(variant) for variant in schema.variants))
        if schema.items:
            return f"array of {self.type_of(schema.items)}"
        target = self._target(schema)
        return target.name if target.enum else schema.name

    def _target(self, schema: Schema) -> Schema:
        return self.components.schemas.get(schema.name, schema) if schema.ref else schema

"""The JSON Schema of each command's answer, made from the types in the wings' `ANSWERS`."""

from typing import cast

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from casework import Refused
from dpo_console.contents import COMMANDS, module_of


class Answered(GenerateJsonSchema):
    """The schema of what `to_json` prints: it leaves no field out, and drops the underscore at a name's end."""

    def generate(self, schema: CoreSchema, mode: JsonSchemaMode = "serialization") -> JsonSchemaValue:
        """The schema, with the name of its dialect."""
        return {"$schema": self.schema_dialect} | super().generate(schema, mode)

    def field_is_required(
        self,
        field: core_schema.ModelField | core_schema.DataclassField | core_schema.TypedDictField,
        total: bool,
    ) -> bool:
        """Every field is printed, whether or not it has a default."""
        return True

    def dataclass_args_schema(self, schema: core_schema.DataclassArgsSchema) -> JsonSchemaValue:
        """The fields by the keys they have in JSON."""
        fields = [field | {"name": field["name"].rstrip("_")} for field in schema["fields"]]
        return super().dataclass_args_schema(schema | {"fields": fields})


def answers() -> dict[str, object]:
    """The type of each command's answer, in the order of the contents."""
    by_command: dict[str, object] = {}
    for words, (wing, _) in COMMANDS.items():
        types: dict[str, object] = getattr(module_of(wing), "ANSWERS", {})
        if words in types:
            by_command[words] = types[words]
    return by_command


def schema(words: str) -> JsonSchemaValue:
    """The JSON Schema of what a command answers with `--json`. Raises Refused for a command that does not."""
    known = answers()
    if words not in known:
        raise Refused(f"No command '{words}' has an answer in JSON. Leave it out to list the commands that have one.")
    adapter = TypeAdapter(cast("type[object]", known[words]))
    return adapter.json_schema(schema_generator=Answered, mode="serialization")

"""The OpenAPI document: well formed, complete, and told in words."""

from __future__ import annotations

import json
import re
from importlib import resources
from typing import Any

from jsonschema import Draft202012Validator
from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, o) for path, methods in document["paths"].items() for method, o in methods.items()]


def test_it_is_openapi_3_1_and_every_schema_is_one(client: Client) -> None:
    answer = client.get("/schema")
    document = answer.json()
    assert document["openapi"] == "3.1.0"
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.1"
    assert client.get("/schema/openapi.json").json() == document
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_reference_leads_somewhere(client: Client) -> None:
    document = client.get("/schema").json()
    for reference in set(re.findall(r'"\$ref": ?"([^"]+)"', json.dumps(document))):
        at: Any = document
        for part in reference.removeprefix("#/").split("/"):
            at = at[part]
        assert at


def test_every_operation_is_described_with_its_errors(client: Client) -> None:
    document = client.get("/schema").json()
    found = operations(document)
    assert len(found) > 30
    assert len({o["operationId"] for _, _, o in found}) == len(found)
    for path, _, o in found:
        assert o["summary"]
        assert o["tags"][0] in {tag["name"] for tag in document["tags"]}
        assert {"400", "401", "403", "404", "429"} <= set(o["responses"])
        variables = {p["name"] for p in o["parameters"] if p["in"] == "path"}
        assert variables == set(re.findall(r"\{(\w+)\}", path))
        assert all(p["description"] for p in o["parameters"])
    for response in document["components"]["responses"].values():
        problem = response["content"]["application/problem+json"]
        Draft202012Validator(document["components"]["schemas"]["Problem"]).validate(problem["example"])


def test_answers_are_what_the_description_says(client: Client) -> None:
    document = client.get("/schema").json()
    checked = 0
    for path, method, o in operations(document):
        if method != "get" or "{" in path:
            continue
        answer = client.get(path)
        if answer.status_code != 200 or "json" not in answer.headers["content-type"]:
            continue
        media = answer.headers["content-type"].partition("; charset")[0]
        schema = o["responses"]["200"]["content"][media]["schema"]
        root = {**schema, "components": document["components"]}
        Draft202012Validator(root).validate(answer.json())
        checked += 1
    assert checked > 15


def test_the_package_holds_no_second_description() -> None:
    names = [item.name for item in resources.files("trucewatch.web.api").iterdir()]
    assert not [name for name in names if name.endswith(".json")]

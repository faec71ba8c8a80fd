"""The contract is a product: each operation says what it is, shows it, and lists what may go wrong."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for

from app.http.rates import SECONDS, Rate
from app.settings import Settings
from tests.contract.reading import Json, operations, parameters, problems, resolved, responses

PUBLIC = {
    "list_signing_keys",
    "record_launch",
    "record_launch_login",
    "record_launch_token",
    "read_about",
    "read_about_page",
    "read_calendar",
    "read_launch_login",
    "read_liveness",
    "read_processing_register",
    "read_processing_register_file",
    "read_processing_register_page",
    "read_problem_type",
    "read_protected_resource",
    "read_public_predictions",
    "read_public_predictions_page",
    "read_readiness",
    "read_statement_versions",
}


def shown(contract: Json, media: Json) -> list[Any]:
    """The examples of a body: its own, or those of its schema."""
    own = [resolved(contract, each)["value"] for each in media.get("examples", {}).values()]
    own += [media["example"]] if "example" in media else []
    of_schema: list[Any] = resolved(contract, media["schema"]).get("examples", [])
    return own + of_schema


def faults_in(contract: Json, schema: Json, example: Any) -> list[str]:
    """What a validator says of the example; the components stand where references look for them."""
    whole = {
        "$schema": Draft202012Validator.META_SCHEMA["$id"],
        "components": contract["components"],
        **schema,
    }
    validator = validator_for(whole)(whole, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{each.json_path}: {each.message}" for each in validator.iter_errors(example)]


def test_every_webhook_shows_a_message_that_is_as_it_says(contract: Json) -> None:
    for name, item in contract["webhooks"].items():
        operation = item["post"]
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        assert operation["summary"]
        assert operation["description"]
        [example] = schema["examples"]
        assert example["type"] == name
        assert faults_in(contract, schema, example) == []


def test_every_operation_says_what_it_is(contract: Json) -> None:
    tags = {tag["name"] for tag in contract["tags"]}
    for _, path, operation in operations(contract):
        assert operation["summary"], path
        assert operation["description"], path
        assert len(operation["tags"]) == 1, path
        assert set(operation["tags"]) <= tags, path
    assert all(tag["description"] for tag in contract["tags"])
    assert all(contract["info"][key] for key in ("title", "version", "summary", "description", "license"))


def test_every_body_has_an_example_that_fits_its_schema(contract: Json) -> None:
    wrong = []
    for _, path, operation in operations(contract):
        bodies = [("request", operation["requestBody"])] if "requestBody" in operation else []
        bodies += [(str(status), response) for status, response in responses(contract, operation)]
        for which, body in bodies:
            for media in body.get("content", {}).values():
                examples = shown(contract, media)
                if not examples:
                    wrong.append(f"{path} {which}: no example")
                for example in examples:
                    wrong += [
                        f"{path} {which} {said}" for said in faults_in(contract, media["schema"], example)
                    ]
    assert wrong == []


def test_every_parameter_of_a_path_or_query_has_an_example_that_fits(contract: Json) -> None:
    wrong = []
    for _, path, operation in operations(contract):
        for parameter in parameters(contract, operation):
            examples = parameter["schema"].get("examples", [])
            examples += [parameter["example"]] if "example" in parameter else []
            if not examples:
                wrong.append(f"{path} {parameter['name']}: no example")
            for example in examples:
                found = faults_in(contract, parameter["schema"], example)
                wrong += [f"{path} {parameter['name']}{said}" for said in found]
    assert wrong == []


def test_every_operation_lists_its_problems_as_problem_details(contract: Json) -> None:
    for _, path, operation in operations(contract):
        listed = dict(responses(contract, operation))
        expected = {400, 414, 429, 431, 500, 503} | ({401, 403} if operation.get("security") else set())
        expected |= {408, 413, 415, 422} if "requestBody" in operation else set()
        expected |= {404} if "{" in path and "{code}" not in path else set()
        assert expected <= listed.keys(), path
        for status, response in listed.items():
            if status >= 400:
                assert list(response["content"]) == ["application/problem+json"], path
                shown_there = shown(contract, response["content"]["application/problem+json"])
                assert {each["status"] for each in shown_there} == {status}, path


def test_who_needs_a_token_or_a_purpose_is_told_what_follows_without(contract: Json) -> None:
    """Whatever else a route declares: what it says of a status stands beside these, not in their place."""
    purposes = 0
    for _, path, operation in operations(contract):
        codes = {
            status: problems(response) for status, response in responses(contract, operation) if status >= 400
        }
        if operation.get("security"):
            assert "unauthenticated" in codes[401], path
            assert "insufficient-scope" in codes[403], path
        if any(each["name"] == "Attune-Purpose" for each in parameters(contract, operation)):
            assert "purpose-required" in codes[400], path
            assert "purpose-refused" in codes[403], path
            purposes += 1
    assert purposes > 15


def test_every_operation_needs_a_token_but_the_public_ones(contract: Json) -> None:
    public = {each["operationId"] for *_, each in operations(contract) if not each.get("security")}
    assert public == PUBLIC


def test_headers_are_said_where_they_are_sent(contract: Json) -> None:
    for method, path, operation in operations(contract):
        listed = dict(responses(contract, operation))
        wanted = {401: "WWW-Authenticate", 201: "Location", 503: "Retry-After"}
        if method == "get":
            assert 304 in listed, path
            wanted |= {200: "ETag", 304: "ETag"}
        for status, response in listed.items():
            assert "Cache-Control" in response["headers"], path
            assert status not in wanted or wanted[status] in response["headers"], (path, status)


def test_the_quota_of_the_example_is_the_usual_one(contract: Json) -> None:
    example = contract["components"]["headers"]["RateLimit-Policy"]["example"]
    assert example == f'"{Rate.PRINCIPAL}";q={Settings().rate_principal};w={SECONDS}'


def test_links_lead_to_operations_by_parameters_that_they_have(contract: Json) -> None:
    known = {
        each["operationId"]: {one["name"] for one in parameters(contract, each)}
        for *_, each in operations(contract)
    }
    links = [
        (name, link)
        for *_, operation in operations(contract)
        for _, response in responses(contract, operation)
        for name, link in response.get("links", {}).items()
    ]
    assert len(links) > 20
    for name, link in links:
        assert link["parameters"].keys() <= known[link["operationId"]], name


@pytest.mark.parametrize("name", ["limit", "cursor"])
def test_lists_page_in_one_way(contract: Json, name: str) -> None:
    for _, path, operation in operations(contract):
        names = {each["name"] for each in parameters(contract, operation)}
        if {"limit", "cursor"} & names:
            assert name in names, path
            answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
            assert "next_cursor" in resolved(contract, answer)["properties"], path


def inputs(contract: Json) -> Iterator[tuple[str, Json]]:
    for name, schema in contract["components"]["schemas"].items():
        if name.endswith("In"):
            yield name, schema


def test_what_is_taken_is_closed_and_bounded(contract: Json) -> None:
    """No field that is not described, no text, list or map without an end."""
    wrong = []
    for name, schema in inputs(contract):
        if schema.get("additionalProperties") is not False:
            wrong.append(f"{name} takes fields that are not described")
        for field, said in schema["properties"].items():
            wrong += [f"{name}.{field}: {fault}" for fault in _unbounded(said)]
    for _, path, operation in operations(contract):
        for parameter in parameters(contract, operation):
            if parameter["in"] != "header":
                wrong += [f"{path} {parameter['name']}: {fault}" for fault in _unbounded(parameter["schema"])]
    # What one item of a delivery may say is judged item by item, so that one bad one stops no other.
    assert wrong == [
        f"{each}: a number without an end"
        for each in ("AchievedCreditsIn.credits", "EventIn.quantity", "MarkIn.mark")
    ]


def _unbounded(schema: Json) -> Iterator[str]:
    for each in schema.get("anyOf", [schema]):
        kind = each.get("type")
        if kind == "string" and not ({"maxLength", "format", "enum", "const"} & each.keys()):
            yield "a text without maxLength"
        if kind == "array":
            if "maxItems" not in each:
                yield "a list without maxItems"
            yield from _unbounded(each["items"])
        if kind == "object":
            if "maxProperties" not in each:
                yield "a map without maxProperties"
            values = each.get("additionalProperties")
            if isinstance(values, dict):
                yield from _unbounded(values)
        if kind in {"integer", "number"} and not (
            {"minimum", "exclusiveMinimum"} & each.keys() and "maximum" in each
        ):
            yield "a number without an end"


def test_every_field_parameter_and_value_is_described(contract: Json) -> None:
    missing: list[str] = []
    for name, schema in contract["components"]["schemas"].items():
        missing += _unnamed_values(name, schema)
        for field, said in schema.get("properties", {}).items():
            if len(said.get("description", "").split()) < 2:
                missing.append(f"{name}.{field}")
            missing += _unnamed_values(f"{name}.{field}", said)
    for _, path, operation in operations(contract):
        for parameter in parameters(contract, operation):
            if len(parameter.get("description", "").split()) < 2:
                missing.append(f"{path} {parameter['name']}")
            missing += _unnamed_values(f"{path} {parameter['name']}", parameter["schema"])
    assert missing == []


def _unnamed_values(name: str, schema: Json) -> Iterator[str]:
    """The values of a closed list that its description does not name."""
    listed = [*schema.get("anyOf", []), schema, *([schema["items"]] if "items" in schema else [])]
    for value in (value for each in listed for value in each.get("enum", [])):
        if f"`{value}`" not in schema.get("description", ""):
            yield f"{name}: {value}"


def test_what_each_value_of_a_vocabulary_means_is_said(contract: Json) -> None:
    missing = []
    for name, schema in contract["components"]["schemas"].items():
        lines = schema.get("description", "").splitlines()
        for value in schema.get("enum", []):
            said = next((line for line in lines if line.startswith(f"- `{value}`: ")), "")
            if len(said.split()) < 4:
                missing.append(f"{name}: {value}")
    assert missing == []


def test_the_counts_of_a_delivery_are_its_outcomes(contract: Json) -> None:
    schemas = contract["components"]["schemas"]
    assert list(schemas["OutcomeCountsOut"]["properties"]) == schemas["ItemOutcome"]["enum"]


def test_the_score_of_the_example_is_its_own_contributions(contract: Json) -> None:
    [example] = contract["components"]["schemas"]["ExplanationOut"]["examples"]
    total = 0.0
    for each in example["contributions"]:
        values = [
            each["per_unit"] * day["amount"] + each["per_active_day"] * (day["amount"] > 0)
            for day in each["days"]
        ]
        assert [day["value"] for day in each["days"]] == pytest.approx(values)
        assert each["mean"] == pytest.approx(sum(values) / example["window_days"])
        total += each["coefficient"] * each["mean"]
    assert example["exact_score"] == pytest.approx(total)
    assert f"{example['exact_score']:.2f}" == f"{example['score']:.2f}"


def test_parameters_are_named_alike(contract: Json) -> None:
    """One name, one schema: what clients have learned at one operation holds at the next."""
    said: dict[tuple[str, str], set[str]] = {}
    for _, path, operation in operations(contract):
        for parameter in parameters(contract, operation):
            if parameter["name"] not in {"code", "kind"}:  # an org unit's, a problem's; of a request, a file
                kind = {key: parameter["schema"].get(key) for key in ("type", "format", "$ref")}
                said.setdefault((parameter["in"], parameter["name"]), set()).add(str(kind))
            assert re.fullmatch(r"[a-z_]+|[A-Z][A-Za-z]*(-[A-Z][A-Za-z]*)+", parameter["name"]), path
    assert {name: kinds for name, kinds in said.items() if len(kinds) > 1} == {}

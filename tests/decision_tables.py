"""Short decision tables (DMN) for tests."""

from html import escape

NAMESPACE = 'xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"'
Rule = tuple[tuple[str, ...], tuple[str, ...]]


def table(key: str, inputs: tuple[str, ...], outputs: tuple[str, ...], *rules: Rule, policy: str = "UNIQUE") -> str:
    """Return a DMN file with one decision table; a rule is (tests of the inputs, values of the outputs)."""
    columns = "".join(
        f'<input id="i{n}"><inputExpression><text>{escape(text)}</text></inputExpression></input>'
        for n, text in enumerate(inputs)
    )
    columns += "".join(f'<output id="o{n}" name="{name}"/>' for n, name in enumerate(outputs))
    rows = "".join(
        f'<rule id="r{n}">{_entries("input", tests)}{_entries("output", values)}</rule>'
        for n, (tests, values) in enumerate(rules, 1)
    )
    return (
        f'<definitions {NAMESPACE} id="file" name="{key}" namespace="tests"><decision id="{key}" name="{key.capitalize()}">'
        f'<decisionTable id="table" hitPolicy="{policy}">{columns}{rows}</decisionTable></decision></definitions>'
    )


def _entries(kind: str, texts: tuple[str, ...]) -> str:
    return "".join(f"<{kind}Entry><text>{escape(text)}</text></{kind}Entry>" for text in texts)

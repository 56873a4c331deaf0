"""Writes docs/operations-of-models.md from the register of operations; the test suite checks that it is current."""

from pathlib import Path

from tasks.operations.registry import Operation, registered

PAGE = Path(__file__).parent.parent / "docs" / "operations-of-models.md"
HEAD = """# Operations that models may call

A service task of type `external` names one as its topic. Inputs marked with a star are required. Written by
`make docs` from the code.

| operation | what it does | inputs | outputs |
| --- | --- | --- | --- |
"""


def page() -> str:
    """Return the page as it should be."""
    return HEAD + "".join(_row(operation) for operation in registered())


def _row(operation: Operation) -> str:
    signature = operation.signature
    inputs = [f"`{name}`*" for name in sorted(signature.required)]
    inputs += [f"`{name}`" for name in sorted(signature.optional)]
    inputs += ["any others"] if signature.open_inputs else []
    outputs = ", ".join(f"`{name}`" for name in sorted(signature.outputs))
    return f"| `{operation.name}` | {operation.help} | {', '.join(inputs)} | {outputs} |\n"


if __name__ == "__main__":
    import tasks.operations  # noqa: F401 - importing registers them

    PAGE.write_text(page())

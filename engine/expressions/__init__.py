"""The language of expressions in models: a small, safe part of Python, with a few words of JUEL.

An expression cannot reach anything but the names it is given, cannot run for long and cannot make large values.
"""

from engine.expressions.compiled import (
    Expression,
    Script,
    Template,
    compile_expression,
    compile_script,
    compile_template,
    names_used,
)

__all__ = [
    "Expression",
    "Script",
    "Template",
    "compile_expression",
    "compile_script",
    "compile_template",
    "names_used",
]

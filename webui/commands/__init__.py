"""The command `baton`: one small module for each sub-command."""


def main() -> None:
    """Run the command line."""
    raise SystemExit("not built yet")

"""Pages, HTTP API, designer front end and command line: the only home of Flask."""

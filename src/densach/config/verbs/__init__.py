"""The verbs of the command `densach`, one module each: HELP, arguments(parser), run(options)."""

"""The forms in which every process speaks: problems, OpenAPI, CloudEvents, tokens, logs. No database."""

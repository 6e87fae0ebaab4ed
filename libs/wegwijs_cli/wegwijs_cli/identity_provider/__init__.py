"""A real OpenID provider for development: `python -m wegwijs_cli.identity_provider`. Never in production."""

"""Alembic's environment, shared by the services; versions are in ``services/<service>/migrations``."""

"""Terminals: registered, approved, revoked (终端登记)."""

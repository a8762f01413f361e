"""Delegations (村代办件): an accepted item on its way through the villager's own village and back."""

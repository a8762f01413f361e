"""Village agents (代办员): posts A and B, service days, absences, and who stands on a given day (AB 岗)."""

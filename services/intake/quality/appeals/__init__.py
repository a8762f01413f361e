"""Appeals against bad ratings (差评申诉): an upheld one keeps the rating out of the rates, and in sight."""

"""Emergency texts that override whatever the LED boards play (紧急插播)."""

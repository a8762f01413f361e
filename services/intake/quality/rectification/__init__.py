"""Bad ratings (差评) put right: contact, rectification, call-back; out of the rated clerk's sight until closed."""

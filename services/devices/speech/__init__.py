"""What the announcer says (语音播报): sentences in the hall's languages, and their sound joined from clips."""
